package io.unionfs.cli.command;

import io.unionfs.analysis.Analysis;
import io.unionfs.analysis.AnalysisOptions;
import io.unionfs.analysis.AnalysisOptions.FileLists;
import io.unionfs.analysis.Comparison;
import io.unionfs.analysis.Comparison.Tolerance;
import io.unionfs.analysis.HtmlReport;
import io.unionfs.analysis.ImageLayers;
import io.unionfs.analysis.JsonReport;
import io.unionfs.analysis.Leftover;
import io.unionfs.analysis.Metric.Family;
import io.unionfs.analysis.Rule;
import io.unionfs.analysis.Rules;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.output.Width;
import io.unionfs.image.ImageOptions;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs analyze}. */
@Command(
    name = "analyze",
    description = {
      "Shows what an image wastes: the bytes that layers hold and nothing shows, which layer pays"
          + " for each and which one killed it; what builds left; secrets; files with more rights;"
          + " the same content several times. Secrets themselves are never printed.",
      "Rules are METRIC OP NUMBER: efficiency>=0.95, deadBytes<20MB, wastedPercent<=5%%,"
          + " secrets==0; docs/analysis.md lists the metrics."
    },
    exitCodeOnExecutionException = AnalyzeCommand.FAILED,
    exitCodeList = {
      "0:done, and all rules hold",
      "1:a rule fails, or the image is worse than the older one",
      "2:it could not be done, or the command line is wrong"
    })
final class AnalyzeCommand extends Verb {
  static final int FAILED = 2;

