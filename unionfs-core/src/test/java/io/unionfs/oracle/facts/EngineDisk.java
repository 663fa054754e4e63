package io.unionfs.oracle.facts;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.Layer;
import io.unionfs.nio.MountViews;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.MountException;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.OverlayOptions.Durability;
import io.unionfs.overlay.OverlayOptions.Index;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import io.unionfs.overlay.OverlayOptions.Xino;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Directories in memory, mounted by the engine. */
final class EngineDisk implements Disk {
  private static final Configuration CONFIGURATION =
      Configuration.unix().toBuilder()
          .setAttributeViews("basic", "owner", "posix", "unix", "user")
          .setWorkingDirectory("/")
          .build();

  private final FileSystem storage = Jimfs.newFileSystem(CONFIGURATION);
  private final Map<String, FileSystem> others = new HashMap<>();
  private final Map<String, Mount> mounts = new HashMap<>();
  private final Map<String, Path> roots = new HashMap<>();

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T done(Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path path(String path) {
    String first = path.replaceFirst("/.*", "");
    String rest = path.substring(first.length()).replaceFirst("^/", "");
    if (roots.containsKey(first)) {
      return roots.get(first).resolve(rest);
    }
    return others.containsKey(first)
        ? others.get(first).getPath("/").resolve(rest)
        : storage.getPath("/", path);
  }

  @Override
  public void mkdir(String path) {
    done(() -> Files.createDirectory(path(path)));
  }

  @Override
  public void write(String path, String text) {
    done(() -> Files.writeString(path(path), text));
  }

  @Override
  public void mark(String path, String name, String value) {
    done(
        () ->
            Files.getFileAttributeView(path(path), UserDefinedFileAttributeView.class)
                .write("overlay." + name, StandardCharsets.UTF_8.encode(value)));
  }

  @Override
  public void mountOther(String path) {
    others.put(path, Jimfs.newFileSystem(CONFIGURATION));
  }

  @Override
  public String mount(String at, String options) {
    try {
      Mount mount = builder(options).mount();
      mounts.put(at, mount);
      roots.put(at, new MountViews(mount).root(Caller.ROOT));
      return "OK";
    } catch (MountException e) {
      return e.errno().name();
    } catch (NoSuchFileException e) {
      return "ENOENT"; // The layer was not found, before there was anything to mount.
    } catch (NotDirectoryException | IllegalArgumentException e) {
      return "EINVAL"; // The same, or options that exclude each other.
    } catch (IOException e) {
      return e.toString();
    }
  }

  private MountBuilder builder(String options) throws IOException {
    MountBuilder builder = new MountBuilder();
    OverlayOptions overlay = OverlayOptions.DEFAULT;
    Path upper = null;
    Path work = null;
    for (String option : options.split(",")) {
      String value = option.substring(option.indexOf('=') + 1);
      switch (option.replaceFirst("=.*", "")) {
        case "lowerdir" -> {
          String[] dataOnly = value.split("::");
          for (int i = 1; i < dataOnly.length; i++) {
            builder.dataOnly(Layer.ofDirectory(path(dataOnly[i])));
          }
          List<String> topFirst = List.of(dataOnly[0].split(":"));
          for (int i = topFirst.size() - 1; i >= 0; i--) {
            builder.lower(Layer.ofDirectory(path(topFirst.get(i))));
          }
        }
        case "upperdir" -> upper = path(value);
        case "workdir" -> work = path(value);
        case "redirect_dir" -> overlay = overlay.with(RedirectDir.valueOf(constant(value)));
        case "metacopy" -> overlay = overlay.with(Metacopy.valueOf(constant(value)));
        case "index" -> overlay = overlay.with(Index.valueOf(constant(value)));
        case "xino" -> overlay = overlay.with(Xino.valueOf(constant(value)));
        case "volatile" -> overlay = overlay.with(Durability.VOLATILE);
        default -> throw new IllegalArgumentException("not an option of the engine: " + option);
      }
    }
    builder.options(overlay);
    return upper == null
        ? builder.writability(MountBuilder.Writability.READ_ONLY)
        : builder.upper(upper, work);
  }

  private static String constant(String value) {
    return value.toUpperCase(Locale.ROOT);
  }

  @Override
  public void unmount(String at) {
    done(
        () -> {
          roots.remove(at);
          mounts.remove(at).close();
          return null;
        });
  }

  @Override
  public String look(String path) {
    return Files.exists(path(path), LinkOption.NOFOLLOW_LINKS) ? "OK" : "ENOENT";
  }

  @Override
  public void chmod(String path, int mode) {
    done(() -> Files.setAttribute(path(path), "unix:mode", mode));
  }

  @Override
  public long device(String path) {
    return number(path, "unix:dev");
  }

  @Override
  public long inode(String path) {
    return number(path, "unix:ino");
  }

  private long number(String path, String attribute) {
    return ((Number) done(() -> Files.getAttribute(path(path), attribute))).longValue();
  }

  @Override
  public SortedSet<String> names(String path) {
    return done(
        () -> {
          try (Stream<Path> names = Files.list(path(path))) {
            return names
                .map(name -> name.getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
          }
        });
  }

  @Override
  public void close() {
    List.copyOf(mounts.keySet()).forEach(this::unmount);
    done(
        () -> {
          for (FileSystem other : others.values()) {
            other.close();
          }
          storage.close();
          return null;
        });
  }
}
