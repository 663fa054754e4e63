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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tmpfs of containers, in the memory of this process: they outlive a mount of their container,
 * so that what one exec wrote the next one finds, and end when the container ends.
 */
final class TmpfsTable implements Closeable {
  private static final int MODE_BITS = 07777;
  private static final int STICKY_FOR_ALL = 01777;

  private final InstantSource clock;
  private final Map<String, Run> containers = new HashMap<>(); // guarded by this

  TmpfsTable(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Those of one container, by target.
   *
   * @param startedAt by which they are known to be of another run, if another process began that
   */
  private record Run(Optional<Instant> startedAt, Map<String, UnionFileSystem> mounted) {}

  /**
   * The tmpfs of a container, made if there is none. It is called when the container is not
   * mounted.
   *
   * @param startedAt when the container was started
   * @param below the directory of the image that it hides, if there is one, whose mode it takes
   */
  synchronized UnionFileSystem get(
      String id, Optional<Instant> startedAt, TmpfsMount mount, Path below) throws IOException {
    Run run = containers.get(id);
    if (run != null && !run.startedAt().equals(startedAt)) {
      drop(id);
      run = null;
    }
    if (run == null) {
      run = new Run(startedAt, new HashMap<>());
      containers.put(id, run);
    }
    Map<String, UnionFileSystem> mounted = run.mounted();
    UnionFileSystem known = mounted.get(mount.target());
    if (known != null) {
      return known;
    }
    UnionFileSystemBuilder builder =
        UnionFileSystem.builder().lower(Layer.builder().build()).clock(clock);
    if (mount.size().isPresent()) {
      builder.quota(new Quota(mount.size().getAsLong(), Quota.UNLIMITED));
    }
    UnionFileSystem made = builder.mount();
    try {
      Files.setAttribute(made.getPath("/"), "unix:mode", mode(mount, below));
    } catch (IOException | RuntimeException | Error e) {
      Failures.closeAll(List.of(made), e);
      throw e;
    }
    mounted.put(mount.target(), made);
    return made;
  }

  private static int mode(TmpfsMount mount, Path below) throws IOException {
    if (mount.mode().isPresent()) {
      return mount.mode().getAsInt();
    }
    return below != null && Files.isDirectory(below)
        ? (int) Files.getAttribute(below, "unix:mode") & MODE_BITS
        : STICKY_FOR_ALL;
  }

  /** Takes away what they hold. */
  synchronized void empty(String id) throws IOException {
    Run run = containers.get(id);
    if (run == null) {
      return;
    }
    for (UnionFileSystem tmpfs : run.mounted().values()) {
      Trees.deleteIn(tmpfs.getPath("/"));
    }
  }

  /** Those that are mounted while the container is started are of that run. */
  synchronized void renew(String id, Optional<Instant> startedAt) {
    containers.computeIfPresent(id, (same, run) -> new Run(startedAt, run.mounted()));
  }

  /** Ends them. */
  synchronized void drop(String id) throws IOException {
    Run gone = containers.remove(id);
    if (gone != null) {
      Failures.closeAll(gone.mounted().values());
    }
  }

  @Override
  public synchronized void close() throws IOException {
    List<UnionFileSystem> all = new ArrayList<>();
    containers.values().forEach(run -> all.addAll(run.mounted().values()));
    containers.clear();
    Failures.closeAll(all);
  }
}
