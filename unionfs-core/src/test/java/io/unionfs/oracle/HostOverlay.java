package io.unionfs.oracle;

import io.unionfs.oracle.Flags.OpenFlags;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Overlay mounts with {@code userxattr} over directories of the host, which stay when the mount is
 * gone. Each is made by a thread of its own, in a mount namespace that only it is in; what it does
 * not unmount goes with it.
 *
 * <p>In the directory that is named, the layers are {@code l0} (the bottom), {@code l1}, …; the
 * upper is {@link #UPPER}, the work directory {@code w}, the mount point {@link #MOUNT}.
 */
public final class HostOverlay {
  /** Name of the upper directory. */
  public static final String UPPER = "u";

  /** Name of the mount point. */
  public static final String MOUNT = "m";

  private static final int CLONE_FS = 0x200;
  private static final int CLONE_NEWNS = 0x20000;
  private static final int MS_NOATIME = 1 << 10;
  private static final int MS_REC = 1 << 14;
  private static final int MS_PRIVATE = 1 << 18;
  private static final MountOptions OPTIONS = MountOptions.DEFAULT.with(MountOptions.Marks.USER);

  private final Linux linux = new Linux();
  private final Path directory;

  private HostOverlay(Path directory) {
    this.directory = directory;
  }

  /**
   * Mounts layers that exist, read-only, on {@link #MOUNT} in {@code directory}, and looks.
   *
   * @param layersTopFirst names in {@code directory}
   */
  public static <T> T readOnly(Path directory, List<String> layersTopFirst, Callable<T> look)
      throws Exception {
    HostOverlay overlay = new HostOverlay(directory);
    return onThread(
        () -> {
          overlay.enter();
          Files.createDirectories(directory.resolve(MOUNT));
          overlay.mount("lowerdir=" + String.join(":", layersTopFirst));
          try {
            return look.call();
          } finally {
            overlay.linux.umount(MOUNT);
          }
        });
  }

  /**
   * Mounts layers that exist under a new upper, on {@link #MOUNT} in {@code directory}, and works
   * there.
   *
   * @param layersTopFirst names in {@code directory}
   */
  public static <T> T writable(Path directory, List<String> layersTopFirst, Callable<T> work)
      throws Exception {
    HostOverlay overlay = new HostOverlay(directory);
    return onThread(
        () -> {
          overlay.enter();
          List.of(UPPER, "w", MOUNT).forEach(overlay::mkdir);
          String lower = "lowerdir=" + String.join(":", layersTopFirst);
          overlay.mount(lower + ",upperdir=" + UPPER + ",workdir=w");
          try {
            return work.call();
          } finally {
            overlay.linux.umount(MOUNT);
          }
        });
  }

  /**
   * Writes the layers of a scenario into {@code directory}, mounts them under a new upper, runs all
   * steps but remounts, and looks at {@link #MOUNT} before it unmounts.
   */
  public static <T> T history(Path directory, Scenario scenario, Callable<T> look)
      throws Exception {
    HostOverlay overlay = new HostOverlay(directory);
    return onThread(() -> overlay.play(scenario, look));
  }

  private <T> T play(Scenario scenario, Callable<T> look) throws Exception {
    enter();
    linux.umask(0);
    LayerWriter writer = new LayerWriter(linux, MountOptions.Marks.USER);
    List<String> lowersTopFirst = new ArrayList<>();
    for (int i = 0; i < scenario.stack().lowers().size(); i++) {
      mkdir("l" + i);
      writer.write(scenario.stack().lowers().get(i), "l" + i);
      lowersTopFirst.add(0, "l" + i);
    }
    List.of(UPPER, "w", MOUNT).forEach(this::mkdir);
    writer.dress(UPPER, FileKind.DIRECTORY, Stack.UPPER_ROOT);
    mount(
        "lowerdir="
            + String.join(":", lowersTopFirst)
            + ",upperdir="
            + UPPER
            + ",workdir=w,"
            + OPTIONS.kernelText());
    int outside = check("open /", linux.open("/", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0));
    try {
      check("chroot", linux.chroot(MOUNT));
      check("enter", linux.chdir("/"));
      run(scenario);
      check("go outside", linux.fchdir(outside));
      check("leave chroot", linux.chroot("."));
      check("enter directory", linux.chdir(directory.toString()));
      return look.call();
    } finally {
      linux.close(outside);
      linux.umount(MOUNT);
    }
  }

  private void run(Scenario scenario) {
    Credentials credentials = new Credentials(linux);
    KernelCalls calls = new KernelCalls(linux, credentials, new InodeLabels());
    calls.mounted(scenario.options());
    for (Step step : scenario.steps()) {
      if (!(step.op() instanceof Op.Remount || step.op() instanceof Op.RemountWith)) {
        credentials.become(step.caller());
        step.op().on(calls);
      }
    }
    credentials.become(Caller.ROOT);
    calls.closeSlots();
  }

  private void enter() {
    check("unshare", linux.unshare(CLONE_FS | CLONE_NEWNS));
    check("make mounts private", linux.mount("none", "/", "none", MS_REC | MS_PRIVATE, ""));
    check("enter " + directory, linux.chdir(directory.toString()));
  }

  private void mkdir(String name) {
    check("mkdir " + name, linux.mkdir(name, 0755));
  }

  private void mount(String options) {
    String text = options.contains("userxattr") ? options : options + ",userxattr";
    check("mount overlay " + text, linux.mount("oracle", MOUNT, "overlay", MS_NOATIME, text));
  }

  private static int check(String what, int result) {
    if (result < 0) {
      throw new IllegalStateException("cannot " + what + ": " + Errno.name(-result));
    }
    return result;
  }

  private static <T> T onThread(Callable<T> task) throws Exception {
    Preload.done();
    List<T> result = new ArrayList<>();
    List<Throwable> thrown = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.add(task.call());
              } catch (Exception | Error e) {
                thrown.add(e);
              }
            },
            "host-overlay");
    thread.start();
    thread.join();
    if (!thrown.isEmpty()) {
      throw new IllegalStateException(
          thrown.stream().map(Throwable::toString).collect(Collectors.joining()), thrown.get(0));
    }
    return result.get(0);
  }
}
