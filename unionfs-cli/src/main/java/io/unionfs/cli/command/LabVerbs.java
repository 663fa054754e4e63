package io.unionfs.cli.command;

import io.unionfs.analysis.ImageLayers;
import io.unionfs.cli.output.Failures;
import io.unionfs.cli.output.LabFiles;
import io.unionfs.cli.output.ProgressBar.Measure;
import io.unionfs.image.ImageOptions;
import io.unionfs.lab.CsvTable;
import io.unionfs.lab.Experiment;
import io.unionfs.lab.LabContext;
import io.unionfs.lab.LabReport;
import io.unionfs.lab.Laboratory;
import io.unionfs.lab.MergedTables;
import io.unionfs.lab.Parameter;
import io.unionfs.lab.Stopwatch;
import io.unionfs.lab.Sweep;
import io.unionfs.lab.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs lab}: experiments on layers. */
final class LabVerbs {
  private LabVerbs() {}

  /** What those that give a report have in common. */
  private abstract static class Reporting extends Verb {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "DIRECTORY",
        description =
            "Write CSV, JSON, a page in Markdown and HTML, and plots in SVG and PNG to this"
                + " directory.")
    private Path directory;

    @Option(names = "--csv", description = "Print all rows as CSV.")
    private boolean csv;

    @Option(names = "--json", description = "Print all as one line of JSON.")
    private boolean json;

    Reporting(Context context) {
      super(context);
    }

    final void report(Table table) throws IOException {
      LabReport report = new LabReport(table);
      if (directory != null) {
        LabFiles.write(report, directory, LabFiles.Extent.ALL);
      }
      if (json) {
        out().println(report.json());
      } else if (csv) {
        out().print(CsvTable.write(table));
      } else if (directory == null) {
        LabText.print(out(), report);
      }
    }
  }

  /** What experiments are done with. */
  static final class With {
    @Option(
        names = "--image",
        completionCandidates = Names.OfImages.class,
        paramLabel = "IMAGE",
        description =
            "An image in the store or a file, in place of synthetic ones; may be repeated: then it is"
                + " done with each, or, where images are compared, with the first, the first two,"
                + " and so on.")
    private List<String> images = new ArrayList<>();

    @Option(
        names = "--no-timings",
        description = "Measure nothing: then the same parameters give the same, byte for byte.")
    private boolean untimed;

    LabContext context(Verb verb, AnalyzedImages open, TemporaryDirectory scratch)
        throws IOException {
      List<ImageLayers> given = new ArrayList<>();
      for (String image : images) {
        given.add(open.named(image));
      }
      Set<String> said = new HashSet<>();
      return new LabContext(
          untimed ? Optional.empty() : Optional.of(Stopwatch.here(System::nanoTime)),
          given,
          scratch.path(),
          words -> {
            if (said.add(words)) {
              verb.context.streams().err().println("unionfs: " + Failures.oneLine(words));
            }
          });
    }
  }

  /** One experiment; its parameters are options of its own. */
  @Command
  static final class Run extends Reporting {
    private final Experiment experiment;

    @Mixin private final With with = new With();

    private Run(Context context, Experiment experiment) {
      super(context);
      this.experiment = experiment;
    }

    static CommandSpec of(Context context, Experiment experiment) {
      CommandSpec spec = CommandSpec.forAnnotatedObject(new Run(context, experiment));
      spec.usageMessage().description(experiment.question());
      for (Parameter parameter : experiment.parameters()) {
        String scope =
            parameter.scope() == Parameter.Scope.SYNTHETIC ? ", of synthetic images" : "";
        spec.addOption(
            option(parameter.name(), parameter.description() + scope, parameter.values()));
      }
      spec.addOption(option("seed", "What chance begins with", experiment.seeds()));
      return spec;
    }

    private static OptionSpec option(String name, String description, String values) {
      return OptionSpec.builder("--" + name)
          .type(String.class)
          .paramLabel("RANGE")
          .description(description.replace("%", "%%") + ": " + values + " by default.")
          .build();
    }

    @Override
    void run() throws IOException {
      Sweep sweep;
      try {
        sweep = Sweep.of(experiment, texts());
      } catch (IllegalArgumentException e) {
        throw usage(e.getMessage());
      }
      try (AnalyzedImages images = new AnalyzedImages(this, ImageOptions.defaults());
          TemporaryDirectory scratch = TemporaryDirectory.make()) {
        LabContext context = with.context(this, images, scratch);
        Table table =
            withProgress(
                "Trying",
                Measure.STEPS,
                progress -> Laboratory.run(experiment, sweep, context, progress));
        if (table.rows().isEmpty()) {
          throw new IOException(
              "none of these combinations of parameters can be: see what is left out in --help");
        }
        report(table);
      }
    }

    private Map<String, String> texts() {
      Map<String, String> texts = new LinkedHashMap<>();
      List<String> names = new ArrayList<>(List.of("seed"));
      experiment.parameters().forEach(parameter -> names.add(parameter.name()));
      for (String name : names) {
        String text = spec.findOption("--" + name).getValue();
        if (text != null) {
          texts.put(name, text);
        }
      }
      return texts;
    }
  }

  /** {@code unionfs lab merge}. */
  @Command(
      description = {
        "Makes one table of those that parts of a sweep gave, perhaps on several machines.",
        "Parts may overlap. Where they contradict each other in what is counted, it fails."
      })
  static final class Merge extends Reporting {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "A CSV of 'unionfs lab'.")
    private List<Path> files = List.of();

    Merge(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      List<Table> tables = new ArrayList<>();
      for (Path file : files) {
        tables.add(CsvTable.read(file.toString(), Files.readString(file)));
      }
      report(MergedTables.of(tables));
    }
  }

  /** {@code unionfs lab all}. */
  @Command(
      description = {
        "Does all experiments with their own parameters, in less than ten minutes.",
        "Measured figures want an idle machine, and those of the kernel's overlayfs root.",
        "With --publish the pages in docs/lab of a checkout are written anew."
      })
  static final class All extends Verb {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "DIRECTORY",
        description = "Where everything is written.")
    private Path directory;

    @Option(names = "--publish", description = "Write the pages in docs/lab; from a checkout.")
    private boolean publish;

    @Mixin private final With with = new With();

    All(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      if ((directory == null) != publish) {
        throw usage("name a directory by -o, or say --publish");
      }
      Path docs = Path.of("docs");
      if (publish && !Files.isDirectory(docs)) {
        throw new IOException("there is no directory docs here: --publish is for a checkout");
      }
      Path to = publish ? docs.resolve("lab") : directory;
      LabFiles.Extent extent = publish ? LabFiles.Extent.PUBLISHED : LabFiles.Extent.ALL;
      Files.createDirectories(to);
      StringBuilder index = new StringBuilder(LabText.INDEX);
      try (AnalyzedImages images = new AnalyzedImages(this, ImageOptions.defaults());
          TemporaryDirectory scratch = TemporaryDirectory.make()) {
        LabContext context = with.context(this, images, scratch);
        for (Experiment experiment : Laboratory.experiments()) {
          Sweep sweep = Sweep.of(experiment, Map.of());
          Table table =
              withProgress(
                  "Trying",
                  Measure.STEPS,
                  progress -> Laboratory.run(experiment, sweep, context, progress));
          LabFiles.write(new LabReport(table), to, extent);
          index.append(LabText.indexed(experiment));
          out().println(to.resolve(experiment.name() + ".md"));
        }
      }
      Files.writeString(to.resolve("README.md"), index.toString());
    }
  }
}
