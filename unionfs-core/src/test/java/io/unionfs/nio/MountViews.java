package io.unionfs.nio;

import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Mount;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The provider over a mount of the test's own, seen with the credentials of several callers. */
public final class MountViews {
  private final Mount mount;
  private final long device = MountRegistry.nextNumber();
  private final Map<Caller, UnionFileSystem> views = new HashMap<>();

  public MountViews(Mount mount) {
    this.mount = mount;
  }

  /** The root, for work in the name of {@code caller}. */
  public Path root(Caller caller) {
    return views.computeIfAbsent(caller, this::view).getPath("/");
  }

  private UnionFileSystem view(Caller caller) {
    MountPlan plan = new MountPlan();
    plan.caller = caller;
    return new UnionFileSystem(plan, mount, List.of(), device);
  }
}
