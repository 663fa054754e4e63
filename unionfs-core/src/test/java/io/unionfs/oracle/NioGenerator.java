package io.unionfs.oracle;

import io.unionfs.oracle.Flags.Mode;
import io.unionfs.oracle.LayerEntry.Directory;
import io.unionfs.oracle.LayerEntry.Meta;
import io.unionfs.oracle.LayerEntry.OpaqueDirectory;
import io.unionfs.oracle.LayerEntry.RegularFile;
import io.unionfs.oracle.LayerEntry.Special;
import io.unionfs.oracle.LayerEntry.SymbolicLink;
import io.unionfs.oracle.LayerGenerator.Palette;
import io.unionfs.oracle.MountOptions.Upper;
import io.unionfs.oracle.NioOp.Copying;
import io.unionfs.oracle.NioOp.Question;
import io.unionfs.oracle.Op.Follow;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Random sequences of what Java programs do; the same seed gives the same sequence. */
public final class NioGenerator {
  private static final int SLOTS = 4;
  private static final int USER_SLOT = 0;
  private static final String[] ATTRIBUTES = {
    "isDirectory", "isOther", "owner:owner", "posix:group", "unix:rdev", "unix:nlink", "basic:none"
  };
  private static final String[] PRINCIPALS = {"owner:owner", "posix:owner", "posix:group"};

  private final SplittableRandom random;
  private final Believed believed;
  private final List<Supplier<NioOp>> wheel = new ArrayList<>();

  private NioGenerator(SplittableRandom random, Stack stack) {
    this.random = random;
    this.believed = new Believed(stack);
    looking();
    changingNames();
    changingInodes();
    throughChannels();
  }

