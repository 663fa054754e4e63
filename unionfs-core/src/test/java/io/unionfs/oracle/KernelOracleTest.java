package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.oracle.LayerGenerator.Palette;
import io.unionfs.oracle.MountOptions.Index;
import io.unionfs.oracle.MountOptions.Marks;
import io.unionfs.oracle.MountOptions.Metacopy;
import io.unionfs.oracle.MountOptions.RedirectDir;
import io.unionfs.oracle.MountOptions.Sync;
import io.unionfs.oracle.MountOptions.Upper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oracle held against itself: the kernel agrees with the kernel, and what is wrong is caught.
 */
class KernelOracleTest {
  private static final int STEPS = 100;

  @BeforeAll
  static void kernelCanBeAsked() {
    assumeTrue(KernelAvailability.reason().isEmpty(), () -> KernelAvailability.reason().orElse(""));
  }

  static List<String> mounts() {
    return List.copyOf(OracleSettings.mounts().keySet());
  }

  @ParameterizedTest
  @MethodSource("mounts")
  void kernelAgreesWithItself(String mount) {
    Differential kernels = new Differential(KernelSubject::open, KernelSubject::open);
    int sequences = OracleSettings.sequences(mount.equals("default") ? 120 : 20);
    for (int i = 0; i < sequences; i++) {
      long seed = OracleSettings.seed() + i;
      MountOptions options = OracleSettings.mounts().get(mount);
      kernels.check(seed, OpGenerator.scenario(seed, Palette.BYTES, options, STEPS));
    }
  }

  /** Layers that lead elsewhere, options that change in between: any that a seed draws. */
  @Test
  void kernelAgreesWithItselfWhateverTheOptions() {
    Differential kernels = new Differential(KernelSubject::open, KernelSubject::open);
    for (int i = 0; i < OracleSettings.sequences(120); i++) {
      long seed = OracleSettings.seed() + i;
      kernels.check(seed, OpGenerator.scenario(seed, STEPS));
    }
  }

  /** What depends on the kernel's caches is no rule, and must not be drawn. */
  @Test
  void kernelAgreesWithItselfWhenItForgets() {
    Differential kernels = new Differential(KernelSubject::open, ForgetfulKernel::open);
    for (int i = 0; i < OracleSettings.sequences(40); i++) {
      long seed = OracleSettings.seed() + i;
      kernels.check(seed, OpGenerator.scenario(seed, STEPS));
    }
  }

  @Test
  void kernelMountsAllOptionsThatAreNotSaidToBeRefused() {
    Stack stack = Stack.of(LayerSpec.of(), LayerSpec.of());
    for (MountOptions options : MountOptions.all()) {
      KernelSubject.open(stack, options).close();
    }
  }

  @Test
  void kernelRefusesTheOptionsThatAreSaidToBeRefused() {
    int refused = 0;
    for (RedirectDir redirectDir : RedirectDir.values()) {
      for (Metacopy metacopy : Metacopy.values()) {
        for (Marks marks : Marks.values()) {
          for (Upper upper : Upper.values()) {
            if (MountOptions.isRefused(redirectDir, metacopy, marks, upper)) {
              String text = MountOptions.kernelText(redirectDir, metacopy, marks);
              assertThat(KernelMount.tryMount(text, upper)).as(text).isEqualTo("EINVAL");
              refused++;
            }
          }
        }
      }
    }
    // redirect_dir=off means to follow, by the kernel's usual configuration.
    assertThat(KernelMount.tryMount("userxattr,redirect_dir=off", Upper.PRESENT))
        .isEqualTo("EINVAL");
    assertThat(KernelMount.tryMount("userxattr,metacopy=off", Upper.PRESENT)).isEqualTo("OK");
    assertThat(refused).isEqualTo(25);
  }

  @Test
  void usedUppersThatAreSaidNotToBeMountedAgainAreNot() {
    LayerEntry.Meta meta = LayerEntry.Meta.of(0777);
    Stack stack =
        Stack.of(
            LayerSpec.of(
                new LayerEntry.SymbolicLink("a", "x", meta), new LayerEntry.HardLink("b", "a")));
    Step change = Step.root(new Op.Unlink("/b"));
    MountOptions userIndex = MountOptions.DEFAULT.with(Marks.USER).with(Index.ON);
    assertThat(again(stack, MountOptions.DEFAULT.with(Sync.VOLATILE), change)).contains("EINVAL");
    assertThat(again(stack, userIndex, change)).contains("ENODATA");
    assertThat(again(stack, userIndex.with(Marks.TRUSTED), change)).isEmpty();
    assertThat(again(stack, userIndex.with(Index.OFF), change)).isEmpty();
  }

  /** What goes wrong when a mount that was changed is mounted again; empty if nothing does. */
  private static String again(Stack stack, MountOptions options, Step change) {
    try (KernelSubject kernel = KernelSubject.open(stack, options)) {
      kernel.run(change.op(), change.caller());
      kernel.remount();
      return "";
    } catch (IllegalStateException e) {
      assertThat(options.canRemount()).isFalse();
      return e.getMessage();
    }
  }

  @Test
  void javaProgramsAgreeWithThemselves() {
    Differential kernels = new Differential(NioSubject::kernel, NioSubject::kernel);
    for (int i = 0; i < OracleSettings.sequences(60); i++) {
      long seed = OracleSettings.seed() + i;
      kernels.check(seed, NioGenerator.scenario(seed, MountOptions.DEFAULT, STEPS));
    }
  }

  @Test
  void forgottenWhiteoutIsCaughtAndShrunk() {
    String report =
        reportOn(
            kernel ->
                new Wrong(kernel, UnaryOperator.identity(), KernelOracleTest::withoutWhiteouts));
    assertThat(report).contains("[whiteout]").contains("Scenario.parse");
    assertThat(stepsOf(report)).hasSize(1);
  }

