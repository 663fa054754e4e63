package io.unionfs.overlay;

import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.HeapDirectory;
import io.unionfs.medium.UpperFile;
import io.unionfs.medium.UpperMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Makes a layer of what the writable layer holds now. With the mount's lock held. */
final class Sealing {
  private final Map<UpperInode, Entry> sealed = new IdentityHashMap<>();

  /** Directories whose entries are yet to be filled in. */
  private final Deque<Map.Entry<UpperDirectory, Map<String, Entry>>> pending = new ArrayDeque<>();

  private Sealing() {}

  static SealedLayer seal(MountState state, String name) throws IOException {
    Entry.Directory root =
        state.root() instanceof UpperDirectory upper
            ? new Sealing().tree(upper)
            : new HeapDirectory(
                1, state.root().attributes(), io.unionfs.layer.Opacity.TRANSPARENT, Map.of());
    return new SealedLayer(name, root, obstacles(state));
  }

  private static List<SealedLayer.Obstacle> obstacles(MountState state) throws IOException {
    if (!state.hasUpper() || state.mediumIfOpen() == null) {
      return List.of();
    }
    state.flush();
    return state.medium().obstacles().stream()
        .map(
            found ->
                new SealedLayer.Obstacle(
                    found.path(), SealedLayer.Reason.valueOf(found.reason().name())))
        .toList();
  }

  /** Without recursion: a tree may be of any depth. */
  private Entry.Directory tree(UpperDirectory root) throws IOException {
    Entry.Directory top = directory(root);
    while (!pending.isEmpty()) {
      Map.Entry<UpperDirectory, Map<String, Entry>> next = pending.pop();
      Map<String, Inode> own = new HashMap<>();
      next.getKey()
          .children()
          .forEach(
              (name, inode) -> {
                if (inode instanceof UpperDirectory || inode instanceof UpperInode) {
                  own.put(name, inode);
                }
              });
      for (Map.Entry<String, Inode> child : own.entrySet()) {
        Entry entry =
            child.getValue() instanceof UpperDirectory directory
                ? directory(directory)
                : leaf((UpperInode) child.getValue());
        next.getValue().put(child.getKey(), entry);
      }
      next.getKey()
          .whiteouts()
          .forEach((name, mark) -> next.getValue().put(name, Entry.Whiteout.WHITEOUT));
    }
    return top;
  }

  private Entry.Directory directory(UpperDirectory upper) {
    Map<String, Entry> entries = new HashMap<>();
    pending.push(Map.entry(upper, entries));
    return new HeapDirectory(
        upper.node().number(),
        upper.attributes(),
        upper.metadata().opacity(),
        upper.metadata().redirect(),
        entries);
  }

  private Entry leaf(UpperInode inode) throws IOException {
    Entry known = sealed.get(inode);
    if (known == null) {
      synchronized (inode) {
        known = entry(inode);
      }
      sealed.put(inode, known);
    }
    return known;
  }

  private static Entry entry(UpperInode inode) throws IOException {
    UpperMetadata metadata = inode.metadata();
    long number = inode.node().number();
    if (metadata.isMetacopy()) {
      return new Entry.Metacopy(
          number, metadata.attributes(), inode.stored(), inode.size(), metadata.redirect());
    }
    if (metadata.type() == FileType.REGULAR) {
      return new Entry.File(
          number, metadata.attributes(), inode.links(), HeapCopy.of(inode.file(), inode.size()));
    }
    if (metadata.type() == FileType.SYMLINK) {
      return new Entry.Symlink(number, metadata.attributes(), inode.links(), metadata.target());
    }
    return new Entry.Special(
        number, metadata.attributes(), inode.links(), metadata.type(), metadata.device());
  }

  /** A file's bytes copied to the heap, in pieces, so that size is not bounded by one array. */
  private static final class HeapCopy implements Content, Content.Reader {
    private static final int PIECE = 1 << 20;

    private final byte[][] pieces;
    private final long size;

    private HeapCopy(byte[][] pieces, long size) {
      this.pieces = pieces;
      this.size = size;
    }

    static Content of(UpperFile file, long size) throws IOException {
      if (size == 0) {
        return Content.EMPTY;
      }
      byte[][] pieces = new byte[Math.toIntExact((size + PIECE - 1) / PIECE)][];
      file.open();
      try {
        for (int i = 0; i < pieces.length; i++) {
          long start = (long) i * PIECE;
          pieces[i] = new byte[(int) Math.min(PIECE, size - start)];
          ByteBuffer buffer = ByteBuffer.wrap(pieces[i]);
          while (buffer.hasRemaining() && file.read(buffer, start + buffer.position()) >= 0) {
            // Until the piece is full, or the file ends and zeros remain.
          }
        }
      } finally {
        file.close();
      }
      return new HeapCopy(pieces, size);
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public Reader open() {
      return this;
    }

    @Override
    public int read(ByteBuffer target, long position) {
      if (position >= size) {
        return -1;
      }
      int total = 0;
      long at = position;
      while (target.hasRemaining() && at < size) {
        byte[] piece = pieces[(int) (at / PIECE)];
        int offset = (int) (at % PIECE);
        int count = Math.min(target.remaining(), piece.length - offset);
        target.put(piece, offset, count);
        total += count;
        at += count;
      }
      return total;
    }

    @Override
    public void close() {}
  }
}
