package io.unionfs.overlay;

import io.unionfs.fault.FaultPlan;
import io.unionfs.layer.Layer;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.Durability;
import io.unionfs.medium.MediumException;
import io.unionfs.medium.Space;
import io.unionfs.medium.UpperMedium;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A writable layer in directories that are made when it is first written to; till then nothing is
 * made or opened. Called by one thread at a time.
 */
final class UpperOnFirstWrite implements UpperLayer.MediumSource {
  private static final String WORK_BESIDE = ".work";

  private final Path upper;

  /** Null for the usual one, beside the other: many idle mounts would hold as many paths. */
  private final Path work;

  private final Durability durability;
  private final FaultPlan faults;

  /**
   * @param faults what is to fail; null for nothing
   */
  UpperOnFirstWrite(Path upper, Path work, Durability durability, FaultPlan faults) {
    this.upper = copy(upper);
    this.work = work.toAbsolutePath().equals(beside(this.upper)) ? null : copy(work);
    this.durability = durability;
    this.faults = faults;
  }

  /** Paths of the default filesystem keep their text once they were asked for and not found. */
  private static Path copy(Path directory) {
    Path absolute = directory.toAbsolutePath();
    Path name = absolute.getFileName();
    return name == null ? absolute : absolute.resolveSibling(name);
  }

  private static Path beside(Path upper) {
    Path name = upper.getFileName();
    return name == null ? null : upper.resolveSibling(name + WORK_BESIDE);
  }

  /**
   * Checks what can be checked before the directories are there.
   *
   * @throws MountException as {@link MountLimits#checkUpper}; EBUSY where either would lie in
   *     another mount's
   */
  static void check(Path upper, Path work, List<Layer> lower) throws IOException {
    MountLimits.checkUpperToBe(
        upper, existing("upperdir", upper), work, existing("workdir", work), lower);
  }

  /** The directory in which the missing ones on the way to {@code directory} will be made. */
  private static Path existing(String option, Path directory) throws IOException {
    Path existing = directory.toAbsolutePath();
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = existing.getParent();
      if (existing == null) {
        throw new FileSystemException(directory.toString(), null, "nothing is there to make it in");
      }
    }
    if (!Files.isDirectory(existing)) {
      throw new FileSystemException(
          existing.toString(), null, "is not a directory: choose another " + option);
    }
    return existing;
  }

  /**
   * Makes the directories and opens the writable layer; when that fails, what was made is removed.
   *
   * @throws MediumException of kind {@link MediumException.Kind#IN_USE} when somebody else has made
   *     the directory meanwhile
   */
  @Override
  public UpperMedium open() throws IOException {
    Path workDirectory = work == null ? beside(upper) : work;
    Deque<Path> made = new ArrayDeque<>();
    try {
      make(upper, made, true);
      make(workDirectory, made, false);
      return DirectoryMedium.open(upper, workDirectory, durability, faults);
    } catch (IOException | RuntimeException e) {
      for (Path directory : made) {
        try {
          Files.delete(directory);
        } catch (IOException stays) {
          e.addSuppressed(stays); // It may be another mount's that came in between.
        }
      }
      throw e;
    }
  }

  private void make(Path directory, Deque<Path> made, boolean mustBeNew) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    Path at = directory;
    while (at != null && !Files.exists(at)) {
      missing.push(at);
      at = at.getParent();
    }
    if (missing.isEmpty() && mustBeNew) {
      throw madeMeanwhile(null);
    }
    for (Path next : missing) {
      try {
        Files.createDirectory(next);
        made.push(next);
      } catch (FileAlreadyExistsException e) {
        if (mustBeNew && next.equals(directory)) {
          throw madeMeanwhile(e);
        }
        if (!Files.isDirectory(next)) {
          throw e;
        }
      }
    }
  }

  private MediumException madeMeanwhile(IOException cause) {
    return new MediumException(
        MediumException.Kind.IN_USE,
        "upperdir "
            + upper
            + " was made by another since this was mounted: mount again to use what it holds, or"
            + " choose another upperdir",
        cause);
  }

  /** The room there is where the directories will be made. */
  Space space() throws IOException {
    FileStore store = Files.getFileStore(existing("upperdir", upper));
    return new Space(store.getTotalSpace(), store.getUnallocatedSpace(), store.getUsableSpace());
  }
}