  /** A whole scenario from one seed. */
  public static Scenario scenario(long seed, MountOptions options, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    Stack stack = forPrograms(new LayerGenerator(random, Palette.ASCII).stack());
    if (options.upper() == Upper.NONE && stack.lowers().size() == 1) {
      // Without an upper the kernel wants two layers at least.
      stack = new Stack(List.of(LayerSpec.of(), stack.lowers().get(0)));
    }
    NioGenerator generator = new NioGenerator(random, stack);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      NioOp op = generator.wheel.get(random.nextInt(generator.wheel.size())).get();
      steps.add(new Step(generator.caller(op), op));
    }
    return new Scenario(stack, options, steps);
  }

  /** A stack that programs can work on. */
  static Stack stack(long seed) {
    return forPrograms(new LayerGenerator(new SplittableRandom(seed), Palette.ASCII).stack());
  }

  /**
   * A scenario on {@code stack}, which is not all there is.
   *
   * @param believed what the programs take to be there
   */
  static Scenario scenario(
      long seed, Stack stack, Stack believed, MountOptions options, int length) {
    NioGenerator generator = new NioGenerator(new SplittableRandom(seed), believed);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      NioOp op = generator.wheel.get(generator.random.nextInt(generator.wheel.size())).get();
      steps.add(new Step(generator.caller(op), op));
    }
    return new Scenario(stack, options, steps);
  }

  /**
   * A stack without fifos, at which the default provider would wait, and with times in whole
   * microseconds, for JDK 17 gives symlinks no finer ones.
   */
  private static Stack forPrograms(Stack stack) {
    List<LayerSpec> layers = new ArrayList<>();
    for (LayerSpec layer : stack.lowers()) {
      layers.add(new LayerSpec(layer.entries().stream().map(NioGenerator::forPrograms).toList()));
    }
    return stack.withLowers(layers);
  }

  private static LayerEntry forPrograms(LayerEntry entry) {
    if (entry instanceof Directory d) {
      return new Directory(d.path(), coarse(d.meta()));
    }
    if (entry instanceof OpaqueDirectory d) {
      return new OpaqueDirectory(d.path(), coarse(d.meta()));
    }
    if (entry instanceof RegularFile f) {
      return new RegularFile(f.path(), f.data(), coarse(f.meta()));
    }
    if (entry instanceof SymbolicLink l) {
      return new SymbolicLink(l.path(), l.target(), coarse(l.meta()));
    }
    if (entry instanceof Special s) {
      Op.Node node = s.node() == Op.Node.FIFO ? Op.Node.SOCKET : s.node();
      return new Special(s.path(), node, s.major(), s.minor(), coarse(s.meta()));
    }
    return entry;
  }

  private static Meta coarse(Meta m) {
    return new Meta(m.mode(), m.uid(), m.gid(), coarse(m.atime()), coarse(m.mtime()), m.xattrs());
  }

  private static Stamp coarse(Stamp t) {
    return new Stamp(t.seconds(), t.nanos() / 1000 * 1000);
  }

  private void add(int weight, Supplier<NioOp> op) {
    for (int i = 0; i < weight; i++) {
      wheel.add(op);
    }
  }

  private void looking() {
    add(6, () -> new NioOp.Ask(path(null), any(Question.values()), follow()));
    add(6, () -> new NioOp.ReadAttributes(path(null), any("basic", "posix", "unix"), follow()));
    add(3, () -> new NioOp.IsSameFile(path(null), path(null)));
    add(3, () -> new NioOp.ToRealPath(path(null), follow()));
    add(2, () -> new NioOp.ReadSymbolicLink(path(FileKind.SYMLINK)));
    add(4, () -> new NioOp.ReadAllBytes(path(FileKind.FILE)));
    add(4, () -> new NioOp.ListNames(path(FileKind.DIRECTORY)));
    add(3, () -> new NioOp.Walk(path(FileKind.DIRECTORY), random.nextInt(5), follow()));
    add(2, () -> new NioOp.GetUser(path(FileKind.FILE), any("k0", "k1", "none")));
    add(2, () -> new NioOp.ListUser(path(FileKind.FILE)));
    add(2, () -> new NioOp.GetAttribute(path(null), any(ATTRIBUTES), follow()));
    add(2, () -> new NioOp.ListMatching(path(FileKind.DIRECTORY), any("*", "[a-c]*", "{d,e}")));
    add(2, () -> new NioOp.CopyOut(path(FileKind.FILE)));
    add(2, () -> new NioOp.Mismatch(path(FileKind.FILE), path(FileKind.FILE)));
  }

  private void changingNames() {
    add(3, () -> new NioOp.CreateFile(made(FileKind.FILE)));
    add(2, () -> new NioOp.CreateFileWith(made(FileKind.FILE), mode()));
    add(5, () -> new NioOp.CreateDirectory(made(FileKind.DIRECTORY)));
    add(3, () -> new NioOp.CreateDirectories(made(FileKind.DIRECTORY) + deeper(), mode()));
    add(3, () -> new NioOp.CreateSymbolicLink(made(FileKind.SYMLINK), target()));
    add(3, () -> new NioOp.CreateLink(made(FileKind.FILE), path(FileKind.FILE)));
    add(8, () -> new NioOp.Delete(removed()));
    add(4, () -> new NioOp.DeleteIfExists(removed()));
    add(10, () -> new NioOp.Copy(path(null), destination(), copying()));
    add(12, this::move);
    add(2, () -> new NioOp.CopyIn(data(), destination(), copying()));
  }

  private void changingInodes() {
    add(5, () -> new NioOp.WriteBytes(written(), data(), writeOptions()));
    add(6, () -> new NioOp.Channel(written(), openOptions(), follow(), random.nextInt(12)));
    add(3, () -> new NioOp.SetTimes(path(null), stamp(), stamp(), follow()));
    add(3, () -> new NioOp.SetPermissions(path(null), mode(), follow()));
    add(2, () -> new NioOp.SetPrincipal(path(null), any(PRINCIPALS), path(null), follow()));
    add(2, () -> new NioOp.SetUnix(path(null), "mode", mode().bits(), Follow.FOLLOW));
    add(2, () -> new NioOp.SetUnix(path(null), any("uid", "gid"), owner(), follow()));
    add(3, () -> new NioOp.SetUser(path(FileKind.FILE), any("k0", "k1"), Content.of("v")));
    add(2, () -> new NioOp.DeleteUser(path(FileKind.FILE), any("k0", "k1")));
  }

  private void throughChannels() {
    add(5, () -> new NioOp.Keep(slot(), path(FileKind.FILE), openOptions()));
    add(4, () -> new NioOp.ReadKept(slot(), random.nextInt(12), 1 + random.nextInt(12)));
    add(4, () -> new NioOp.WriteKept(slot(), random.nextInt(12), data()));
    add(2, () -> new NioOp.TruncateKept(slot(), random.nextInt(12)));
    add(
        1,
        () ->
            new NioOp.Transfer(rootSlot(), rootSlot(), random.nextInt(12), 1 + random.nextInt(20)));
  }

  // Paths

  private String path(FileKind kind) {
    int choice = random.nextInt(100);
    if (choice < 76) {
      return decorated(believed.any(random, kind));
    }
    if (choice < 84) {
      return decorated(believed.lost(random));
    }
    if (choice < 93) {
      return decorated(inside(believed.directory(random)));
    }
    return decorated(inside(believed.any(random, FileKind.SYMLINK)));
  }

  private String inside(String directory) {
    return directory + "/" + Palette.ASCII.name(random);
  }

  private String decorated(String path) {
    return switch (random.nextInt(50)) {
      case 0 -> path + "/.";
      case 1 -> path + "/..";
      case 2 -> "/." + path;
      case 3 -> path + "/../" + Palette.ASCII.name(random);
      case 4 -> path + "/" + "n".repeat(256);
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

  private String destination() {
    return random.nextInt(2) == 0 ? made(FileKind.FILE) : path(null);
  }

  private String written() {
    return random.nextInt(3) == 0 ? made(FileKind.FILE) : path(FileKind.FILE);
  }

  private String removed() {
    String path = believed.any(random, null);
    if (random.nextInt(4) == 0) {
      return path(null);
    }
    believed.remove(path);
    return decorated(path);
  }

  private NioOp move() {
    FileKind kind = any(null, FileKind.FILE, FileKind.DIRECTORY, FileKind.DIRECTORY);
    String from = believed.any(random, kind);
    String to = destination();
    believed.move(from, to);
    return new NioOp.Move(decorated(from), to, copying());
  }

  private String deeper() {
    return random.nextInt(2) == 0 ? "" : "/" + Palette.ASCII.name(random);
  }

  private String target() {
    return random.nextInt(4) == 0
        ? believed.any(random, null)
        : any("a", "../b", "/c", "d/e", "..", "");
  }

  // Other arguments

  /** A channel is used by who opened it: the slot says who that is. */
  private Caller caller(NioOp op) {
    if (op instanceof NioOp.OfChannel channel) {
      return channel.slot() == USER_SLOT ? Caller.user(1000, 1000) : Caller.ROOT;
    }
    return switch (random.nextInt(12)) {
      case 0 -> Caller.user(1000, 1000);
      case 1 -> Caller.user(1001, 1000, 1001);
      case 2 -> new Caller(0, 0, List.of(), new Mode(027));
      default -> Caller.ROOT;
    };
  }

  private List<Copying> copying() {
    Set<Copying> options = EnumSet.noneOf(Copying.class);
    if (random.nextInt(2) == 0) {
      options.add(Copying.REPLACE_EXISTING);
    }
    if (random.nextInt(3) == 0) {
      options.add(any(Copying.values()));
    }
    return List.copyOf(options);
  }

  private List<StandardOpenOption> openOptions() {
    Set<StandardOpenOption> options = EnumSet.noneOf(StandardOpenOption.class);
    options.add(any(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.WRITE));
    while (random.nextInt(5) < 3) {
      // DSYNC and SYNC say nothing that could be compared.
      options.add(
          any(
              StandardOpenOption.READ,
              StandardOpenOption.CREATE,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.APPEND,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.DELETE_ON_CLOSE,
              StandardOpenOption.SPARSE));
    }
    return List.copyOf(options);
  }

  /** Files.write refuses READ before it looks at the path. */
  private List<StandardOpenOption> writeOptions() {
    return openOptions().stream().filter(option -> option != StandardOpenOption.READ).toList();
  }

  private int slot() {
    return random.nextInt(SLOTS);
  }

  private int rootSlot() {
    return 1 + random.nextInt(SLOTS - 1);
  }

  private Mode mode() {
    return any(new Mode(0755), new Mode(0644), new Mode(0600), new Mode(0777), new Mode(0));
  }

  private Follow follow() {
    return any(Follow.values());
  }

  private int owner() {
    return LayerGenerator.owner(random);
  }

  private Content data() {
    return LayerGenerator.content(random);
  }

  private Stamp stamp() {
    return random.nextInt(4) == 0 ? Stamp.OMIT : coarse(LayerGenerator.time(random));
  }

  @SafeVarargs
  private <T> T any(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
