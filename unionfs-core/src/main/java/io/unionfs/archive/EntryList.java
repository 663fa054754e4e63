package io.unionfs.archive;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Names;
import java.nio.charset.CharacterCodingException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The entries of a layer archive, whose paths are kept as bytes, each as what it has more than the
 * one before: a tar goes through a directory at a time. Every {@value #RUN}th is whole, so that any
 * entry is found soon. The entries are made anew whenever they are asked for; the nodes in them are
 * the same objects.
 */
final class EntryList extends AbstractList<ArchiveEntry> {
  private static final int RUN = 16;

  /** For each entry: bytes shared with the path before, bytes more, these bytes. */
  private byte[] paths = new byte[256];

  private int used;

  /** Where the first, the {@link #RUN}th, … path begins. */
  private int[] runs = new int[4];

  /** A node, the attributes of a directory, the target of a hard link, or a mark. */
  private Object[] bodies = new Object[16];

  private int size;
  private byte[] lastPath = new byte[0];

  private enum Mark {
    WHITEOUT,
    OPAQUE
  }

  /** Adds an entry; nobody else has the list yet. */
  void append(ArchiveEntry entry) {
    if (size == bodies.length) {
      bodies = Arrays.copyOf(bodies, size + (size >> 1));
    }
    appendPath(bytes(entry.path()));
    bodies[size++] = body(entry);
  }

  private static byte[] bytes(String path) {
    try {
      return Names.encode(path);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not a path of bytes: " + Names.display(path), e);
    }
  }

  /** Gives back what is reserved for more. */
  EntryList trimmed() {
    paths = Arrays.copyOf(paths, used);
    runs = Arrays.copyOf(runs, (size + RUN - 1) / RUN);
    bodies = Arrays.copyOf(bodies, size);
    lastPath = null;
    return this;
  }

  private void appendPath(byte[] path) {
    int shared = 0;
    if (size % RUN == 0) {
      int run = size / RUN;
      if (run == runs.length) {
        runs = Arrays.copyOf(runs, 2 * run);
      }
      runs[run] = used;
    } else {
      int mismatch = Arrays.mismatch(lastPath, path);
      shared = mismatch < 0 ? path.length : mismatch;
    }
    int more = path.length - shared;
    if (used + more + 10 > paths.length) {
      paths = Arrays.copyOf(paths, Math.max(2 * paths.length, used + more + 10));
    }
    number(shared);
    number(more);
    System.arraycopy(path, shared, paths, used, more);
    used += more;
    lastPath = path;
  }

  /** Seven bits in each byte, the lowest first. */
  private void number(int number) {
    int rest = number;
    for (; rest > 0x7f; rest >>>= 7) {
      paths[used++] = (byte) (rest | 0x80);
    }
    paths[used++] = (byte) rest;
  }

  private static Object body(ArchiveEntry entry) {
    if (entry instanceof ArchiveEntry.Node node) {
      return node.node();
    } else if (entry instanceof ArchiveEntry.Directory directory) {
      return directory.attributes();
    } else if (entry instanceof ArchiveEntry.HardLink link) {
      return link.target();
    }
    return entry instanceof ArchiveEntry.Whiteout ? Mark.WHITEOUT : Mark.OPAQUE;
  }

  private ArchiveEntry entry(int index, String path) {
    Object body = bodies[index];
    if (body instanceof Entry.Node node) {
      return new ArchiveEntry.Node(path, node);
    } else if (body instanceof Attributes attributes) {
      return new ArchiveEntry.Directory(path, attributes);
    } else if (body instanceof String target) {
      return new ArchiveEntry.HardLink(path, target);
    }
    return body == Mark.WHITEOUT
        ? new ArchiveEntry.Whiteout(path)
        : new ArchiveEntry.OpaqueMark(path);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public ArchiveEntry get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    Walker walker = new Walker(index / RUN * RUN);
    while (walker.index < index) {
      walker.step();
    }
    return walker.next();
  }

  @Override
  public Iterator<ArchiveEntry> iterator() {
    return new Walker(0);
  }

  private final class Walker implements Iterator<ArchiveEntry> {
    private int index;
    private int at;
    private byte[] path = new byte[128];
    private int length;

    /** Begins at {@code first}, a multiple of {@link #RUN}. */
    Walker(int first) {
      index = first;
      at = size == 0 ? 0 : runs[first / RUN];
    }

    @Override
    public boolean hasNext() {
      return index < size;
    }

    @Override
    public ArchiveEntry next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      step();
      return entry(index - 1, Names.decode(path, 0, length));
    }

    private void step() {
      int shared = number();
      int more = number();
      length = shared + more;
      if (length > path.length) {
        path = Arrays.copyOf(path, 2 * length);
      }
      System.arraycopy(paths, at, path, shared, more);
      at += more;
      index++;
    }

    private int number() {
      int number = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = paths[at++];
        number |= (next & 0x7f) << shift;
        if (next >= 0) {
          return number;
        }
      }
    }
  }
}