  @Parameters(
      arity = "0..1",
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "An image in the store, or the path of one.")
  private String image;

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description = "An image that is no name in the store: a docker-archive, or an OCI layout.")
  private Path file;

  @Option(
      names = "--ref",
      paramLabel = "TAG",
      description = "Which image of a file, where there are several.")
  private String reference;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Which platform of a file, where there are several; the host's by default.")
  private String platform;

  @Option(
      names = "--metric",
      completionCandidates = Names.OfMetrics.class,
      defaultValue = "exact",
      paramLabel = "exact|dive",
      description =
          "What efficiency, wastedBytes and wastedPercent mean in rules, and which files are listed:"
              + " exact (by default), or by the formulas of the tool dive.")
  private Family metric;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description = "A rule that must hold; may be given several times.")
  private List<String> rules = List.of();

  @Option(
      names = {"--rules", "--ci-config"},
      paramLabel = "FILE",
      description = "A file with a rule a line, or a .dive-ci of dive's; several times.")
  private List<Path> ruleFiles = List.of();

  @Mixin private DiveOptions dive;

  @Option(
      names = "--against",
      completionCandidates = Names.OfImages.class,
      paramLabel = "OLD",
      description = "An older image, in the store or a file: exit code 1 if this one is worse.")
  private String against;

  @Option(
      names = "--tolerance",
      paramLabel = "N%|BYTES",
      description = "How much worse than the older image it may be: 5%%, 1MB; by default nothing.")
  private String tolerance;

  @Option(
      names = "--with",
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "Another image in which to look for the same contents; several times.")
  private List<String> others = List.of();

  @Option(names = "--json", description = "Print JSON for machines.")
  private boolean json;

  @Option(
      names = "--files",
      description = "With --json: list each path of each layer, and what the layer does to it.")
  private boolean files;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with a map of the waste, which needs no network.")
  private Path html;

  @Option(names = "--bytecode", description = "Count Python's *.pyc as leftovers.")
  private boolean bytecode;

  @Option(
      names = "--scan",
      paramLabel = "BYTES",
      description = "Search this much of each file for secrets: 1048576 by default, 0 for none.")
  private Long scan;

  @Option(
      names = "--top",
      defaultValue = "10",
      paramLabel = "N",
      description = "How many rows a table has at most; 10 by default.")
  private int top;

  @Option(names = "--no-trunc", description = "Show instructions whole.")
  private boolean whole;

  AnalyzeCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    if ((image == null) == (file == null)) {
      throw usage("name one image, or a file by --file");
    }
    if (files && !json) {
      throw usage("--files needs --json");
    }
    if (top < 1 || scan != null && scan < 0) {
      throw usage(top < 1 ? "--top: less than 1" : "--scan: less than 0");
    }
    Tolerance tolerated = tolerance();
    List<Rule> checked = rules();
    ImageOptions options =
        ImageOptions.defaults().withPlatform(platform(platform)).withReference(reference);
    try (AnalyzedImages images = new AnalyzedImages(this, options)) {
      Analysis analysis = withProgress("Analyzing", progress -> analyze(images, progress));
      List<Rule.Result> results = checked.stream().map(rule -> rule.check(analysis)).toList();
      Optional<Comparison> comparison = Optional.empty();
      if (against != null) {
        Analysis old = Analysis.of(images.named(against), depth());
        comparison = Optional.of(Comparison.of(old, analysis, tolerated));
      }
      report(analysis, results, comparison);
      boolean failed = results.stream().anyMatch(each -> each.outcome() == Rule.Outcome.FAILED);
      return failed || comparison.map(Comparison::isRegression).orElse(false) ? 1 : 0;
    }
  }

  private Analysis analyze(AnalyzedImages images, ProgressListener progress) throws IOException {
    ImageLayers opened = file == null ? images.named(image) : images.file(file);
    List<ImageLayers> beside = new ArrayList<>();
    for (String other : others) {
      beside.add(images.named(other));
    }
    AnalysisOptions options =
        depth().withOthers(beside).withFiles(files ? FileLists.KEPT : FileLists.LEFT_OUT);
    return Analysis.of(opened, options, progress);
  }

  private AnalysisOptions depth() {
    AnalysisOptions options = AnalysisOptions.defaults();
    if (bytecode) {
      options = options.withLeftovers(EnumSet.allOf(Leftover.Kind.class));
    }
    return scan == null ? options : options.withContentLimit(scan);
  }

  private Tolerance tolerance() {
    if (tolerance == null) {
      return Tolerance.NONE;
    }
    if (against == null) {
      throw usage("--tolerance needs --against");
    }
    try {
      return Tolerance.parse(tolerance);
    } catch (IllegalArgumentException e) {
      throw usage("--tolerance: " + e.getMessage());
    }
  }

  private List<Rule> rules() throws IOException {
    List<Rule> all = new ArrayList<>();
    for (String rule : rules) {
      try {
        all.add(Rule.parse(rule, metric));
      } catch (IllegalArgumentException e) {
        throw usage("--rule: " + e.getMessage());
      }
    }
    for (Path each : ruleFiles) {
      try {
        all.addAll(Rules.parse(text(each), metric));
      } catch (IllegalArgumentException e) {
        throw usage(each + ": " + e.getMessage());
      }
    }
    try {
      all.addAll(dive.rules(!all.isEmpty() || !ruleFiles.isEmpty()));
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
    return all;
  }

  /** A file of rules, if it is of text and no larger than one may be. */
  private static String text(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(Rules.MOST_BYTES + 1);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // Of a directory it names none.
      throw new FileSystemException(file.toString(), null, e.getMessage());
    }
    if (bytes.length > Rules.MOST_BYTES) {
      throw new IllegalArgumentException("more than a MiB of rules");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("no text in UTF-8", e);
    }
  }

  private void report(Analysis analysis, List<Rule.Result> results, Optional<Comparison> comparison)
      throws IOException {
    if (html != null) {
      Output.write(html, to -> HtmlReport.write(analysis, results, comparison, to));
    }
    if (json) {
      JsonReport.write(analysis, results, comparison, out());
    } else {
      AnalysisText text = new AnalysisText(out(), top, whole ? Width.FULL : Width.SHORT);
      text.print(analysis, metric);
      text.rules(results);
      comparison.ifPresent(text::comparison);
    }
    try {
      // Output that is lost would else look like a rule that fails.
      context.streams().requireWritten();
    } catch (IOException e) {
      if (!Streams.isBrokenPipe(e)) {
        throw e;
      }
    }
  }
}
