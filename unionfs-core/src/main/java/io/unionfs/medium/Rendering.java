package io.unionfs.medium;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A picture of a writable layer that is in memory, as a directory in overlayfs's form. It is a
 * medium of its own, which is told what differs from when it was last made. With the lock of the
 * medium it shows held; data may be written meanwhile.
 */
final class Rendering implements Closeable {
  private static final int PIECE = 64 << 10;

  /** What is shown of regular files. */
  enum Data {
    SHOWN,
    /** They are empty. */
    LEFT_OUT
  }

  private final Data data;
  private final UpperMedium picture;
  private final Shown root;
  private Shown index;

  /** What is no directory, by its first or any further name. */
  private final Map<BlockNode, Shown> leaves = new IdentityHashMap<>();

  /** One file of the picture. */
  private static final class Shown {
    final BlockNode node;
    final UpperNode picture;
    UpperMetadata metadata;
    int version;
    int names = 1;

    /** Of a directory; a whiteout has null. */
    final Map<String, Shown> children = new HashMap<>();

    Shown(BlockNode node, UpperNode picture, UpperMetadata metadata) {
      this.node = node;
      this.picture = picture;
      this.metadata = metadata;
    }
  }

  Rendering(Data data) throws IOException {
    this.data = data;
    this.picture = DirectoryMedium.forShow(Runtime.getRuntime().maxMemory() / 2);
    this.root = new Shown(null, picture.root(), null);
  }

  Path directory() {
    return picture.directory();
  }

  List<Obstacle> obstacles() throws IOException {
    return picture.obstacles();
  }

  /**
   * Makes the picture like the tree.
   *
   * @param newIndex the index, or null where there is none
   */
  void refresh(BlockDirectory newRoot, BlockDirectory newIndex) throws IOException {
    refreshTree(root, newRoot);
    if (newIndex != null) {
      if (index == null) {
        index = new Shown(null, picture.index(), newIndex.metadata);
      }
      refreshTree(index, newIndex);
    }
  }

  private record Pair(Shown shown, BlockDirectory directory) {}

  /** Without recursion: a tree may be of any depth. */
  private void refreshTree(Shown top, BlockDirectory directory) throws IOException {
    Deque<Pair> pending = new ArrayDeque<>();
    pending.push(new Pair(top, directory));
    while (!pending.isEmpty()) {
      Pair at = pending.pop();
      refreshMetadata(at.shown(), at.directory());
      removeOld(at.shown(), at.directory());
      for (Map.Entry<String, Object> child : at.directory().children().entrySet()) {
        Shown shown = shown(at.shown(), child.getKey(), child.getValue());
        if (child.getValue() instanceof BlockDirectory further) {
          pending.push(new Pair(shown, further));
        }
      }
    }
  }

  private void refreshMetadata(Shown shown, BlockNode node) throws IOException {
    UpperMetadata metadata = node.metadata;
    if (shown.metadata != metadata) {
      picture.update(shown.picture, metadata);
      shown.metadata = metadata;
    }
  }

  /** What is at {@code name}, now as {@code child}; null for a whiteout. */
  private Shown shown(Shown parent, String name, Object child) throws IOException {
    Map<String, Shown> names = parent.children;
    if (!(child instanceof BlockNode node)) {
      if (!names.containsKey(name)) {
        picture.remove(parent.picture, name, Occupant.NOTHING, Remains.WHITEOUT);
        names.put(name, null);
      }
      return null;
    }
    Shown shown = names.get(name);
    if (shown == null) {
      shown = leaves.get(node);
      if (shown == null) {
        UpperMetadata metadata = node.metadata;
        shown =
            new Shown(
                node, picture.create(parent.picture, name, metadata, Occupant.NOTHING), metadata);
      } else {
        picture.link(shown.picture, parent.picture, name, Occupant.NOTHING);
        shown.names++;
      }
      names.put(name, shown);
      if (!(node instanceof BlockDirectory)) {
        leaves.put(node, shown);
      }
    }
    if (node instanceof BlockFile file && data == Data.SHOWN) {
      refreshData(shown, file);
    }
    if (!(node instanceof BlockDirectory)) {
      refreshMetadata(shown, node);
    }
    return shown;
  }

  private void refreshData(Shown shown, BlockFile file) throws IOException {
    int version = file.version();
    UpperFile target = (UpperFile) shown.picture;
    if (shown.version == version && target.size() == file.size()) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(1, file.size())));
    target.open();
    file.open();
    try {
      target.truncate(0);
      long at = 0;
      while (file.readQuietly(buffer.clear(), at) >= 0) {
        buffer.flip();
        int count = buffer.remaining();
        if (target.write(buffer, at) < count) {
          throw Failures.noSpaceInMemory();
        }
        at += count;
      }
    } finally {
      file.close();
      target.close();
    }
    shown.version = version;
  }

  /** Takes away what is no longer at its name. */
  private void removeOld(Shown shown, BlockDirectory directory) throws IOException {
    List<String> old = new ArrayList<>();
    for (Map.Entry<String, Shown> child : shown.children.entrySet()) {
      Object there = directory.get(child.getKey());
      BlockNode was = child.getValue() == null ? null : child.getValue().node;
      if (was == null ? there != UpperEntry.Whiteout.WHITEOUT : there != was) {
        old.add(child.getKey());
      }
    }
    for (String name : old) {
      remove(shown, name);
    }
  }

  private record Name(Shown parent, String name) {}

  private void remove(Shown parent, String name) throws IOException {
    Deque<Name> way = new ArrayDeque<>();
    way.push(new Name(parent, name));
    while (!way.isEmpty()) {
      Name at = way.peek();
      Shown shown = at.parent().children.get(at.name());
      if (shown != null && !shown.children.isEmpty()) {
        way.push(new Name(shown, shown.children.keySet().iterator().next()));
        continue;
      }
      way.pop();
      picture.remove(at.parent().picture, at.name(), occupant(shown), Remains.NOTHING);
      at.parent().children.remove(at.name());
      if (shown != null && --shown.names == 0) {
        leaves.remove(shown.node);
      }
    }
  }

  private static Occupant occupant(Shown shown) {
    if (shown == null) {
      return Occupant.WHITEOUT;
    }
    return shown.node instanceof BlockDirectory ? Occupant.DIRECTORY : Occupant.FILE;
  }

  @Override
  public void close() throws IOException {
    picture.close();
  }
}
