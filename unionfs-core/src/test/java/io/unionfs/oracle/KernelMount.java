package io.unionfs.oracle;

import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.oracle.MountOptions.Atime;
import io.unionfs.oracle.MountOptions.Upper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An overlay mount of the calling thread's own: in a mount namespace that only this thread is in,
 * so that everything mounted vanishes with the thread, and chrooted, so that absolute symlinks
 * resolve inside.
 *
 * <p>On a tmpfs that nothing else sees, the layers are {@code l0} (the bottom), {@code l1}, …, and
 * {@code d0}, … for data only; the upper is {@code u}, the work area {@code w}, the mount point
 * {@code m}. {@link #outside} stays open on that tmpfs: going there by fchdir is the way out of the
 * chroot, and costs one call.
 */
final class KernelMount {
  static final String UPPER = "u";
  private static final String LOWER = "l";
  private static final String DATA_ONLY = "d";

  /** Bytes that all layers may take together. */
  static final long STORAGE = 64 << 20;

  private static final int CLONE_FS = 0x200;
  private static final int CLONE_NEWNS = 0x20000;
  private static final int MS_RDONLY = 1;
  private static final int MS_REMOUNT = 1 << 5;
  private static final int MS_NOATIME = 1 << 10;
  private static final int MS_BIND = 1 << 12;
  private static final int MS_REC = 1 << 14;
  private static final int MS_PRIVATE = 1 << 18;
  private static final int MS_RELATIME = 1 << 21;

  /** Where the tmpfs is mounted, for this thread only. Any directory that exists would do. */
  private static final String ANCHOR = "/tmp";

  private final Linux linux;
  private final Stack stack;
  private final LayerSpec upper;
  private MountOptions options;
  private int outside = -1;

  /** Uppers that are lower layers now, the bottom first, and those there were at each snapshot. */
  private List<String> frozen = new ArrayList<>();

  private final List<List<String>> snapshots = new ArrayList<>();

  /** Whatever was moved away. */
  private int moved;

  KernelMount(Linux linux, Stack stack, LayerSpec upper, MountOptions options) {
    this.linux = linux;
    this.stack = stack;
    this.upper = upper;
    this.options = options;
  }

  /** Takes the calling thread into the mount; what fails throws. */
  void enter() {
    enterStorage(linux, atime());
    outside = check("open tmpfs", linux.open(".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0));
    LayerWriter writer = new LayerWriter(linux, options.marks());
    write(writer, stack.lowers(), LOWER);
    write(writer, stack.dataOnly(), DATA_ONLY);
    for (String directory : List.of(UPPER, "w", "m")) {
      check("mkdir", linux.mkdir(directory, 0755));
    }
    writer.write(upper, UPPER);
    mountOverlay();
  }

  /** Takes the calling thread into a namespace of its own, on a tmpfs that nothing else sees. */
  static void enterStorage(Linux linux, int flags) {
    check("unshare", linux.unshare(CLONE_FS | CLONE_NEWNS));
    check("make mounts private", linux.mount("none", "/", "none", MS_REC | MS_PRIVATE, ""));
    linux.umask(0);
    String options = "mode=0755,size=" + STORAGE;
    check("mount tmpfs", linux.mount("oracle", ANCHOR, "tmpfs", flags, options));
    check("enter tmpfs", linux.chdir(ANCHOR));
  }

  private void write(LayerWriter writer, List<LayerSpec> layers, String prefix) {
    for (int i = 0; i < layers.size(); i++) {
      check("mkdir", linux.mkdir(prefix + i, 0755));
      writer.write(layers.get(i), prefix + i);
    }
  }

  /** Unmounts and mounts again. Nothing in the mount may be open. */
  void remount(MountOptions next) {
    options = next;
    goOutside();
    check("leave chroot", linux.chroot("."));
    check("unmount overlay", linux.umount("m"));
    mountOverlay();
  }

  /** Unmounts, makes the upper the topmost lower layer, mounts with an empty one above it. */
  void freeze() {
    goOutside();
    check("leave chroot", linux.chroot("."));
    check("unmount overlay", linux.umount("m"));
    frozen.add(movedUpper());
    snapshots.add(List.copyOf(frozen));
    mountOnFrozen();
  }

  /** Unmounts, and mounts the lower layers of an earlier snapshot below an empty upper. */
  void goBack(int snapshot) {
    goOutside();
    check("leave chroot", linux.chroot("."));
    check("unmount overlay", linux.umount("m"));
    movedUpper();
    frozen = new ArrayList<>(snapshots.get(snapshot));
    mountOnFrozen();
  }

  private String movedUpper() {
    String name = "f" + moved++;
    check("move the upper", linux.rename(UPPER, name, 0));
    return name;
  }

  /** The root of the empty upper is what a copy-up would make of that below it. */
  private void mountOnFrozen() {
    String below = frozen.get(frozen.size() - 1);
    Linux.Status root = linux.stat(below, Op.Follow.NOFOLLOW);
    check("mkdir", linux.mkdir(UPPER, 0700));
    check("chown", linux.chown(UPPER, root.uid(), root.gid(), Op.Follow.NOFOLLOW));
    check("chmod", linux.chmod(UPPER, root.mode() & 07777));
    String mark = options.markPrefix();
    for (String name : linux.names(check("list", linux.listxattr(below, Op.Follow.NOFOLLOW)))) {
      if (!name.startsWith(mark) || name.startsWith(mark + "overlay.")) {
        int size = check("get", linux.getxattr(below, name, Op.Follow.NOFOLLOW));
        byte[] value = linux.data(size);
        check("set", linux.setxattr(UPPER, name, value, 0, Op.Follow.NOFOLLOW));
      }
    }
    check("utimens", linux.utimens(UPPER, root.atime(), root.mtime(), Op.Follow.NOFOLLOW));
    mountOverlay();
  }

  /** Changes nothing of the mount, by which the kernel drops what it has cached of it. */
  void forget() {
    int readOnly = options.upper() == Upper.PRESENT ? 0 : MS_RDONLY;
    check("remount in place", linux.mount("none", "/", "none", MS_REMOUNT | readOnly, ""));
  }

  /** Makes the tmpfs with the layers the working directory. */
  void goOutside() {
    check("go outside", linux.fchdir(outside));
  }

  /** Makes the root of the mount the working directory. */
  void goInside() {
    check("go inside", linux.chdir("/"));
  }

  /**
   * Mounts another overlay on a directory of this one, which is made if it is missing; from {@link
   * #outside}.
   *
   * @param name tells its directories from others'
   */
  void mountInside(String at, String name, Stack layers) {
    LayerWriter writer = new LayerWriter(linux, options.marks());
    write(writer, layers.lowers(), name + LOWER);
    for (String directory : List.of(name + UPPER, name + "w")) {
      check("mkdir", linux.mkdir(directory, 0755));
    }
    writer.write(Stack.FRESH_UPPER, name + UPPER);
    List<String> lowers = new ArrayList<>();
    for (int i = layers.lowers().size() - 1; i >= 0; i--) {
      lowers.add(name + LOWER + i);
    }
    String text =
        "lowerdir="
            + String.join(":", lowers)
            + ",upperdir="
            + name
            + UPPER
            + ",workdir="
            + name
            + "w,"
            + options.kernelText();
    check("mount inside " + text, linux.mount("inside", "m" + at, "overlay", atime(), text));
  }

  /** Shows what is mounted at one place at another too, read-only; from {@link #outside}. */
  void bindReadOnly(String from, String at) {
    check("bind", linux.mount("m" + from, "m" + at, "none", MS_BIND, ""));
    int flags = MS_REMOUNT | MS_BIND | MS_RDONLY | atime();
    check("make it read-only", linux.mount("none", "m" + at, "none", flags, ""));
  }

  /** What is left goes with the thread. */
  void leave() {
    linux.close(outside);
  }

  /** Roots of the layers, as seen from {@link #outside}. */
  List<String> layersTopFirst() {
    List<String> layers = new ArrayList<>(lowersTopFirst());
    if (options.upper() != Upper.NONE) {
      layers.add(0, UPPER);
    }
    return layers;
  }

  private List<String> lowersTopFirst() {
    List<String> layers = new ArrayList<>(frozen);
    Collections.reverse(layers);
    for (int i = stack.lowers().size() - 1; i >= 0; i--) {
      layers.add(LOWER + i);
    }
    return layers;
  }

  /** Mounts two empty layers with options as text: OK or an errno. */
  static String tryMount(String options, Upper upper) {
    Preload.done();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      return thread.submit(() -> tryHere(options, upper)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.shutdown();
    }
  }

  private static String tryHere(String options, Upper upper) {
    Linux linux = new Linux();
    Stack stack = Stack.of(LayerSpec.of(), LayerSpec.of());
    KernelMount mount =
        new KernelMount(linux, stack, Stack.FRESH_UPPER, MountOptions.DEFAULT.with(upper));
    mount.enter();
    mount.goOutside();
    check("leave chroot", linux.chroot("."));
    check("unmount overlay", linux.umount("m"));
    int result = linux.mount("oracle", "m", "overlay", 0, mount.layerText() + "," + options);
    mount.leave();
    return result < 0 ? Errno.name(-result) : "OK";
  }

  private void mountOverlay() {
    String text = layerText() + "," + options.kernelText();
    check("mount overlay " + text, linux.mount("oracle", "m", "overlay", flags(), text));
    check("chroot", linux.chroot("m"));
    goInside();
  }

  private String layerText() {
    String text = "lowerdir=" + String.join(":", lowersTopFirst());
    for (int i = 0; i < stack.dataOnly().size(); i++) {
      text += "::" + DATA_ONLY + i;
    }
    if (options.upper() != Upper.NONE) {
      text += ",upperdir=" + UPPER + ",workdir=w";
    }
    return text;
  }

  private int flags() {
    return atime() | (options.upper() == Upper.PRESENT ? 0 : MS_RDONLY);
  }

  private int atime() {
    return options.atime() == Atime.NOATIME ? MS_NOATIME : MS_RELATIME;
  }

  private static int check(String what, int result) {
    if (result < 0) {
      throw new IllegalStateException("cannot " + what + ": " + Errno.name(-result));
    }
    return result;
  }
}
