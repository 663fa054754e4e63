package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Question.asked;

import io.unionfs.analysis.Analysis;
import io.unionfs.analysis.AnalysisOptions;
import io.unionfs.analysis.DeadFile;
import io.unionfs.analysis.ImageLayers;
import io.unionfs.analysis.Leftover;
import io.unionfs.analysis.Metric;
import io.unionfs.analysis.Privileged;
import io.unionfs.analysis.Privileged.Right;
import io.unionfs.analysis.Secret;
import io.unionfs.image.Image;
import io.unionfs.image.ImageConfig;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.ResolvedLayers;
import io.unionfs.overlay.TreeComparison;
import io.unionfs.overlay.TreeDifference;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.ObjectAssert;

/**
 * Assertions on an image: its configuration, history and digests; what its layers show and hide,
 * what they waste, what should not be in it. Layers are numbered from the bottom, 0 first.
 */
@SuppressWarnings("exports") // of AssertJ, which is optional
public class ImageAssert extends AbstractImageAssert<ImageAssert> {
  private UnionSoftAssertions softly;
  private Analysis analysis;

  /** Assertions on {@code actual}; {@link UnionAssertions#assertThat(Image)} reads better. */
  public ImageAssert(Image actual) {
    super(actual, ImageAssert.class);
  }

  ImageAssert collectedBy(UnionSoftAssertions collector) {
    softly = collector;
    return this;
  }

  // ---- files ----

  /**
   * Verifies that the image shows a file, of any type, at {@code path}; links on the way are
   * followed.
   */
  public ImageAssert contains(String path) {
    return shows(path, "to show ", Shown.SOMETHING);
  }

  /** Verifies that the image shows nothing at {@code path}, whatever its layers hold. */
  public ImageAssert doesNotContain(String path) {
    return shows(path, "not to show ", Shown.NOTHING);
  }

  private enum Shown {
    SOMETHING,
    NOTHING
  }

  private ImageAssert shows(String path, String expectation, Shown wanted) {
    config();
    Optional<String> fault =
        asked(
            () -> {
              try (UnionFileSystem tree = ImageTree.mount(actual)) {
                Path file = tree.getPath("/").resolve(path);
                boolean isThere = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
                return isThere == (wanted == Shown.SOMETHING)
                    ? Optional.empty()
                    : Optional.of(LayerStack.of(tree, file));
              }
            });
    if (fault.isPresent()) {
      throw told(expectation + Text.line(path) + ".\n" + fault.get());
    }
    return this;
  }

  /**
   * Verifies what {@code assertions} say of a path in the tree that the image shows, which is
   * mounted read-only meanwhile.
   */
  public ImageAssert pathSatisfies(String path, Consumer<UnionPathAssert> assertions) {
    config();
    asked(
        () -> {
          try (UnionFileSystem tree = ImageTree.mount(actual)) {
            Path file = tree.getPath("/").resolve(path);
            assertions.accept(
                Navigation.to(
                    this,
                    softly,
                    () -> new UnionPathAssert(file),
                    collector -> collector.assertThat(file),
                    path));
          }
          return null;
        });
    return this;
  }

  /** Verifies that both images show the same files: names, types, content, attributes, mtimes. */
  public ImageAssert hasSameTreeAs(Image other) {
    config();
    List<TreeDifference> differences =
        asked(() -> TreeComparison.of(other.layers(), actual.layers()));
    if (!differences.isEmpty()) {
      throw told(
          "to show the same tree as:\n  "
              + Text.line(other.name())
              + "\nbut it differs from that:\n"
              + Text.lines(differences.stream().map(ImageAssert::line).toList()));
    }
    return this;
  }

  private static String line(TreeDifference difference) {
    String path = difference.path();
    if (difference instanceof TreeDifference.Added) {
      return "A " + path;
    } else if (difference instanceof TreeDifference.Deleted) {
      return "D " + path;
    } else if (difference instanceof TreeDifference.TypeChanged type) {
      return "C "
          + path
          + " ("
          + LayerStack.word(type.type())
          + " for "
          + LayerStack.word(type.before())
          + ")";
    } else if (difference instanceof TreeDifference.ContentChanged content) {
      return "C " + path + " (content" + words(content.metadata()) + ")";
    }
    String words = words(((TreeDifference.MetadataChanged) difference).metadata());
    return "C " + path + " (" + words.substring(2) + ")";
  }

  private static String words(java.util.Set<TreeDifference.Metadata> metadata) {
    StringBuilder words = new StringBuilder();
    metadata.stream().sorted().forEach(each -> words.append(", ").append(each));
    return words.toString().toLowerCase(Locale.ROOT);
  }

  // ---- layers ----

  /**
   * Goes on with what one layer says by itself, its paths resolved through the layers below.
   *
   * @throws IllegalArgumentException if there is no such layer
   */
  public LayerAssert layer(int number) {
    config();
    List<ArchiveLayer> layers = asked(actual::layers);
    if (number < 0 || number >= layers.size()) {
      throw new IllegalArgumentException(
          "there is no layer " + number + ": " + actual.name() + " has " + layers.size());
    }
    TreeLayer layer = asked(() -> ResolvedLayers.of(layers.subList(0, number + 1))).get(number);
    return Navigation.to(
        this,
        softly,
        () -> new LayerAssert(layer),
        collector -> collector.assertThat(layer),
        Text.layer(number));
  }

  /** Goes on with the layers, the bottom one first, as archives. */
  public ListAssert<ArchiveLayer> layers() {
    config();
    return Navigation.list(
        this, softly, asked(actual::layers), "layers of " + Text.line(actual.name()));
  }

