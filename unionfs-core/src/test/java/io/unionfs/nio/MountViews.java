package io.unionfs.nio;

import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Mount;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The provider over a mount of the test's own, seen with the credentials of several callers. */
public final class MountViews {
  private final UnionFileSystem mounted;
  private final Map<Caller, UnionFileSystem> views = new HashMap<>();

  public MountViews(Mount mount) {
    this.mounted = new UnionFileSystem(new MountPlan(), mount, List.of());
  }

  /** The root, for work in the name of {@code caller}. */
  public Path root(Caller caller) {
    return views.computeIfAbsent(caller, mounted::as).getPath("/");
  }
}
