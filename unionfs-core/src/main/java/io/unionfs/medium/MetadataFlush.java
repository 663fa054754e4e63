package io.unionfs.medium;

import io.unionfs.layer.Attributes;
import io.unionfs.medium.JournalFile.Wanted;
import io.unionfs.medium.MetadataReader.FoundFile;
import io.unionfs.medium.MetadataStore.ChangeTime;
import io.unionfs.medium.StoredNode.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Decides when metadata is written. A change is written with the call that makes it, or held back,
 * as the {@link Profile} says. What is written takes one step, or the {@link Journal} makes it one.
 *
 * <p>The change time is always held back, and so are the times that follow from changes of data and
 * names: the storing filesystem sets its own then, and they are put right once, at the end. Times
 * that the caller gives are written, and no change that leaves them alone may lose them. What is
 * held back is found by walking the tree, so that a file that is made and removed costs nothing
 * here. Guarded by the tree's lock.
 */
final class MetadataFlush {
  private final Profile profile;
  private final MetadataStore store;
  private final MetadataReader reader;
  private final Journal journal;
  private volatile boolean pending;

  MetadataFlush(Profile profile, MetadataStore store, MetadataReader reader, Journal journal) {
    this.profile = profile;
    this.store = store;
    this.reader = reader;
    this.journal = journal;
  }

  /** Some file's metadata is not what is stored; any thread may call. */
  void markPending() {
    if (!pending) {
      pending = true;
    }
  }

  /** Whether native times are written with the rest. */
  private enum NativeTimes {
    WRITTEN,
    LEFT
  }

  /** Replaces what is to be stored of {@code node}. */
  void update(StoredNode node, UpperMetadata metadata) throws IOException {
    if (!equalTimes(node.metadata, metadata)) {
      node.times = Times.DISTURBED;
    }
    node.pending = true;
    markPending();
    if (profile.writing() == Profile.Writing.THROUGH
        && node.links > 0 // nobody will see what a file without names has
        && !node.gone) {
      boolean timesToo = store.holdsTimes(node.form) && timesAreToBeWritten(node);
      if (timesToo) {
        node.times = Times.DISTURBED; // until all is done
        markAsOurs(node);
      }
      write(
          node, metadata, holdsWhiteouts(node), timesToo ? NativeTimes.WRITTEN : NativeTimes.LEFT);
      if (timesToo) {
        node.times = Times.STORED;
      }
    }
    node.metadata = metadata;
  }

  /**
   * Writes the text of a directory that has none: without it the directory would be taken for
   * another's, whose access time is not put back after the reading.
   */
  private void markAsOurs(StoredNode node) throws IOException {
    if (node instanceof StoredDirectory directory && directory.stored.text() == null) {
      node.stored =
          store.write(
              directory.target(), node.stored.metadata(), directory.holdsWhiteouts, node.stored);
    }
  }

  /** Marks {@code directory} as one that holds whiteouts, before the first. */
  void expectWhiteouts(StoredDirectory directory) throws IOException {
    if (directory.holdsWhiteouts) {
      return;
    }
    if (profile.writing() == Profile.Writing.THROUGH) {
      write(directory, directory.metadata, true, NativeTimes.LEFT);
    }
    directory.holdsWhiteouts = true;
    directory.pending = true;
    markPending();
  }

  /**
   * A change of the names in {@code directories} is about to disturb their times.
   *
   * @return the times they have, where they are worth keeping if the change does not happen
   */
  List<Wanted> disturb(StoredDirectory... directories) throws IOException {
    List<Wanted> before = new ArrayList<>(directories.length);
    for (StoredDirectory directory : directories) {
      if (profile.isJournalled()
          && directory.times != Times.DISTURBED
          && store.holdsTimes(directory.form)) {
        before.add(new Wanted(directory.path(), MetadataRecord.times(directory.metadata)));
      }
      directory.times = Times.DISTURBED;
      directory.pending = true;
    }
    markPending();
    return before;
  }