  /** Verifies that no layer hides anything: there are no whiteouts and no opaque directories. */
  public ImageAssert hasNoWhiteouts() {
    config();
    List<String> hiding = new ArrayList<>();
    List<ArchiveLayer> layers = asked(actual::layers);
    for (int i = 0; i < layers.size(); i++) {
      for (ArchiveEntry entry : layers.get(i).entries()) {
        if (entry instanceof ArchiveEntry.Whiteout) {
          hiding.add("/" + entry.path() + " (whiteout in layer " + i + ")");
        } else if (entry instanceof ArchiveEntry.OpaqueMark) {
          hiding.add("/" + entry.path() + " (opaque in layer " + i + ")");
        }
      }
    }
    return none("to have no whiteouts", hiding);
  }

  // ---- what should not be in it ----

  /** Verifies that no file shown is set-user-ID or set-group-ID. */
  public ImageAssert hasNoSetuidFiles() {
    List<String> found =
        analysis().privileged().stream()
            .filter(
                file ->
                    file.rights().contains(Right.SETUID) || file.rights().contains(Right.SETGID))
            .map(ImageAssert::line)
            .toList();
    return none("to have no set-user-ID or set-group-ID files", found);
  }

  private static String line(Privileged file) {
    return "/"
        + file.path()
        + " "
        + Modes.text(file.mode())
        + ", owner "
        + FileState.owner(file.uid(), file.gid())
        + ", of layer "
        + file.layer();
  }

  /**
   * Verifies that no layer, nor the configuration, seems to hold a secret: a file that a later
   * layer removed is still handed out. The first MiB of each file is searched, as {@link Analysis}
   * does.
   */
  public ImageAssert hasNoSecrets() {
    return none(
        "to hold no secrets", analysis().secrets().stream().map(ImageAssert::line).toList());
  }

  private static String line(Secret secret) {
    String kind = secret.kind().words();
    if (secret.layer() < 0) {
      return secret.origin().word() + " " + secret.where() + ": " + kind;
    }
    return "/"
        + secret.where()
        + ": "
        + kind
        + ", in layer "
        + secret.layer()
        + (secret.removedBy() < 0 ? "" : ", removed by layer " + secret.removedBy());
  }

  /** Verifies that builds left no package lists, caches, logs, temporary files and the like. */
  public ImageAssert hasNoLeftovers() {
    return none(
        "to have no leftovers", analysis().leftovers().stream().map(ImageAssert::line).toList());
  }

  private static String line(Leftover leftover) {
    return leftover.place()
        + ": "
        + leftover.what()
        + ", "
        + Text.bytes(leftover.bytes())
        + " in layer "
        + leftover.layer();
  }

  private ImageAssert none(String expectation, List<String> found) {
    if (!found.isEmpty()) {
      throw told(expectation + ", but there are:\n" + Text.lines(found));
    }
    return this;
  }

  // ---- waste ----

  /** Verifies that the image shows every byte that its layers hold. */
  public ImageAssert wastesNothing() {
    return wastesAtMostBytes(0);
  }

  /** Verifies how many bytes of files layers hold and nothing shows, at most. */
  public ImageAssert wastesAtMostBytes(long bytes) {
    long dead = analysis().deadBytes();
    if (dead > bytes) {
      throw wasting("to waste at most " + Text.bytes(bytes));
    }
    return this;
  }

  /** Verifies how much of all bytes nothing shows, at most: from 0 to 100. */
  public ImageAssert wastesAtMostPercent(double percent) {
    if (analysis().deadPercent() * 100 > percent) {
      throw wasting("to waste at most " + decimal(percent) + " percent");
    }
    return this;
  }

  /** Verifies how much of all bytes the image shows, at least: from 0 to 1. */
  public ImageAssert hasEfficiencyOfAtLeast(double efficiency) {
    if (Metric.EFFICIENCY.of(analysis()) < efficiency) {
      throw wasting("to have an efficiency of at least " + decimal(efficiency));
    }
    return this;
  }

  private AssertionError wasting(String expectation) {
    Analysis found = analysis();
    return told(
        expectation
            + ", but "
            + found.deadBytes()
            + " of "
            + Text.bytes(found.size())
            + " are dead ("
            + decimal(found.deadPercent() * 100)
            + " percent, efficiency "
            + decimal(found.efficiency())
            + "):\n"
            + Text.lines(found.payers().files().stream().map(ImageAssert::line).toList()));
  }

  private static String line(DeadFile file) {
    return "/"
        + file.path()
        + ": "
        + Text.bytes(file.bytes())
        + " of layer "
        + file.payer()
        + ", "
        + file.cause().word()
        + " in layer "
        + file.killer();
  }

  private static String decimal(double number) {
    String text = String.format(Locale.ROOT, "%.3f", number);
    return text.replaceAll("\\.?0+$", "");
  }

  /** What the analysis of the image says; made once for a chain of assertions. */
  private Analysis analysis() {
    config();
    if (analysis == null) {
      analysis =
          asked(
              () ->
                  Analysis.of(
                      new ImageLayers(
                          actual.name(),
                          actual.config(),
                          Optional.empty(),
                          List.copyOf(actual.layers())),
                      AnalysisOptions.defaults()));
    }
    return analysis;
  }

  // ---- parts ----

  /** Goes on with what {@link Analysis} says of the image. */
  public ObjectAssert<Analysis> analysed() {
    return Navigation.object(this, softly, analysis(), "analysis");
  }

  /** Goes on with the configuration. */
  public ObjectAssert<ImageConfig> configuration() {
    return Navigation.object(this, softly, config(), "configuration");
  }
}
