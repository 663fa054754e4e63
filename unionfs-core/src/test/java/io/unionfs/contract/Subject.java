package io.unionfs.contract;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.google.common.jimfs.WatchServiceConfiguration;
import io.unionfs.fault.FaultPlan;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.MountAccess;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.MemoryMedium;
import io.unionfs.overlay.OverlayOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the contract tests run over: the JDK's default provider, whose answers are the right ones,
 * the union with the same files in different places, and jimfs.
 *
 * <pre>
 * dir/          empty/        f   "hello"       lf   -> f        dang -> nowhere
 * dir/sub/                    h   = f           ld   -> dir      loop -> loop
 * dir/x "x"
 * </pre>
 */
public enum Subject {
  /** The default provider, in a temporary directory. */
  DEFAULT_PROVIDER {
    @Override
    public Opened open() throws IOException {
      Path directory = Files.createTempDirectory("contract").toRealPath();
      fill(directory);
      return new Opened(directory, () -> removeTree(directory));
    }
  },

  /** The union, all files in a lower layer. */
  UNION_OF_LOWER_FILES {
    @Override
    public Opened open() throws IOException {
      UnionFileSystem union = UnionFileSystem.builder().lower(layer()).mount();
      return new Opened(union.getPath("/r"), union);
    }
  },

  /**
   * The union, all files in a lower layer, with the options for programs that expect hard links to
   * last and directories to be renamed: {@code index=on,redirect_dir=on}.
   */
  UNION_WITH_INDEX {
    @Override
    public Opened open() throws IOException {
      OverlayOptions options =
          OverlayOptions.DEFAULT.with(OverlayOptions.RedirectDir.ON).with(OverlayOptions.Index.ON);
      UnionFileSystem union = UnionFileSystem.builder().lower(layer()).options(options).mount();
      return new Opened(union.getPath("/r"), union);
    }
  },

  /** The union, all files in a lower layer, with which the copies in memory share their blocks. */
  UNION_OF_SHARED_BLOCKS {
    @Override
    public Opened open() throws IOException {
      UnionFileSystem union =
          UnionFileSystem.builder().lower(layer()).memory(MemoryMedium.SHARED_BLOCKS).mount();
      return new Opened(union.getPath("/r"), union);
    }
  },

  /** The union, all files in a lower layer, the writable layer in a jimfs. */
  UNION_ON_JIMFS {
    @Override
    public Opened open() throws IOException {
      UnionFileSystem union =
          UnionFileSystem.builder().lower(layer()).memory(MemoryMedium.JIMFS).mount();
      return new Opened(union.getPath("/r"), union);
    }
  },

  /** The union, all files in a writable layer in memory. */
  UNION_OF_UPPER_FILES {
    @Override
    public Opened open() throws IOException {
      UnionFileSystem union =
          UnionFileSystem.builder().lower(Layer.builder().directory("r").build()).mount();
      fill(union.getPath("/r"));
      return new Opened(union.getPath("/r"), union);
    }
  },

  /** The union, all files in a writable layer on the disk. */
  UNION_ON_DISK {
    @Override
    public Opened open() throws IOException {
      Path directory = Files.createTempDirectory("contract").toRealPath();
      UnionFileSystem union =
          UnionFileSystem.builder()
              .lower(Layer.builder().directory("r").build())
              .upper(directory.resolve("upper"))
              .mount();
      fill(union.getPath("/r"));
      return new Opened(
          union.getPath("/r"),
          () -> {
            union.close();
            removeTree(directory);
          });
    }
  },

  /**
   * The union, all files in a lower layer that is a directory, with {@code
   * index=on,redirect_dir=on} and a plan of faults that has no rule: asking one changes nothing.
   */
  UNION_WITH_EMPTY_PLAN {
    @Override
    public Opened open() throws IOException {
      Path directory = Files.createTempDirectory("contract").toRealPath();
      fill(Files.createDirectories(directory.resolve("lower/r")));
      UnionFileSystem union =
          UnionFileSystem.builder()
              .lower(Layer.ofDirectory(directory.resolve("lower")))
              .upper(directory.resolve("upper"))
              .options(
                  OverlayOptions.DEFAULT
                      .with(OverlayOptions.RedirectDir.ON)
                      .with(OverlayOptions.Index.ON))
              .faults(FaultPlan.builder().build())
              .mount();
      return new Opened(
          union.getPath("/r"),
          () -> {
            union.close();
            removeTree(directory);
          });
    }
  },

  /**
   * The union with another mounted in it, all files in the other's writable layer: seen through the
   * mount.
   */
  UNION_IN_A_UNION {
    @Override
    public Opened open() throws IOException {
      UnionFileSystem inner =
          UnionFileSystem.builder().lower(Layer.builder().directory("r").build()).mount();
      UnionFileSystem union =
          UnionFileSystem.builder()
              .lower(Layer.builder().directory("srv/volume").build())
              .mountAt("/srv/volume", inner, MountAccess.READ_WRITE)
              .mount();
      Path root = union.getPath("/srv/volume/r");
      fill(root);
      return new Opened(
          root,
          () -> {
            union.close();
            inner.close();
          });
    }
  },

  /** jimfs, an in-memory filesystem of others. */
  JIMFS {
    @Override
    public Opened open() throws IOException {
      FileSystem jimfs =
          Jimfs.newFileSystem(
              Configuration.unix().toBuilder()
                  .setAttributeViews("basic", "owner", "posix", "unix", "user")
                  .setWatchServiceConfiguration(
                      WatchServiceConfiguration.polling(10, TimeUnit.MILLISECONDS))
                  .build());
      Path root = Files.createDirectory(jimfs.getPath("/r"));
      fill(root);
      return new Opened(root, jimfs);
    }
  };

  /** Whether it is the union. */
  public boolean isUnion() {
    return this != DEFAULT_PROVIDER && this != JIMFS;
  }

  /** A subject with its files in {@code root}. */
  public record Opened(Path root, Closeable closing) implements Closeable {
    @Override
    public void close() throws IOException {
      closing.close();
    }
  }

  public abstract Opened open() throws IOException;

  private static Layer layer() {
    LayerBuilder layer = Layer.builder();
    layer.directory("r/dir/sub").file("r/dir/x", "x").directory("r/empty");
    layer.file("r/f", "hello").hardLink("r/h", "r/f");
    layer.symlink("r/lf", "f").symlink("r/ld", "dir");
    layer.symlink("r/dang", "nowhere").symlink("r/loop", "loop");
    return layer.build();
  }

  private static void fill(Path root) throws IOException {
    Files.createDirectories(root.resolve("dir/sub"));
    Files.writeString(root.resolve("dir/x"), "x");
    Files.createDirectory(root.resolve("empty"));
    Files.writeString(root.resolve("f"), "hello");
    Files.createLink(root.resolve("h"), root.resolve("f"));
    link(root, "lf", "f");
    link(root, "ld", "dir");
    link(root, "dang", "nowhere");
    link(root, "loop", "loop");
  }

  private static void link(Path root, String name, String target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), root.getFileSystem().getPath(target));
  }

  public static void removeTree(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
