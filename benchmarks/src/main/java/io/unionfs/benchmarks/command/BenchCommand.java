package io.unionfs.benchmarks.command;

import io.unionfs.benchmarks.report.Report;
import io.unionfs.benchmarks.report.Setting;
import io.unionfs.benchmarks.subject.BenchImage;
import io.unionfs.benchmarks.subject.HostMount;
import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.image.Image;
import io.unionfs.image.ImageException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unionfs bench}. */
@Command(
    name = "unionfs bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures the union beside its peers, all in one run, and writes a report:"
          + " results.json (JMH's), results.csv, report.md, report.html and plots.",
      "Without --quick and --full it takes some thirty minutes."
    })
public final class BenchCommand implements Callable<Integer> {
  /** The system property that says where the checkout is; set by the launcher. */
  public static final String HOME = "unionfs.home";

  @Spec private CommandSpec spec;

  @ArgGroup private Length length;

  /** How long it may take. */
  static final class Length {
    @Option(names = "--quick", description = "End within five minutes; for orientation.")
    private boolean quick;

    @Option(names = "--full", description = "All subjects at all depths; takes many hours.")
    private boolean full;
  }

  @ArgGroup private Place place;

  /** Where the report goes. */
  static final class Place {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "DIR",
        description = "Where the report goes; bench-results if nothing is said.")
    private Path output;

    @Option(names = "--publish", description = "Write it to docs/benchmarks of the checkout.")
    private boolean publish;
  }

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description =
          "A real image to load, walk and commit on: a docker or OCI archive."
              + " Else a synthetic one of Debian's shape is made.")
  private Path image;

  @Option(names = "--list", description = "Print what would be run, and run nothing.")
  private boolean list;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILTER",
      description =
          "A regular expression; what it finds in \"statBottom union-128\" and the like is run.")
  private String filter = "";

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new BenchCommand())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  command.getErr().println("unionfs bench: " + failure.getMessage());
                  return 1;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Profile profile = profile();
    Plan plan = Plan.of(profile, pattern());
    if (list) {
      plan.tasks().forEach(task -> spec.commandLine().getOut().println(task));
      return 0;
    }
    if (plan.tasks().isEmpty()) {
      String why = plan.missing().isEmpty() ? "see --list" : String.join("; ", plan.missing());
      throw new ParameterException(
          spec.commandLine(), "nothing to run for \"" + filter + "\": " + why);
    }
    if (image != null) {
      check(image);
    }
    // From here on time counts.
    Progress progress =
        new Progress(
            System.err,
            System::nanoTime,
            profile.limit(),
            task -> Timing.of(profile, task).expected());
    Path directory = directory();
    Files.createDirectories(directory);
    try (WorkSpace work = new WorkSpace();
        PrintStream log = log(directory)) {
      Path used = image;
      if (used == null && plan.needsImage()) {
        System.err.println("Making an image of Debian's shape…");
        used = work.file("image.tar");
        BenchImage.write(used, 1);
      }
      List<Setting.Fact> facts = facts(profile, used);
      Rounds rounds =
          new Rounds(
              plan.tasks(),
              profile.forks(),
              progress,
              new JmhFork(profile, work.onTmpfs(), used, log));
      rounds.run();
      return report(directory, plan, rounds, facts, progress.elapsed());
    }
  }

  private int report(
      Path directory, Plan plan, Rounds rounds, List<Setting.Fact> facts, Duration took)
      throws IOException {
    List<Setting.Fact> all = new ArrayList<>(facts);
    all.add(new Setting.Fact("took", Progress.clock(took)));
    List<String> notMeasured = new ArrayList<>(plan.missing());
    notMeasured.addAll(rounds.notMeasured());
    if (rounds.results().isEmpty()) {
      throw new IOException("nothing was measured: " + String.join("; ", notMeasured));
    }
    Report.write(directory, new Setting(all, notMeasured), rounds.results());
    PrintStream err = System.err;
    notMeasured.forEach(reason -> err.println("not measured: " + reason));
    spec.commandLine().getOut().println(directory.resolve(Report.HTML).toAbsolutePath());
    return rounds.hasFailures() ? 1 : 0;
  }

  private Profile profile() {
    if (length == null) {
      return Profile.STANDARD;
    }
    return length.quick ? Profile.QUICK : Profile.FULL;
  }

  private Pattern pattern() {
    try {
      return Pattern.compile(filter);
    } catch (PatternSyntaxException e) {
      throw new ParameterException(
          spec.commandLine(), "FILTER is no regular expression: " + e.getMessage(), e);
    }
  }

  private Path directory() {
    if (place == null) {
      return Path.of("bench-results");
    }
    if (!place.publish) {
      return place.output;
    }
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new ParameterException(
          spec.commandLine(), "--publish needs the checkout: start this with ./unionfs bench");
    }
    return Path.of(home, "docs", "benchmarks");
  }

  private static void check(Path image) throws IOException {
    try (Image opened = Image.open(image)) {
      opened.layers();
    } catch (ImageException e) {
      throw new IOException(image + ": " + e.getMessage(), e);
    }
  }

  /** What JMH prints is for whoever runs a benchmark, not for the published report. */
  private PrintStream log(Path directory) throws IOException {
    boolean isPublished = place != null && place.publish;
    OutputStream out =
        isPublished
            ? OutputStream.nullOutputStream()
            : Files.newOutputStream(directory.resolve("bench.log"));
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  private List<Setting.Fact> facts(Profile profile, Path used) throws IOException {
    List<Setting.Fact> facts = new ArrayList<>(Setting.machine());
    facts.add(
        new Setting.Fact(
            "run",
            profile
                + (filter.isEmpty() ? "" : ", filter " + filter)
                + "; up to "
                + profile.forks()
                + " forks in rounds: in each round all benchmarks, on all subjects, one fork each"));
    facts.add(
        new Setting.Fact(
            "JVM options",
            "heap of fixed size, 1 or 2 GiB, 5 GiB for files of 1 GiB, touched beforehand for"
                + " batches; SerialGC where heap is measured; else the JDK's own"));
    if (used != null) {
      facts.add(new Setting.Fact("image", described(used)));
    }
    if (Subject.parse("overlay-1").whyNot().isEmpty()) {
      facts.add(new Setting.Fact("overlay", HostMount.OVERLAY_OPTIONS + "; all layers on tmpfs"));
      facts.add(new Setting.Fact("overlay-metacopy", HostMount.METACOPY_OPTIONS));
    }
    return facts;
  }

  private String described(Path used) throws IOException {
    try (BenchImage.Contents contents = new BenchImage.Contents(used)) {
      return (image == null ? "synthetic, of Debian's shape: " : "given: ")
          + contents.tree().nodes().size()
          + " entries in "
          + contents.layers()
          + " layers, "
          + (Files.size(used) >> 20)
          + " MiB";
    }
  }
}
