package io.unionfs.nio;

import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Mount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The provider over a mount of the test's own, seen with the credentials of several callers. */
public final class MountViews {
  private final UnionFileSystem mounted;
  private final Map<Caller, UnionFileSystem> views = new HashMap<>();

  public MountViews(Mount mount) {
    this.mounted = over(mount, List.of());
  }

  private MountViews(UnionFileSystem mounted) {
    this.mounted = mounted;
  }

  private static UnionFileSystem over(Mount mount, List<MountTable.Planned> inside) {
    MountPlan plan = new MountPlan();
    SharedMount shared = new SharedMount(mount, plan, List.of());
    try {
      shared.mountInside(inside);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new UnionFileSystem(plan, shared);
  }

  /** A mount inside another. */
  public record Inside(String path, Mount mount, MountAccess access) {}

  /** The same with other mounts inside, in their order; one mount may be at several places. */
  public static MountViews of(Mount mount, List<Inside> inside) {
    Map<Mount, UnionFileSystem> known = new HashMap<>();
    List<MountTable.Planned> planned = new ArrayList<>();
    for (Inside one : inside) {
      UnionFileSystem fileSystem =
          known.computeIfAbsent(one.mount(), inner -> over(inner, List.of()));
      planned.add(new MountTable.Planned(one.path(), fileSystem, one.access()));
    }
    return new MountViews(over(mount, planned));
  }

  /** The root, for work in the name of {@code caller}. */
  public Path root(Caller caller) {
    return views.computeIfAbsent(caller, mounted::as).getPath("/");
  }
}
