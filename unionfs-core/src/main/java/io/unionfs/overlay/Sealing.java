package io.unionfs.overlay;

import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.HeapDirectory;
import io.unionfs.layer.Opacity;
import io.unionfs.medium.UpperFile;
import io.unionfs.medium.UpperMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

  private final Map<Directory, Map<String, Entry>> entries = new IdentityHashMap<>();

  /** For directories without a number in the writable layer, from the end that it does not use. */
  private long nextNumber = Entry.MAX_NUMBER;

  private Sealing() {}

  static SealedLayer seal(MountState state, String name) throws IOException {
    Sealing sealing = new Sealing();
    Entry.Directory root =
        state.root() instanceof UpperDirectory upper
            ? sealing.tree(upper)
            : sealing.lowerDirectory(state.root());
    List<SealedLayer.Obstacle> obstacles = new ArrayList<>(obstacles(state));
    if (state.index() != null && state.index().isShownElsewhere()) {
      sealing.indexed(state.root(), state.index(), obstacles);
    }
    return new SealedLayer(name, root, obstacles);
  }

  private static List<SealedLayer.Obstacle> obstacles(MountState state) throws IOException {
    if (!state.hasUpper() || state.upper.mediumIfOpen() == null) {
      return List.of();
    }
    state.flush();
    return state.upper.medium().obstacles().stream()
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

  /** A directory of the way to a file that only the index holds. */
  private record Way(Directory directory, Way parent, String name) {
    String pathOf(String child) {
      StringBuilder path = new StringBuilder(child);
      for (Way at = this; at.parent != null; at = at.parent) {
        path.insert(0, '/').insert(0, at.name);
      }
      return path.toString();
    }
  }

  /** Adds the copies in the index at each name that shows one and at which the tree has none. */
  private void indexed(Directory root, LinkIndex index, List<SealedLayer.Obstacle> obstacles)
      throws IOException {
    Deque<Way> ways = new ArrayDeque<>();
    ways.push(new Way(root, null, null));
    while (!ways.isEmpty()) {
      Way way = ways.pop();
      Map<String, Inode> children = new HashMap<>();
      way.directory().children().forEach(children::put);
      for (Map.Entry<String, Inode> child : children.entrySet()) {
        if (child.getValue() instanceof Directory further) {
          ways.push(new Way(further, way, child.getKey()));
        } else if (child.getValue() instanceof LowerInode
            && index.shown(child.getValue()) instanceof UpperInode copy) {
          entries(way).put(child.getKey(), leaf(copy));
          obstacles.add(
              new SealedLayer.Obstacle(way.pathOf(child.getKey()), SealedLayer.Reason.INDEX));
        }
      }
    }
  }

  /** The entries of a directory of the layer, which is put there if it is not in it yet. */
  private Map<String, Entry> entries(Way way) {
    Deque<Way> missing = new ArrayDeque<>();
    Way at = way;
    while (!entries.containsKey(at.directory())) {
      missing.push(at);
      at = at.parent();
    }
    for (Way one : missing) {
      Map<String, Entry> parent = entries.get(one.parent().directory());
      parent.put(one.name(), lowerDirectory(one.directory()));
    }
    return entries.get(way.directory());
  }

  /** What is not in the writable layer, as a copy-up would put it there. */
  private Entry.Directory lowerDirectory(Directory lower) {
    Map<String, Entry> own = new HashMap<>();
    entries.put(lower, own);
    return new HeapDirectory(nextNumber--, lower.attributes(), Opacity.TRANSPARENT, own);
  }

  private Entry.Directory directory(UpperDirectory upper) {
    Map<String, Entry> entries = new HashMap<>();
    this.entries.put(upper, entries);
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
      inode.storing().lock();
      try {
        synchronized (inode) {
          known = entry(inode);
        }
      } finally {
        inode.storing().unlock();
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
