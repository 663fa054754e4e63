package io.unionfs.medium;

import io.unionfs.layer.Attributes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Decides when metadata is written. A change is written with the call that makes it, or held back,
 * as the {@link Profile} says. Times are always held back: the storing filesystem sets them with
 * every write and every change of a directory, so they are put right once, at the end. What is held
 * back is found by walking the tree, so that a file that is made and removed costs nothing here.
 * Guarded by the tree's lock.
 */
final class MetadataFlush {
  private final Profile profile;
  private final MetadataStore store;
  private volatile boolean pending;

  MetadataFlush(Profile profile, MetadataStore store) {
    this.profile = profile;
    this.store = store;
  }

  /** Some file's metadata is not what is stored; any thread may call. */
  void markPending() {
    if (!pending) {
      pending = true;
    }
  }

  /** Replaces what is to be stored of {@code node}. */
  void update(StoredNode node, UpperMetadata metadata) throws IOException {
    if (profile.writing() == Profile.Writing.THROUGH
        && node.links > 0 // nobody will see what a file without names has
        && !node.gone
        && !equalButTimes(node.metadata, metadata)) {
      write(node, metadata, holdsWhiteouts(node));
    }
    node.metadata = metadata;
    node.pending = true;
    markPending();
  }

  /** Marks {@code directory} as one that holds whiteouts, before the first. */
  void expectWhiteouts(StoredDirectory directory) throws IOException {
    if (directory.holdsWhiteouts) {
      return;
    }
    if (profile.writing() == Profile.Writing.THROUGH) {
      write(directory, directory.metadata, true);
    }
    directory.holdsWhiteouts = true;
    directory.pending = true;
    markPending();
  }

  /** Writes all that is held back in the trees below {@code roots}. */
  void flush(List<StoredDirectory> roots) throws IOException {
    if (!pending) {
      return;
    }
    pending = false;
    try {
      Deque<StoredDirectory> directories = new ArrayDeque<>(roots);
      while (!directories.isEmpty()) {
        StoredDirectory directory = directories.pop();
        flushOne(directory);
        for (Slot slot : directory.children().values()) {
          if (slot instanceof StoredDirectory below) {
            directories.push(below);
          } else if (slot instanceof StoredNode node) {
            flushOne(node);
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      pending = true;
      throw e;
    }
  }

  private void flushOne(StoredNode node) throws IOException {
    boolean touched = node instanceof StoredFile file && file.touched;
    if (!node.pending && !touched) {
      return;
    }
    if (node instanceof StoredFile file) {
      file.touched = false; // before the times are written: a write from now on counts anew
    }
    MetadataStore.Target target = node.target();
    node.stored = store.write(target, node.metadata, holdsWhiteouts(node), node.stored);
    store.writeTimes(target, node.metadata);
    node.pending = false;
  }

  /** Writes all of it, or, as far as the storing filesystem lets, nothing. */
  private void write(StoredNode node, UpperMetadata metadata, boolean holdsWhiteouts)
      throws IOException {
    MetadataStore.Target target = node.target();
    MetadataStore.Stored before = node.stored;
    try {
      node.stored = store.write(target, metadata, holdsWhiteouts, before);
    } catch (IOException | RuntimeException e) {
      try {
        // As if all had been written, so that all is put back; the text is not to be trusted.
        store.write(
            target,
            before.metadata(),
            before.holdsWhiteouts(),
            new MetadataStore.Stored(metadata, holdsWhiteouts, "?"));
      } catch (IOException undoing) {
        e.addSuppressed(undoing);
      }
      throw e;
    }
  }

  private static boolean holdsWhiteouts(StoredNode node) {
    return node instanceof StoredDirectory directory && directory.holdsWhiteouts;
  }

  private static boolean equalButTimes(UpperMetadata a, UpperMetadata b) {
    Attributes one = a.attributes();
    Attributes two = b.attributes();
    return one.mode() == two.mode()
        && one.uid() == two.uid()
        && one.gid() == two.gid()
        && one.xattrs().equals(two.xattrs())
        && a.marks().equals(b.marks());
  }
}
