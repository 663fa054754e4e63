package io.unionfs.nio;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** The open filesystems by name, for URIs. */
final class MountRegistry {
  /** A filesystem under its name; {@code strong} keeps it for those who know only the name. */
  private record Entry(Named weak, UnionFileSystem strong) {}

  /** A filesystem that may be gone, and the name that is free then. */
  private static final class Named extends WeakReference<UnionFileSystem> {
    private final String name;

    Named(UnionFileSystem fileSystem) {
      super(fileSystem, GONE);
      name = fileSystem.name();
    }
  }

  private static final ReferenceQueue<UnionFileSystem> GONE = new ReferenceQueue<>();

  private static final ConcurrentMap<String, Entry> BY_NAME = new ConcurrentHashMap<>();

  /** Numbers the mounts of this process: {@code st_dev}, and names for those that have none. */
  private static final AtomicLong LAST_NUMBER = new AtomicLong();

  private MountRegistry() {}

  static long nextNumber() {
    return LAST_NUMBER.incrementAndGet();
  }

  /** Whether a filesystem that nobody else refers to stays in the registry. */
  enum Keep {
    ALWAYS,
    WHILE_IN_USE
  }

  /**
   * Enters {@code fileSystem} under its name.
   *
   * @throws FileSystemAlreadyExistsException if the name is taken
   */
  static void add(UnionFileSystem fileSystem, Keep keep) {
    Entry entry = new Entry(new Named(fileSystem), keep == Keep.ALWAYS ? fileSystem : null);
    forgetGone();
    Entry held =
        BY_NAME.compute(
            fileSystem.name(),
            (name, other) -> other == null || other.weak().get() == null ? entry : other);
    if (held != entry) {
      throw new FileSystemAlreadyExistsException(fileSystem.name());
    }
  }

  /** Takes out those that are gone, and looks at no other: a mount costs the same beside any. */
  private static void forgetGone() {
    for (Named gone = (Named) GONE.poll(); gone != null; gone = (Named) GONE.poll()) {
      Named empty = gone;
      BY_NAME.computeIfPresent(gone.name, (name, entry) -> entry.weak() == empty ? null : entry);
    }
  }

  /**
   * Refuses a name that is taken, before anything is mounted for it.
   *
   * @throws FileSystemAlreadyExistsException if it is
   */
  static void checkFree(String name) {
    Entry entry = BY_NAME.get(name);
    if (entry != null && entry.weak().get() != null) {
      throw new FileSystemAlreadyExistsException(name);
    }
  }

  /**
   * The filesystem called {@code name}.
   *
   * @throws FileSystemNotFoundException if there is none
   */
  static UnionFileSystem get(String name) {
    Entry entry = BY_NAME.get(name);
    UnionFileSystem found = entry == null ? null : entry.weak().get();
    if (found == null) {
      throw new FileSystemNotFoundException(name);
    }
    return found;
  }

  static void remove(UnionFileSystem fileSystem) {
    BY_NAME.computeIfPresent(
        fileSystem.name(), (name, entry) -> entry.weak().get() == fileSystem ? null : entry);
  }
}
