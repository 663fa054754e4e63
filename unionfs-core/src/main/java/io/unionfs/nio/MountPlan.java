package io.unionfs.nio;

import io.unionfs.fault.FaultPlan;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.AccessTimes;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.LookupStrategy;
import io.unionfs.overlay.MemoryMedium;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.MountBuilder.Writability;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.Quota;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What is to be mounted, from either way in; and the mounting. */
final class MountPlan {
  /** Layers and paths of layers, the bottom one first. */
  final List<Object> lower = new ArrayList<>();

  /** Those that hold only data, the first that is asked first. */
  final List<Object> dataOnly = new ArrayList<>();

  OverlayOptions options = OverlayOptions.DEFAULT;

  Path upper;
  Path work;
  UpperMade upperMade = UpperMade.AT_MOUNT;
  Writability writability = Writability.WRITABLE;
  LookupStrategy strategy;
  AccessTimes accessTimes = AccessTimes.RELATIME;
  InstantSource clock;

  /** Null for the usual one. */
  Quota quota;

  /** Null for the usual one. */
  MemoryMedium memory;

  Caller caller = Caller.ROOT;
  OpenFiles.Tracking tracking = OpenFiles.Tracking.PATHS;

  /** A user of the image, to be looked up; null: {@link #caller} says who it is. */
  String user;

  /** What is mounted in it, in this order. */
  final List<MountTable.Planned> inside = new ArrayList<>();

  /** What is to fail; null for nothing. */
  FaultPlan faults;

  /** Null: one is made up, and the filesystem is kept only while it is in use. */
  String name;

  /** When the directories of the writable layer are made, if they are missing. */
  enum UpperMade {
    AT_MOUNT,
    ON_FIRST_WRITE
  }

  UnionFileSystem mount() throws IOException {
    if (name != null) {
      PathUris.checkName(name);
      MountRegistry.checkFree(name);
    }
    List<Layer> opened = new ArrayList<>();
    NewDirectories made = new NewDirectories();
    Mount mount = null;
    SharedMount shared = null;
    try {
      mount = builder(opened, made).mount();
      if (user != null) {
        caller = Caller.ROOT; // till he is looked up
      }
      shared = new SharedMount(mount, this, opened);
      shared.mountInside(inside);
      if (user != null) {
        caller = shared.accounts().resolve(user, Caller.ROOT.umask());
      }
      UnionFileSystem fileSystem = new UnionFileSystem(this, shared);
      MountRegistry.add(
          fileSystem, name == null ? MountRegistry.Keep.WHILE_IN_USE : MountRegistry.Keep.ALWAYS);
      return fileSystem;
    } catch (IOException | RuntimeException | Error e) {
      if (shared != null) {
        shared.leave();
      }
      closeAll(mount, opened, e);
      made.removeAll();
      throw e;
    }
  }

  private static void closeAll(Mount mount, List<Layer> opened, Throwable because) {
    try {
      if (mount != null) {
        mount.close();
      }
    } catch (IOException e) {
      because.addSuppressed(e);
    }
    for (Layer layer : opened) {
      try {
        layer.close();
      } catch (IOException e) {
        because.addSuppressed(e);
      }
    }
  }

  private MountBuilder builder(List<Layer> opened, NewDirectories made) throws IOException {
    MountBuilder builder =
        new MountBuilder().writability(writability).accessTimes(accessTimes).options(options);
    if (strategy != null) {
      builder.strategy(strategy);
    }
    if (quota != null) {
      builder.quota(quota);
    }
    if (memory != null) {
      builder.memory(memory);
    }
    if (clock != null) {
      builder.clock(clock);
    }
    if (faults != null) {
      builder.faults(faults);
    }
    for (Object source : lower) {
      builder.lower(source instanceof Layer layer ? layer : open((Path) source, opened));
    }
    for (Object source : dataOnly) {
      builder.dataOnly(source instanceof Layer layer ? layer : open((Path) source, opened));
    }
    if (upper != null) {
      Path workDirectory = work != null ? work : workBeside(upper);
      if (upperMade == UpperMade.ON_FIRST_WRITE
          && !Files.exists(upper, LinkOption.NOFOLLOW_LINKS)) {
        builder.upperOnFirstWrite(upper, workDirectory);
      } else {
        made.make("upperdir", upper);
        made.make("workdir", workDirectory);
        builder.upper(upper, workDirectory);
      }
    }
    return builder;
  }

  private static Layer open(Path path, List<Layer> opened) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "this lowerdir does not exist");
    }
    if (Files.isDirectory(path)) {
      LooksLikeImage.refuse(path);
      return opened(Layer.ofDirectory(path), opened);
    }
    ArchiveLayer archive = Layer.ofArchive(path);
    opened.add(archive);
    LooksLikeImage.refuse(path, archive);
    return archive;
  }

  private static Layer opened(Layer layer, List<Layer> opened) {
    opened.add(layer);
    return layer;
  }

  private static Path workBeside(Path upper) {
    Path name = upper.toAbsolutePath().normalize().getFileName();
    if (name == null) {
      throw new IllegalArgumentException(
          "upperdir " + upper + " has nothing beside it: name a workdir");
    }
    return upper.toAbsolutePath().normalize().resolveSibling(name + ".work");
  }
}
