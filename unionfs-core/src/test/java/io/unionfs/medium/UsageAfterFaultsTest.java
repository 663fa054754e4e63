package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.AccessTimes;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Quota;
import io.unionfs.overlay.RenameFlag;
import io.unionfs.overlay.UpperProbe;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever step of an operation fails, what is charged is what is there. */
class UsageAfterFaultsTest {
  private static final Caller ROOT = Caller.ROOT;

  private interface Call {
    void on(Mount mount) throws ErrnoException;
  }

  enum Options {
    USUAL,
    ALL;

    OverlayOptions options() {
      OverlayOptions usual = OverlayOptions.DEFAULT;
      return this == USUAL
          ? usual
          : new OverlayOptions(
              OverlayOptions.RedirectDir.ON,
              OverlayOptions.Metacopy.ON,
              OverlayOptions.Index.ON,
              usual.xino(),
              usual.marks(),
              usual.durability());
    }
  }

  private static final Layer LAYER =
      Layer.builder()
          .file("a/b/file", "x".repeat(10_000))
          .file("c/f", "x".repeat(10_000))
          .file("c/e", "e")
          .file("h1", "x".repeat(5000))
          .hardLink("h2", "h1")
          .build();

  private static PathName path(String path) {
    return PathName.parse(path);
  }

  private static void write(Mount mount, String path, OpenFlag... flags) throws ErrnoException {
    try (OpenFile file = mount.open(ROOT, path(path), Set.of(flags), 0644)) {
      file.write(ByteBuffer.allocate(9000), 8000);
    }
  }

  private static final List<Call> CALLS =
      List.of(
          mount -> write(mount, "/a/b/file", OpenFlag.WRITE),
          mount -> write(mount, "/a/new", OpenFlag.WRITE, OpenFlag.CREATE),
          mount -> mount.truncate(ROOT, path("/a/new"), 50_000),
          mount -> mount.truncate(ROOT, path("/a/new"), 10),
          mount -> mount.mkdir(ROOT, path("/d"), 0755),
          mount -> mount.symlink(ROOT, path("/d/l"), "t/".repeat(200)),
          mount -> mount.link(ROOT, path("/h1"), Follow.NOFOLLOW, path("/d/h")),
          mount -> mount.link(ROOT, path("/h1"), Follow.NOFOLLOW, path("/d/i")),
          mount -> mount.link(ROOT, path("/h1"), Follow.NOFOLLOW, path("/d/j")),
          mount ->
              mount.setXattr(
                  ROOT, path("/h2"), Follow.FOLLOW, "user.a", new byte[20_000], XattrMode.SET),
          mount ->
              mount.setXattr(
                  ROOT, path("/a/b"), Follow.FOLLOW, "user.a", new byte[20_000], XattrMode.SET),
          mount -> mount.removeXattr(ROOT, path("/a/b"), Follow.FOLLOW, "user.a"),
          mount -> mount.rename(ROOT, path("/a/new"), path("/d/l"), Set.of()),
          mount -> mount.rename(ROOT, path("/d/l"), path("/c/e"), Set.of(RenameFlag.EXCHANGE)),
          mount -> mount.chmod(ROOT, path("/c/f"), Follow.FOLLOW, 0600),
          mount -> write(mount, "/c/f", OpenFlag.WRITE),
          mount -> mount.unlink(ROOT, path("/h1")),
          mount -> mount.unlink(ROOT, path("/h2")),
          mount -> mount.unlink(ROOT, path("/d/h")),
          mount -> mount.unlink(ROOT, path("/d/i")),
          mount -> mount.unlink(ROOT, path("/d/j")),
          mount -> mount.unlink(ROOT, path("/c/e")),
          mount -> mount.unlink(ROOT, path("/d/l")),
          mount -> mount.rmdir(ROOT, path("/d")));

  @ParameterizedTest
  @EnumSource
  void everyStepFailsOnce(Options options) throws IOException {
    int failures = 0;
    for (Profile.Writing writing : Profile.Writing.values()) {
      for (int call = 0; call < CALLS.size(); call++) {
        int step = 1;
        while (failsAt(options, writing, call, step)) {
          step++;
        }
        failures += step - 1;
      }
    }
    assertThat(failures).as("injected failures").isGreaterThan(200);
  }

  /** Does all calls before {@code call}, and that one with a failure at its {@code step}th step. */
  private static boolean failsAt(Options options, Profile.Writing writing, int call, int step)
      throws IOException {
    FaultPlan faults =
        FaultPlan.builder().on(List.of(FaultPoint.values())).call(step).fail(Errno.EIO).build();
    faults.disarm();
    try (Place place = Place.onJimfs(writing)) {
      UpperProbe probe =
          UpperProbe.mount(
              List.of(LAYER),
              List.of(),
              place.open(faults),
              Quota.NONE,
              MountBuilder.Writability.WRITABLE,
              options.options(),
              AccessTimes.RELATIME,
              InstantSource.system());
      try (Mount mount = probe.mount()) {
        for (Call before : CALLS.subList(0, call)) {
          before.on(mount);
        }
        faults.arm();
        Errno errno = null;
        try {
          CALLS.get(call).on(mount);
        } catch (ErrnoException e) {
          errno = e.errno();
        }
        faults.disarm();
        assertThat(mount.usage())
            .as("%s, call %d, step %d: %s", writing, call, step, errno)
            .isEqualTo(probe.recount(List.of()));
      } catch (ErrnoException e) {
        throw new AssertionError(e);
      }
      return !faults.fired().isEmpty();
    }
  }
}
