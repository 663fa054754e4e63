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
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    name = BenchCommand.NAME,
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

  static final String NAME = "unionfs bench";

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

    @Option(
        names = "--publish",
        description =
            "Write it to docs/benchmarks of the checkout; on another JDK than 17 to a directory in"
                + " there, jdk-25 or the like, where it may be of a part by FILTER.")
    private boolean publish;
  }

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description =
          "A real image to load, walk and commit on: a docker or OCI archive."
              + " Else a synthetic one of Debian's shape is made.")
  private Path image;

  @Option(
      names = "--list",
      description = "Print what would be run and how long one JVM takes for it; run nothing.")
  private boolean list;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILTER",
      description =
          "A regular expression; what it finds in \"statBottom union-128\" and the like is run.")
  private String filter = "";

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command; what goes wrong is one line. */
  static CommandLine commandLine() {
    return new CommandLine(new BenchCommand())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println(NAME + ": " + BenchFailure.line(failure));
              return 1;
            })
        .setParameterExceptionHandler(
            (failure, arguments) -> {
              PrintWriter err = failure.getCommandLine().getErr();
              err.println(NAME + ": " + BenchFailure.line(failure));
              err.println("Try './" + NAME + " --help'.");
              return 2;
            });
  }

  @Override
  public Integer call() throws IOException {
    Profile profile = profile();
    Plan plan = Plan.of(profile, pattern());
    if (list) {
      new PlanText(profile, plan).print(spec.commandLine().getOut());
      return 0;
    }
    if (plan.tasks().isEmpty()) {
      String why =
          plan.missing().isEmpty()
              ? "--list says what there is"
              : String.join("; ", plan.missing());
      throw new ParameterException(
          spec.commandLine(), "nothing to run for '" + filter + "': " + why);
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
    Optional<Publication> publication = publication();
    Path directory = publication.map(Publication::directory).orElseGet(this::output);
    Files.createDirectories(directory);
    try (WorkSpace work = new WorkSpace();
        PrintStream log = log(directory)) {
      Path used = image;
      if (used == null && plan.needsImage()) {
        System.err.println("Making an image of Debian's shape…");
        used = work.file("image.tar");
        BenchImage.write(used, 1);
      }
      List<Setting.Fact> facts = facts(profile, plan, used);
      Rounds rounds =
          new Rounds(
              plan.tasks(),
              profile.forks(),
              progress,
              new JmhFork(profile, work.onTmpfs(), used, log));
      rounds.run();
      List<Setting.Fact> all = new ArrayList<>(facts);
      all.add(new Setting.Fact("took", Progress.clock(progress.elapsed())));
      report(directory, publication, plan, rounds, all);
      return rounds.hasFailures() ? 1 : 0;
    }
  }

  private void report(
      Path directory,
      Optional<Publication> publication,
      Plan plan,
      Rounds rounds,
      List<Setting.Fact> facts)
      throws IOException {
    List<String> notMeasured = new ArrayList<>(plan.missing());
    notMeasured.addAll(rounds.notMeasured());
    if (rounds.results().isEmpty()) {
      throw new IOException("nothing was measured: " + String.join("; ", notMeasured));
    }
    Setting.Extent extent = filter.isEmpty() ? Setting.Extent.ALL : Setting.Extent.PART;
    Setting setting = new Setting(facts, notMeasured, extent, publication.map(Publication::home));
    PrintStream err = System.err;
    err.println("Writing the report…");
    Report.write(directory, setting, rounds.results());
    if (publication.isPresent()) {
      publication.get().complete();
    }
    plan.missing().forEach(reason -> err.println("not measured: " + reason));
    rounds.failures().forEach(reason -> err.println("not measured: " + reason));
    if (!rounds.late().isEmpty()) {
      err.printf(
          Locale.ROOT,
          "not measured: %d of %d benchmarks, for which there was no time left; the report names"
              + " them%n",
          rounds.late().size(),
          plan.tasks().size());
    }
    spec.commandLine().getOut().println(directory.resolve(Report.HTML).toAbsolutePath());
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
          spec.commandLine(),
          "FILTER is no regular expression: '" + filter + "': " + e.getDescription(),
          e);
    }
  }

  private Path output() {
    Path output = place == null ? Path.of("bench-results") : place.output;
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw new ParameterException(
          spec.commandLine(), "--output: " + output + " is there, and no directory");
    }
    return output;
  }

  private Optional<Publication> publication() {
    if (place == null || !place.publish) {
      return Optional.empty();
    }
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new ParameterException(
          spec.commandLine(), "--publish needs the checkout: start this with ./unionfs bench");
    }
    Publication publication = Publication.in(Path.of(home), Runtime.version().feature());
    publication
        .refusal(filter)
        .ifPresent(
            why -> {
              throw new ParameterException(spec.commandLine(), why);
            });
    return Optional.of(publication);
  }

  private static void check(Path image) throws IOException {
    try (Image opened = Image.open(image)) {
      opened.layers();
    } catch (ImageException e) {
      String why = e.getMessage();
      throw new IOException(why.startsWith(image + ":") ? why : image + ": " + why, e);
    }
  }

  /** What JMH prints is for whoever runs a benchmark, not for the published report. */
  private PrintStream log(Path directory) throws IOException {
    OutputStream out =
        place != null && place.publish
            ? OutputStream.nullOutputStream()
            : Files.newOutputStream(directory.resolve("bench.log"));
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  private List<Setting.Fact> facts(Profile profile, Plan plan, Path used) throws IOException {
    List<Setting.Fact> facts = new ArrayList<>(Setting.machine());
    facts.add(
        new Setting.Fact(
            "run",
            profile
                + (filter.isEmpty() ? "" : ", filter `" + filter + "`")
                + "; up to "
                + profile.forks()
                + " forks in rounds: in each round all benchmarks, on all subjects, one fork each"));
    if (!filter.isEmpty()) {
      int all = Plan.of(profile, Pattern.compile("")).tasks().size();
      facts.add(
          new Setting.Fact(
              Setting.PART,
              plan.tasks().size()
                  + " of "
                  + all
                  + " benchmarks; targets of the others are not here"));
    }
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
