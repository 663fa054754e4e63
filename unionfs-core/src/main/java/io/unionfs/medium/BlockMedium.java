package io.unionfs.medium;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.FileType;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A writable layer in memory, which ends when it is closed: names in hash tables, data in {@link
 * Blocks}. Nothing is stored elsewhere, so there is no work area, and nothing to write out; {@link
 * #directory} is a picture of it, made when it is asked for ({@link Rendering}).
 *
 * <p>Lock order: {@link #lock}, a file's monitor, that of its {@link SharedData}. What is done with
 * open files takes only the latter two, and reads none.
 */
public final class BlockMedium implements UpperMedium {
  private static final int ROOT_MODE = 0755;

  /**
   * So many files may each share blocks with the next before all is copied: a read may go through
   * all of them.
   */
  static final int MOST_SHARING = 16;

  /** The first of the numbers that its files have. */
  static final long ROOT_NUMBER = 1;

  /** What a copy-up does with the data. */
  public enum CopyUpData {
    /** Copies all of it, as overlayfs does. */
    COPIED,
    /** Shares it with the lower file; a block of 16 KiB is copied when it is written to. */
    SHARED
  }

  private final Object lock = new Object();
  private final CopyUpData copyUpData;
  private final Faults faults;
  private final BlockSpace space;
  private final Set<SharedData> openShared = ConcurrentHashMap.newKeySet();
  private final AtomicLong counter;
  private final BlockDirectory root;
  private BlockDirectory index;

  /** Changed with the lock held. */
  private volatile Rendering rendering;

  /** Whether anything is new since the tree was last rendered. */
  private volatile boolean changed = true;

  private volatile boolean closed;

  /**
   * @param space what is taken there, with others
   * @param counter gives its files their numbers, and those of others
   */
  BlockMedium(BlockSpace space, AtomicLong counter, CopyUpData copyUpData, Faults faults) {
    this.copyUpData = copyUpData;
    this.faults = faults;
    this.space = space;
    this.counter = counter;
    this.root =
        new BlockDirectory(
            this,
            ROOT_NUMBER,
            UpperMetadata.of(FileType.DIRECTORY, Attributes.of(ROOT_MODE, Instant.EPOCH)));
  }

  /**
   * A new, empty one, of at most half the maximum heap.
   *
   * @param faults what is to fail; null for nothing
   */
  public static BlockMedium inMemory(CopyUpData copyUpData, FaultPlan faults) {
    return inMemory(Runtime.getRuntime().maxMemory() / 2, copyUpData, faults);
  }

  /**
   * A new, empty one.
   *
   * @param maxBytes how much data it may hold, in bytes; holes and what is shared do not count
   * @param faults what is to fail; null for nothing
   */
  public static BlockMedium inMemory(long maxBytes, CopyUpData copyUpData, FaultPlan faults) {
    return new BlockMediums(maxBytes, copyUpData, faults).next();
  }

  /**
   * The bytes of data it holds, with those before it ({@link BlockMediums}): what is written, not
   * holes or what is shared. Any thread.
   */
  public long heldBytes() {
    return space.held();
  }

  /** The bytes that copy-ups have copied from lower files so far. Any thread may ask. */
  public long copiedBytes() {
    return space.copied();
  }

  Faults faults() {
    return faults;
  }

  BlockSpace blockSpace() {
    return space;
  }

  /** Something was changed: it is to be rendered anew. */
  void changed() {
    if (!changed) {
      changed = true;
    }
  }

  void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("the writable layer is closed");
    }
  }

  @Override
  public UpperNode root() {
    return root;
  }

  @Override
  public Path directory() {
    synchronized (lock) {
      try {
        checkOpen();
        if (rendering == null) {
          rendering = new Rendering(Rendering.Data.SHOWN);
        }
        if (changed) {
          changed = false;
          boolean done = false;
          try {
            rendering.refresh(root, index);
            done = true;
          } finally {
            if (!done) {
              changed = true; // Else it is left alone: somebody may have set it meanwhile.
            }
          }
        }
        return rendering.directory();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Lets the picture go: nobody asks for one any more, and whoever has it keeps it. */
  public void dropPicture() {
    synchronized (lock) {
      rendering = null;
    }
  }

  @Override
  public boolean isPictureStale() {
    return changed && rendering != null;
  }

  @Override
  public UpperNode index() throws IOException {
    synchronized (lock) {
      checkOpen();
      if (index == null) {
        index = new BlockDirectory(this, counter.incrementAndGet(), root.metadata);
        changed();
      }
      return index;
    }
  }

  @Override
  public boolean hasIndex() {
    synchronized (lock) {
      return index != null;
    }
  }

  @Override
  public Map<String, UpperEntry> list(UpperNode directory) throws IOException {
    synchronized (lock) {
      Map<String, UpperEntry> entries = new LinkedHashMap<>();
      directory(directory).children().forEach((name, child) -> entries.put(name, entry(child)));
      return entries;
    }
  }

  private static UpperEntry entry(Object child) {
    if (!(child instanceof BlockNode node)) {
      return UpperEntry.Whiteout.WHITEOUT;
    }
    long size = node instanceof BlockFile file ? file.size() : 0;
    return new UpperEntry.Present(node, node.metadata, node.links, size);
  }

  @Override
  public Space space() throws IOException {
    checkOpen();
    return space.space();
  }

  @Override
  public UpperMetadata rootMetadata() {
    return root.metadata;
  }

  @Override
  public UpperNode create(
      UpperNode directory, String name, UpperMetadata metadata, Occupant occupant)
      throws IOException {
    synchronized (lock) {
      BlockDirectory parent = directory(directory);
      checkName(name);
      if (occupant == Occupant.NOTHING && metadata.isOfCopy()) {
        faults.reach(FaultPoint.COPY_UP_CREATE);
        reachCreation(metadata.type());
        faults.reach(FaultPoint.COPY_UP_ATTRIBUTES);
        faults.reach(FaultPoint.COPY_UP_MOVE);
      } else {
        faults.reach(FaultPoint.UPPER_CREATE);
        reachCreation(metadata.type());
      }
      return put(node(metadata), parent, name, occupant);
    }
  }

  private void reachCreation(FileType type) throws IOException {
    faults.reach(
        switch (type) {
          case DIRECTORY -> FaultPoint.STORAGE_CREATE_DIRECTORY;
          case SYMLINK -> FaultPoint.STORAGE_CREATE_SYMLINK;
          default -> FaultPoint.STORAGE_CREATE_FILE;
        });
  }

  private BlockNode node(UpperMetadata metadata) throws MediumException {
    long number = counter.incrementAndGet();
    return switch (metadata.type()) {
      case REGULAR -> new BlockFile(this, number, metadata);
      case DIRECTORY -> new BlockDirectory(this, number, metadata);
      default -> {
        if (metadata.target() != null) {
          checkStorable(metadata.target());
        }
        yield new BlockOther(this, number, metadata);
      }
    };
  }

  private BlockNode put(BlockNode node, BlockDirectory parent, String name, Occupant occupant)
      throws IOException {
    BlockNames.check(parent, name, occupant);
    parent.put(name, node);
    changed();
    return node;
  }

  @Override
  public UpperFile copyUp(
      UpperNode directory, String name, UpperMetadata metadata, Content.Reader source, long length)
      throws IOException {
    return copyUp(
        directory,
        name,
        metadata,
        file -> file.fill(BlockCopy.copied(source, length, space, faults), length));
  }

  @Override
  public UpperFile copyUp(
      UpperNode directory, String name, UpperMetadata metadata, Content source, long length)
      throws IOException {
    int depth = source instanceof StoredData stored ? depth(stored.file()) : 0;
    if (copyUpData == CopyUpData.COPIED || length == 0 || depth == MOST_SHARING) {
      return UpperMedium.super.copyUp(directory, name, metadata, source, length);
    }
    return copyUp(
        directory,
        name,
        metadata,
        file ->
            file.fill(
                Blocks.sharing(new SharedData(source, openShared, depth + 1), length), length));
  }

  private static int depth(UpperFile file) {
    return file instanceof BlockFile blocks ? blocks.sharingDepth() : 0;
  }

  private interface Filling {
    void fill(BlockFile file) throws IOException;
  }

  private UpperFile copyUp(
      UpperNode directory, String name, UpperMetadata metadata, Filling filling)
      throws IOException {
    if (metadata.type() != FileType.REGULAR) {
      throw new IllegalArgumentException("only regular files have data");
    }
    BlockDirectory parent = directory(directory);
    checkName(name);
    faults.reach(FaultPoint.COPY_UP_CREATE);
    faults.reach(FaultPoint.STORAGE_CREATE_FILE);
    faults.reach(FaultPoint.COPY_UP_ATTRIBUTES);
    BlockFile file = (BlockFile) node(metadata);
    filling.fill(file);
    boolean done = false;
    try {
      faults.reach(FaultPoint.COPY_UP_MOVE);
      faults.reach(FaultPoint.STORAGE_MOVE);
      synchronized (lock) {
        checkOpen();
        put(file, parent, name, Occupant.NOTHING);
      }
      done = true;
      return file;
    } finally {
      if (!done) {
        file.unnamed();
      }
    }
  }

  @Override
  public boolean holds(UpperNode node) {
    return ((BlockNode) node).medium == this;
  }

  @Override
  public boolean copiesWhole() {
    return copyUpData == CopyUpData.COPIED;
  }

  @Override
  public void link(UpperNode file, UpperNode directory, String name, Occupant occupant)
      throws IOException {
    synchronized (lock) {
      BlockNode node = node(file);
      BlockDirectory parent = directory(directory);
      checkName(name);
      faults.reach(FaultPoint.UPPER_LINK);
      faults.reach(FaultPoint.STORAGE_CREATE_LINK);
      BlockNames.check(parent, name, occupant);
      if (node.links == 0 && node instanceof BlockFile nameless) {
        nameless.named();
      }
      node.links++;
      parent.put(name, node);
      changed();
    }
  }

  @Override
  public void remove(UpperNode directory, String name, Occupant occupant, Remains remains)
      throws IOException {
    synchronized (lock) {
      BlockDirectory parent = directory(directory);
      checkName(name);
      faults.reach(FaultPoint.UPPER_REMOVE);
      faults.reach(FaultPoint.STORAGE_DELETE);
      BlockNames.check(parent, name, occupant);
      BlockNames.leave(parent, name, remains);
      changed();
    }
  }

  @Override
  public void move(
      UpperNode node,
      UpperNode fromDirectory,
      String fromName,
      UpperNode toDirectory,
      String toName,
      Occupant occupant,
      Remains remains)
      throws IOException {
    synchronized (lock) {
      BlockNode moved = node(node);
      BlockDirectory from = directory(fromDirectory);
      BlockDirectory to = directory(toDirectory);
      checkName(toName);
      faults.reach(FaultPoint.UPPER_MOVE);
      faults.reach(FaultPoint.STORAGE_MOVE);
      BlockNames.move(moved, from, fromName, to, toName, occupant, remains);
      changed();
    }
  }

  @Override
  public void exchange(
      UpperNode first,
      UpperNode firstDirectory,
      String firstName,
      UpperNode second,
      UpperNode secondDirectory,
      String secondName)
      throws IOException {
    synchronized (lock) {
      BlockNode one = node(first);
      BlockNode two = node(second);
      BlockDirectory ofOne = directory(firstDirectory);
      BlockDirectory ofTwo = directory(secondDirectory);
      faults.reach(FaultPoint.UPPER_EXCHANGE);
      faults.reach(FaultPoint.STORAGE_MOVE);
      BlockNames.checkIs(one, ofOne, firstName);
      BlockNames.checkIs(two, ofTwo, secondName);
      ofOne.put(firstName, two);
      ofTwo.put(secondName, one);
      changed();
    }
  }

  @Override
  public void update(UpperNode node, UpperMetadata metadata) throws IOException {
    BlockNode updated = node(node);
    faults.reach(FaultPoint.UPPER_UPDATE);
    faults.reach(FaultPoint.STORAGE_SET_ATTRIBUTE);
    updated.metadata = metadata;
    changed();
  }

  @Override
  public boolean takes(UpperNode node, UpperMetadata metadata) {
    if (faults != Faults.NONE) {
      return false; // A flush is where these updates may fail.
    }
    BlockNode updated = (BlockNode) node;
    if (updated.medium == this) {
      updated.metadata = metadata;
      changed();
    }
    return true;
  }

  @Override
  public List<Obstacle> obstacles() throws IOException {
    synchronized (lock) {
      checkOpen();
      try (Rendering bare = new Rendering(Rendering.Data.LEFT_OUT)) {
        bare.refresh(root, index);
        return bare.obstacles();
      }
    }
  }

  @Override
  public void sync() throws IOException {
    checkOpen();
    faults.reach(FaultPoint.UPPER_SYNC);
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      List<Closeable> all = new ArrayList<>();
      openShared.forEach(shared -> all.add(shared::end));
      if (rendering != null) {
        all.add(rendering);
      }
      Closing.all(all);
    }
  }

  private BlockDirectory directory(UpperNode handle) throws IOException {
    return (BlockDirectory) node(handle);
  }

  private BlockNode node(UpperNode handle) throws IOException {
    checkOpen();
    BlockNode node = (BlockNode) handle;
    if (node.medium != this) {
      throw new IllegalArgumentException("a handle of another medium");
    }
    return node;
  }

  private static void checkName(String name) throws MediumException {
    checkStorable(FileName.checked(name));
  }

  /** No filesystem has names or targets with such a byte. */
  private static void checkStorable(String text) throws MediumException {
    if (text.indexOf('\0') >= 0) {
      throw Failures.notStorable(text, null);
    }
  }
}
