package io.unionfs.container;

import io.unionfs.container.MountSpec.TmpfsMount;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.Quota;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tmpfs of containers, in the memory of this process: they outlive a mount of their container,
 * so that what one exec wrote the next one finds, and end when the container ends.
 */
final class TmpfsTable implements Closeable {
  private final Map<String, Map<String, UnionFileSystem>> containers = new HashMap<>();

  /**
   * The tmpfs of a container, made if there is none.
   *
   * @param below the directory of the image that it hides, if there is one, whose mode it takes
   */
  synchronized UnionFileSystem get(String id, TmpfsMount mount, Path below) throws IOException {
    Map<String, UnionFileSystem> mounted = containers.computeIfAbsent(id, i -> new HashMap<>());
    UnionFileSystem known = mounted.get(mount.target());
    if (known != null) {
      return known;
    }
    UnionFileSystemBuilder builder = UnionFileSystem.builder().lower(Layer.builder().build());
    if (mount.size().isPresent()) {
      builder.quota(new Quota(mount.size().getAsLong(), Quota.UNLIMITED));
    }
    UnionFileSystem made = builder.mount();
    try {
      Files.setPosixFilePermissions(made.getPath("/"), mode(mount, below));
    } catch (IOException | RuntimeException | Error e) {
      Failures.closeAll(List.of(made), e);
      throw e;
    }
    mounted.put(mount.target(), made);
    return made;
  }

  private static Set<PosixFilePermission> mode(TmpfsMount mount, Path below) throws IOException {
    if (mount.mode() != null) {
      return mount.mode();
    }
    return below != null && Files.isDirectory(below)
        ? Files.getPosixFilePermissions(below)
        : EnumSet.allOf(PosixFilePermission.class);
  }

  /** Takes away what they hold. */
  synchronized void empty(String id) throws IOException {
    for (UnionFileSystem tmpfs : containers.getOrDefault(id, Map.of()).values()) {
      Trees.deleteIn(tmpfs.getPath("/"));
    }
  }

  /** Ends them. */
  synchronized void drop(String id) throws IOException {
    Map<String, UnionFileSystem> gone = containers.remove(id);
    if (gone != null) {
      Failures.closeAll(gone.values());
    }
  }

  @Override
  public synchronized void close() throws IOException {
    List<UnionFileSystem> all = new ArrayList<>();
    containers.values().forEach(each -> all.addAll(each.values()));
    containers.clear();
    Failures.closeAll(all);
  }
}