  @Test
  void wrongErrnoIsCaughtAndShrunk() {
    UnaryOperator<Outcome> flip =
        outcome -> outcome.errno().equals("ENOTEMPTY") ? Outcome.fail("EEXIST") : outcome;
    String report = reportOn(kernel -> new Wrong(kernel, flip, UnaryOperator.identity()));
    assertThat(report).contains("expected: ENOTEMPTY").contains("actual:   EEXIST");
    assertThat(stepsOf(report)).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void bugOfASubjectIsItsAnswer() {
    UnaryOperator<Outcome> bug =
        outcome -> {
          throw new IllegalStateException("oops");
        };
    String report = reportOn(kernel -> new Wrong(kernel, bug, UnaryOperator.identity()));
    assertThat(report).contains("THREW java.lang.IllegalStateException: oops");
  }

  @Test
  void absoluteSymlinksResolveInsideTheMount() throws Exception {
    Stack stack =
        Stack.of(
            LayerSpec.of(
                new LayerEntry.RegularFile("file", Content.of("in"), LayerEntry.Meta.of(0644)),
                new LayerEntry.SymbolicLink("link", "/file", LayerEntry.Meta.of(0777))));
    try (KernelSubject kernel = KernelSubject.open(stack, MountOptions.DEFAULT)) {
      assertThat(kernel.run(new Op.ReadFile("/link"), Caller.ROOT)).hasToString("OK \"in\"");
      assertThat(kernel.<String>runInMount(() -> Files.readString(Path.of("/link"))))
          .isEqualTo("in");
    }
  }

  @Test
  void nothingStaysMounted() throws Exception {
    String before = Files.readString(Path.of("/proc/self/mounts"));
    try (KernelSubject kernel =
        KernelSubject.open(Stack.of(LayerSpec.of()), MountOptions.DEFAULT)) {
      kernel.run(new Op.Mkdir("/d", new Flags.Mode(0755)), Caller.ROOT);
      assertThat(Files.readString(Path.of("/proc/self/mounts"))).isEqualTo(before);
    }
  }

  @Test
  void generatedSequencesReachTheCellsTheyShould() throws Exception {
    CoverageMatrix matrix = covered(ExpectedCells.scenarios());
    assertThat(matrix.emptyCells(ExpectedCells.load())).as(matrix.render()).isEmpty();
  }

  @Test
  void generatedSequencesReachTheCellsTheyShouldOnEveryKindOfMount() throws Exception {
    CoverageMatrix matrix = covered(ExpectedCells.scenariosByOptions());
    assertThat(matrix.emptyOptionCells(ExpectedCells.loadByOptions()))
        .as(matrix.renderOptions())
        .isEmpty();
  }

  private static CoverageMatrix covered(List<Scenario> scenarios) {
    CoverageMatrix matrix = new CoverageMatrix();
    for (Scenario scenario : scenarios) {
      try (KernelSubject kernel = KernelSubject.open(scenario.stack(), scenario.options())) {
        kernel.cover(scenario.steps(), matrix);
      }
    }
    return matrix;
  }

  /** To write the lists of cells anew: the property names the directory that they are put in. */
  @Test
  @EnabledIfSystemProperty(named = "unionfs.recordCells", matches = ".+")
  void recordCells() throws Exception {
    Path directory = Path.of(System.getProperty("unionfs.recordCells"));
    Files.write(
        directory.resolve("expected-cells.txt"),
        covered(ExpectedCells.scenarios()).cells(1).stream().map(Object::toString).toList());
    Files.write(
        directory.resolve("expected-option-cells.txt"),
        covered(ExpectedCells.scenariosByOptions()).optionCells(1).stream()
            .map(Object::toString)
            .toList());
  }

  /** What a check says about a kernel that is bent in some way. */
  private static String reportOn(UnaryOperator<Subject> bend) {
    Differential differential =
        new Differential(
            KernelSubject::open,
            (stack, options) -> bend.apply(KernelSubject.open(stack, options)));
    AssertionError error =
        catchThrowableOfType(
            AssertionError.class,
            () -> {
              for (int seed = 0; seed < 20; seed++) {
                differential.check(
                    OpGenerator.scenario(seed, Palette.NASTY, MountOptions.DEFAULT, STEPS));
              }
            });
    assertThat(error).isNotNull();
    return error.getMessage();
  }

  private static List<String> stepsOf(String report) {
    return report.lines().dropWhile(line -> !line.equals("steps")).skip(1).toList().stream()
        .takeWhile(line -> !line.startsWith("\"\"\""))
        .toList();
  }

  private static TreeDump withoutWhiteouts(TreeDump upper) {
    SortedMap<String, String> lines = new TreeMap<>(upper.lines());
    lines.values().removeIf(line -> line.contains(TreeDump.Marks.WHITEOUT));
    return new TreeDump(lines);
  }

  /** The kernel, told wrongly. */
  private record Wrong(
      Subject kernel, UnaryOperator<Outcome> answers, UnaryOperator<TreeDump> uppers)
      implements Subject {
    @Override
    public Outcome run(Op op, Caller caller) {
      return answers.apply(kernel.run(op, caller));
    }

    @Override
    public TreeDump mergedTree() {
      return kernel.mergedTree();
    }

    @Override
    public TreeDump upperTree() {
      return uppers.apply(kernel.upperTree());
    }

    @Override
    public void remount() {
      kernel.remount();
    }

    @Override
    public void remount(MountOptions next) {
      kernel.remount(next);
    }

    @Override
    public void close() {
      kernel.close();
    }
  }
}
