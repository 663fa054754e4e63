package io.unionfs.oracle;

import io.unionfs.oracle.Flags.AccessMode;
import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.oracle.Flags.RenameFlags;
import io.unionfs.oracle.LayerGenerator.Leads;
import io.unionfs.oracle.LayerGenerator.Palette;
import io.unionfs.oracle.MountOptions.Upper;
import io.unionfs.oracle.Op.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Random sequences of operations that a stack makes interesting: mostly names that exist, sometimes
 * names that did, or never did, or cannot. The same seed gives the same sequence.
 */
public final class OpGenerator {
  private static final int SLOTS = 6;

  /** Among a thousand steps. */
  private static final int REMOUNTS = 10;

  private final SplittableRandom random;
  private final Palette palette;
  private final OpArguments some;
  private final Believed believed;
  private final UnaryOperator<MountOptions> nextOptions;
  private final List<Supplier<Op>> wheel = new ArrayList<>();

  /** The next mount has the options of this one. */
  private static final UnaryOperator<MountOptions> SAME = options -> options;

  private MountOptions options;

  private OpGenerator(
      SplittableRandom random,
      Palette palette,
      Stack stack,
      MountOptions options,
      UnaryOperator<MountOptions> nextOptions) {
    this.random = random;
    this.palette = palette;
    this.some = new OpArguments(random);
    this.believed = new Believed(stack);
    this.options = options;
    this.nextOptions = nextOptions;
    looking();
    changingNames();
    changingInodes();
    throughDescriptors();
  }

  /** A whole scenario from one seed, with one set of options and nothing that leads elsewhere. */
  public static Scenario scenario(long seed, Palette palette, MountOptions options, int length) {
    return scenario(seed, palette, Leads.NONE, options, length);
  }

  /** A whole scenario from one seed, with one set of options. */
  public static Scenario scenario(
      long seed, Palette palette, Leads leads, MountOptions options, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    return scenario(random, palette, leads, options, SAME, length);
  }

  /** A whole scenario from one seed that layers can say all of, with any options. */
  public static Scenario plain(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    MountOptions drawn = MountOptions.random(random);
    while (drawn.upper() != Upper.PRESENT) {
      drawn = MountOptions.random(random);
    }
    return scenario(random, Palette.PLAIN, Leads.NONE, drawn, SAME, length);
  }

  /** A whole scenario from one seed, which also says with what options it mounts, now and next. */
  public static Scenario scenario(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    Palette palette = Palette.values()[random.nextInt(Palette.values().length)];
    Leads leads = Leads.values()[random.nextInt(Leads.values().length)];
    MountOptions options = MountOptions.random(random);
    return scenario(
        random,
        palette,
        leads,
        options,
        now -> random.nextInt(2) == 0 ? now : now.randomNext(random),
        length);
  }

  private static Scenario scenario(
      SplittableRandom random,
      Palette palette,
      Leads leads,
      MountOptions options,
      UnaryOperator<MountOptions> nextOptions,
      int length) {
    Stack stack = new LayerGenerator(random, palette, leads).stack();
    if (nextOptions != SAME || options.metacopy() == MountOptions.Metacopy.ON) {
      stack = stack.withDeviceWhiteouts();
    }
    if (options.upper() == Upper.NONE && stack.lowers().size() + stack.dataOnly().size() == 1) {
      // Without an upper the kernel wants two layers at least.
      stack = stack.withLowers(List.of(LayerSpec.of(), stack.lowers().get(0)));
    }
    OpGenerator generator = new OpGenerator(random, palette, stack, options, nextOptions);
    return new Scenario(stack, options, generator.steps(length));
  }

