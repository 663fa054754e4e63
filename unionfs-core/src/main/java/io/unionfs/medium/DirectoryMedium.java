package io.unionfs.medium;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.fault.FaultPlan;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Opens writable layers that are directories. */
public final class DirectoryMedium {
  /** The engine counts space in blocks of this size too. */
  private static final int BLOCK_SIZE = 4096;

  /** Freed blocks kept for reuse: enough for small files that come and go. */
  private static final long FREED_BLOCKS_KEPT = 1 << 20;

  private static final FileTime EPOCH = FileTime.from(Instant.EPOCH);

  private DirectoryMedium() {}

  /** Opens a durable writable layer; see {@link #open(Path, Path, Durability)}. */
  public static UpperMedium open(Path upper, Path work) throws IOException {
    return open(upper, work, Durability.DURABLE);
  }

  /**
   * Opens the writable layer in {@code upper}. On the default filesystem every change is written at
   * once, but for times that follow from other changes; elsewhere, where storage is taken to end
   * with the process, metadata is written at {@link UpperMedium#sync}, and what lies more than 100
   * levels deep may be in {@code work} till then.
   *
   * @param upper an existing directory, empty or a writable layer
   * @param work an existing directory on the same filesystem, not inside {@code upper} nor around
   *     it; what an earlier mount left there is used or removed
   * @param durability {@link Durability#VOLATILE} for a layer that nobody will open again
   * @throws MediumException of kind {@link MediumException.Kind#IN_USE} when either is in use
   * @throws UnsafeUpperException when it was opened as volatile before, here or by the kernel
   */
  public static UpperMedium open(Path upper, Path work, Durability durability) throws IOException {
    return open(upper, work, durability, null);
  }

  /** The same with faults, as {@code plan} says; null for none. */
  public static UpperMedium open(Path upper, Path work, Durability durability, FaultPlan plan)
      throws IOException {
    boolean onHost = upper.getFileSystem() == FileSystems.getDefault();
    return open(
        new NioStorage(),
        Faults.of(plan),
        upper,
        work,
        onHost ? Profile.Writing.THROUGH : Profile.Writing.HELD_BACK,
        durability,
        DeepPaths.DEEP);
  }

  /**
   * Checks that {@code directory}, whose path is real, is no writable layer or work directory that
   * is open, and lies in none.
   *
   * @param option what the directory is to the mount
   * @throws MediumException of kind {@link MediumException.Kind#IN_USE} otherwise
   */
  public static void checkUnused(String option, Path directory) throws IOException {
    InUse.check(option, directory);
  }

  /**
   * @param levels so many levels deep a directory is where its name says
   */
  static UpperMedium open(
      Storage storage,
      Faults faults,
      Path upper,
      Path work,
      Profile.Writing writing,
      Durability durability,
      int levels)
      throws IOException {
    Path realUpper = upper.toRealPath();
    Path realWork = work.toRealPath();
    if (realUpper.getFileSystem() != realWork.getFileSystem()
        || realUpper.startsWith(realWork)
        || realWork.startsWith(realUpper)) {
      throw new IllegalArgumentException(
          "the work directory " + work + " must lie beside the writable layer " + upper);
    }
    InUse inUse = InUse.take(realUpper, realWork);
    try {
      Incompatible.check(storage, WorkDirectory.area(storage, realWork));
      Profile probed = Probe.run(storage, realWork); // without faults
      Profile profile = probed.with(writing, probed.numbering()).with(durability);
      return new UpperTree(storage, faults, profile, realUpper, realWork, levels, inUse);
    } catch (IOException | RuntimeException e) {
      inUse.close();
      throw e;
    }
  }

  /** A new writable layer in memory, of at most half the maximum heap. */
  public static UpperMedium inMemory() throws IOException {
    return inMemory((FaultPlan) null);
  }

  /** The same with faults, as {@code plan} says; null for none. */
  public static UpperMedium inMemory(FaultPlan plan) throws IOException {
    return inMemory(Runtime.getRuntime().maxMemory() / 2, Faults.of(plan));
  }

  /**
   * A new writable layer in memory, which ends when the medium is closed.
   *
   * @param maxBytes how much data it may hold, rounded down to whole blocks of 4096 bytes
   */
  public static UpperMedium inMemory(long maxBytes) throws IOException {
    return inMemory(maxBytes, Faults.NONE);
  }

  /** The same with faults, as {@code plan} says; null for none. */
  public static UpperMedium inMemory(long maxBytes, FaultPlan plan) throws IOException {
    return inMemory(maxBytes, Faults.of(plan));
  }

  private static UpperMedium inMemory(long maxBytes, Faults faults) throws IOException {
    return inMemory(maxBytes, faults, InMemory.PROFILE);
  }

  private static UpperMedium inMemory(long maxBytes, Faults faults, Profile profile)
      throws IOException {
    FileSystem jimfs = newJimfs(maxBytes);
    try {
      Path upper = jimfs.getPath("/upper");
      Path work = jimfs.getPath("/work");
      Files.createDirectory(upper);
      Files.createDirectory(work);
      return new UpperTree(new NioStorage(), faults, profile, upper, work, DeepPaths.DEEP, jimfs);
    } catch (IOException | RuntimeException e) {
      jimfs.close();
      throw e;
    }
  }

  /** A new directory in memory in which another medium is shown; closing it ends it. */
  static UpperMedium forShow(long maxBytes) throws IOException {
    Profile profile = InMemory.PROFILE.with(Profile.Writing.HELD_BACK, Profile.Numbering.INODE);
    return inMemory(maxBytes, Faults.NONE, profile);
  }

  private static FileSystem newJimfs(long maxBytes) {
    // jimfs counts blocks as an int.
    long size = Math.min(Math.max(maxBytes, BLOCK_SIZE), (long) Integer.MAX_VALUE * BLOCK_SIZE);
    return Jimfs.newFileSystem(InMemory.JIMFS.toBuilder().setMaxSize(size).build());
  }

  /** How jimfs is set up, and what it can do then, found out once. */
  private static final class InMemory {
    static final Configuration JIMFS =
        Configuration.unix().toBuilder()
            .setAttributeViews("basic", "owner", "posix", "unix", "user")
            .setBlockSize(BLOCK_SIZE)
            .setMaxCacheSize(FREED_BLOCKS_KEPT)
            .setWorkingDirectory("/")
            // Times come from the engine's clock; what jimfs notes by itself is never seen.
            .setFileTimeSource(() -> EPOCH)
            .build();
    static final Profile PROFILE = probe();

    private static Profile probe() {
      try (FileSystem jimfs = newJimfs(1 << 20)) {
        return Probe.run(new NioStorage(), jimfs.getPath("/"))
            .with(Profile.Writing.HELD_BACK, Profile.Numbering.COUNTED);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