  /**
   * Does {@code step}, which changes the names in {@code directory} but is none of the changes by
   * which its times change.
   */
  void keepTimes(StoredDirectory directory, Journal.Step step) throws IOException {
    directory.pending = true;
    markPending();
    if (profile.writing() == Profile.Writing.HELD_BACK
        || directory.times == Times.DISTURBED
        || !store.holdsTimes(directory.form)) {
      directory.times = Times.DISTURBED;
      step.run();
      return;
    }
    directory.times = Times.DISTURBED;
    journal.keep(
        new Wanted(directory.path(), MetadataRecord.times(directory.metadata)),
        step,
        () -> restoreTimes(directory));
  }

  /** The change is done, so a failure fails nobody: the times are put right at the end. */
  private void restoreTimes(StoredDirectory directory) {
    try {
      store.writeTimes(directory.target(), directory.metadata);
      directory.times = Times.STORED;
    } catch (IOException e) {
      // pending
    }
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
    MetadataStore.Target target = node.target();
    node.stored = store.write(target, node.metadata, holdsWhiteouts(node), node.stored);
    if (timesAreToBeWritten(node)) {
      store.writeTimes(target, node.metadata);
      node.times = Times.STORED;
    }
    node.pending = false;
  }

  /** Whether they differ from those held natively; who asks is about to write them. */
  private static boolean timesAreToBeWritten(StoredNode node) {
    if (node instanceof StoredFile file && file.touched) {
      file.touched = false; // before the times are written: a write from now on counts anew
      node.times = Times.DISTURBED;
    }
    return node.times != Times.STORED;
  }

  /** Writes all of it, or, as far as the storing filesystem lets, nothing. */
  private void write(
      StoredNode node, UpperMetadata metadata, boolean holdsWhiteouts, NativeTimes times)
      throws IOException {
    MetadataStore.Target target = node.target();
    MetadataStore.Stored before = node.stored;
    MetadataStore.Plan plan =
        store.plan(target, metadata, holdsWhiteouts, before, ChangeTime.HELD_BACK);
    if (plan.steps().isEmpty() || (plan.steps().size() == 1 && times == NativeTimes.LEFT)) {
      node.stored = plan.run();
      if (times == NativeTimes.WRITTEN) {
        store.writeTimes(target, metadata);
      }
      return;
    }
    // As if all had been written, so that all is put back; the text is not to be trusted.
    MetadataStore.Stored halfWay = new MetadataStore.Stored(metadata, holdsWhiteouts, "?");
    journal.update(
        new Wanted(target.path(), MetadataRecord.of(metadata, holdsWhiteouts)),
        new Wanted(target.path(), MetadataRecord.of(before.metadata(), before.holdsWhiteouts())),
        () -> {
          node.stored = plan.run();
          if (times == NativeTimes.WRITTEN) {
            store.writeTimes(target, metadata);
          }
        },
        () -> {
          store.write(target, before.metadata(), before.holdsWhiteouts(), halfWay);
          if (times == NativeTimes.WRITTEN) {
            store.writeTimes(target, before.metadata());
          }
        });
  }

  /** Does again what the journal's {@code record} says of the file at {@code path}. */
  void redo(Path path, MetadataText record) throws IOException {
    if (!(reader.read(path) instanceof FoundFile found)) {
      return;
    }
    MetadataStore.Stored before = found.stored();
    UpperMetadata wanted = MetadataRecord.read(record, before.metadata());
    MetadataStore.Target target =
        new MetadataStore.Target(
            path, found.form(), found.storedNumber(), found.number(), found.links());
    if (MetadataRecord.isOfTimes(record)) {
      store.writeTimes(target, wanted);
    } else {
      store.write(target, wanted, MetadataRecord.holdsWhiteouts(record), before);
      if (store.holdsTimes(found.form())) {
        store.writeTimes(target, wanted);
      }
    }
  }

  private static boolean holdsWhiteouts(StoredNode node) {
    return node instanceof StoredDirectory directory && directory.holdsWhiteouts;
  }

  private static boolean equalTimes(UpperMetadata a, UpperMetadata b) {
    Attributes one = a.attributes();
    Attributes two = b.attributes();
    return one.accessed().equals(two.accessed()) && one.modified().equals(two.modified());
  }
}