  private List<Step> steps(int length) {
    int remounts = options.canRemount() ? REMOUNTS : 0;
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      boolean again = random.nextInt(1000) < remounts;
      Op op = again ? remount() : pick(wheel).get();
      steps.add(new Step(again ? Caller.ROOT : some.caller(), op));
    }
    return steps;
  }

  private void add(int weight, Supplier<Op> op) {
    for (int i = 0; i < weight; i++) {
      wheel.add(op);
    }
  }

  private void looking() {
    add(8, () -> new Op.Stat(path(null), some.follow()));
    add(4, () -> new Op.Open(path(null), some.openFlags(), some.mode()));
    add(4, () -> new Op.ReadFile(path(FileKind.FILE)));
    add(2, () -> new Op.Pread(path(FileKind.FILE), some.offset(), random.nextInt(20)));
    add(5, () -> new Op.Readdir(path(FileKind.DIRECTORY)));
    add(3, () -> new Op.Readlink(path(FileKind.SYMLINK)));
    add(4, () -> new Op.Access(path(null), new AccessMode(random.nextInt(8))));
    add(2, () -> new Op.GetXattr(path(null), some.xattr(), some.follow()));
    add(2, () -> new Op.ListXattr(path(null), some.follow()));
    add(1, () -> new Op.Statfs(path(null)));
  }

  private void changingNames() {
    add(5, () -> new Op.Create(made(FileKind.FILE), some.mode()));
    add(7, () -> new Op.Mkdir(made(FileKind.DIRECTORY), some.mode()));
    add(3, this::mknod);
    add(4, () -> new Op.Symlink(target(), made(FileKind.SYMLINK)));
    add(5, () -> new Op.Link(linked(), made(FileKind.FILE), some.follow()));
    add(9, () -> new Op.Unlink(removed(null)));
    add(6, () -> new Op.Rmdir(removed(FileKind.DIRECTORY)));
    add(14, this::rename);
  }

  private void changingInodes() {
    add(
        6,
        () -> new Op.Write(written(), some.writeFlags(), some.mode(), some.offset(), some.data()));
    add(3, () -> new Op.Truncate(path(FileKind.FILE), some.length()));
    add(5, () -> new Op.Chmod(path(null), some.mode()));
    add(5, () -> new Op.Chown(path(null), some.id(), some.id(), some.follow()));
    add(4, () -> new Op.Utimens(path(null), some.stamp(), some.stamp(), some.follow()));
    add(5, this::setXattr);
    add(2, () -> new Op.RemoveXattr(path(null), some.xattr(), some.follow()));
  }

  private void throughDescriptors() {
    add(4, this::openFd);
    add(3, () -> onSlot(() -> new Op.ReadFd(slot(), some.offset(), random.nextInt(20))));
    add(3, () -> onSlot(() -> new Op.WriteFd(slot(), some.offset(), some.data())));
    add(3, () -> onSlot(() -> new Op.FstatFd(slot())));
    add(1, () -> onSlot(() -> new Op.FtruncateFd(slot(), some.length())));
    add(1, () -> onPlace(slot -> new Op.FchmodFd(slot, some.mode())));
    add(1, () -> onPlace(slot -> new Op.FchownFd(slot, some.id(), some.id())));
    add(1, () -> onPlace(slot -> new Op.UtimensFd(slot, some.stamp(), some.stamp())));
    add(1, () -> onSlot(() -> new Op.FsyncFd(slot())));
    add(1, this::setXattrFd);
    add(1, () -> onSlot(() -> new Op.GetXattrFd(slot(), some.xattr())));
    add(1, () -> onSlot(() -> new Op.ListXattrFd(slot())));
    add(2, () -> onSlot(() -> new Op.ReaddirFd(slot())));
    add(1, this::closeFd);
  }

  private Op setXattr() {
    String name = some.xattr();
    return new Op.SetXattr(path(null), name, some.value(name), some.xattrFlags(), some.follow());
  }

  private Op setXattrFd() {
    String name = some.xattr();
    return onPlace(slot -> new Op.SetXattrFd(slot, name, some.value(name), some.xattrFlags()));
  }

  /**
   * Changes attributes, unless what is open was replaced: the kernel then copies what it was over
   * what is there now, and what shows depends on its caches.
   */
  private Op onPlace(IntFunction<Op> op) {
    return onSlot(
        () -> {
          int slot = slot();
          return believed.isReplaced(slot) ? close(slot) : op.apply(slot);
        });
  }

  /** Opens something first if nothing is open. */
  private Op onSlot(Supplier<Op> op) {
    return believed.noneOpen() && random.nextInt(4) != 0 ? openFd() : op.get();
  }

  private Op openFd() {
    int slot = random.nextInt(SLOTS);
    boolean directory = random.nextInt(3) == 0;
    boolean odd = !directory && random.nextInt(3) == 0;
    String path =
        directory
            ? path(FileKind.DIRECTORY)
            : odd ? path(FileKind.FILE) : believed.any(random, FileKind.FILE);
    OpenFlags flags = odd ? some.openFlags() : new OpenFlags(directory ? 0 : random.nextInt(3));
    believed.open(slot, path);
    return new Op.OpenFd(slot, path, flags, some.mode());
  }

  private Op closeFd() {
    return close(slot());
  }

  private Op close(int slot) {
    believed.close(slot);
    return new Op.CloseFd(slot);
  }

  private Op remount() {
    believed.closeAll();
    MountOptions next = nextOptions.apply(options);
    boolean same = next.equals(options);
    options = next;
    return same ? new Op.Remount() : new Op.RemountWith(next);
  }

  // Paths

  private String path(FileKind kind) {
    int choice = random.nextInt(100);
    if (choice < 72) {
      return decorated(believed.any(random, kind));
    }
    if (choice < 82) {
      return decorated(believed.lost(random));
    }
    if (choice < 92) {
      return decorated(inside(believed.directory(random)));
    }
    // Through a symlink, mostly; or through what is no directory.
    return decorated(inside(believed.any(random, FileKind.SYMLINK)));
  }

  private String inside(String directory) {
    return directory + "/" + palette.name(random);
  }

  private String decorated(String path) {
    return switch (random.nextInt(64)) {
      case 0, 1 -> path + "/";
      case 2 -> path + "/.";
      case 3 -> path + "/..";
      case 4 -> "/." + path;
      case 5 -> "/" + path;
      case 6 -> path + "/../" + palette.name(random);
      case 7 -> path.isEmpty() ? "" : path.substring(1);
      case 8 -> path + "/" + "n".repeat(256);
      case 9 -> random.nextInt(4) == 0 ? "" : path + "//";
      case 10 -> random.nextInt(8) == 0 ? path + "/" + "d/".repeat(2048) : "../.." + path;
      default -> path.isEmpty() ? "/" : path;
    };
  }

  private String made(FileKind kind) {
    int choice = random.nextInt(10);
    if (choice < 2) {
      return path(null);
    }
    String path = choice < 5 ? believed.lost(random) : inside(believed.directory(random));
    believed.add(path, kind);
    return decorated(path);
  }

  /** Of what keeps no identity the kernel links one inode twice, and then finds it ESTALE. */
  private String linked() {
    // Belief is not enough where the kernel forgets what a link to anything else was.
    boolean any = options.keepsIdentity(FileKind.SYMLINK);
    return any ? path(FileKind.FILE) : believed.lost(random) + "/none";
  }

  private String written() {
    return random.nextInt(4) == 0 ? made(FileKind.FILE) : path(FileKind.FILE);
  }

  private String removed(FileKind kind) {
    String path = believed.any(random, kind);
    if (random.nextInt(4) == 0) {
      return path(kind);
    }
    believed.remove(path);
    return decorated(path);
  }

  private Op rename() {
    FileKind[] kinds = {null, FileKind.FILE, FileKind.DIRECTORY, FileKind.DIRECTORY};
    FileKind kind = kinds[random.nextInt(kinds.length)];
    int bits =
        switch (random.nextInt(16)) {
          case 0, 1 -> RenameFlags.EXCHANGE;
          case 2 -> RenameFlags.NOREPLACE;
          case 3 -> random.nextInt(8);
          default -> 0;
        };
    String from = believed.any(random, kind);
    String to = random.nextInt(2) == 0 ? believed.any(random, kind) : made(kind(kind));
    if (random.nextInt(10) == 0) {
      return new Op.Rename(path(kind), path(null), new RenameFlags(bits));
    }
    if (bits == 0 || bits == RenameFlags.NOREPLACE) {
      believed.move(from, to);
    }
    return new Op.Rename(decorated(from), decorated(to), new RenameFlags(bits));
  }

  private static FileKind kind(FileKind wanted) {
    return wanted == null ? FileKind.FILE : wanted;
  }

  private Op mknod() {
    Node node = pick(List.of(Node.values()));
    boolean whiteout = node == Node.CHAR && random.nextInt(3) == 0;
    boolean device = (node == Node.CHAR || node == Node.BLOCK) && !whiteout;
    return new Op.Mknod(
        made(LayerWriter.kind(node)),
        node,
        some.mode(),
        device ? LayerGenerator.ABSENT_MAJOR : 0,
        device ? LayerGenerator.ABSENT_MINOR : 0);
  }

  private String target() {
    return switch (random.nextInt(6)) {
      case 0 -> believed.any(random, null);
      case 1 -> "../" + palette.name(random);
      case 2 -> "";
      case 3 -> "/" + palette.name(random) + "/" + palette.name(random);
      default -> palette.name(random);
    };
  }

  // Slots

  private int slot() {
    return random.nextInt(10) == 0 ? random.nextInt(SLOTS) : believed.openSlot(random);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
