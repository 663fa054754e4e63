package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Question.asked;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import io.unionfs.overlay.LayerEntry;
import io.unionfs.overlay.LayerEntry.Held;
import io.unionfs.overlay.PathLayers;
import io.unionfs.overlay.Provenance.Says;
import io.unionfs.trace.TraceEvent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ListAssert;

/**
 * Assertions on a path of a union: which layers speak of it and what they say; permissions, owner,
 * extended attributes, identity, type and times; and what AssertJ says of any file.
 *
 * <p>The path itself is meant: symbolic links on the way are followed, one at its end is not.
 * Layers are numbered from the bottom, 0 first; {@link TraceEvent#UPPER} is the writable one. Every
 * failure about what is at the path tells what each layer says of it.
 *
 * <p>All methods but AssertJ's fail for a path of another filesystem than a {@link
 * UnionFileSystem}, and of a closed one; those about layers fail in a filesystem that is mounted
 * inside the union as well. A number of a layer that is not there is an {@link
 * IllegalArgumentException}.
 */
@SuppressWarnings("exports") // of AssertJ, which is optional
public class UnionPathAssert extends AbstractUnionPathAssert<UnionPathAssert> {
  /** Where what this leads to is collected too; null where a failure is thrown at once. */
  private UnionSoftAssertions softly;

  /** Assertions on {@code actual}; {@link UnionAssertions#assertThat(Path)} reads better. */
  public UnionPathAssert(Path actual) {
    super(actual, UnionPathAssert.class);
  }

  UnionPathAssert collectedBy(UnionSoftAssertions collector) {
    softly = collector;
    return this;
  }

  // ---- who provides it ----

  /** Verifies that something is shown at the path, and that it is the layer's. */
  public UnionPathAssert isProvidedByLayer(int layer) {
    check(layer);
    String expectation = "to be provided by " + Text.layer(layer);
    Held shown = shown(expectation);
    if (shown.layer() != layer) {
      throw told("%s, but %s provides it.", expectation, Text.layer(shown.layer()));
    }
    return this;
  }

  /** Verifies that what is shown at the path is in the writable layer. */
  public UnionPathAssert isProvidedByUpper() {
    return isProvidedByLayer(TraceEvent.UPPER);
  }

  /** Verifies that the layer holds a file at the path, shown or hidden. */
  public UnionPathAssert isInLayer(int layer) {
    check(layer);
    String expectation = "to be in " + Text.layer(layer);
    if (!(layers(expectation).entry(layer).orElse(null) instanceof Held)) {
      throw told("%s, but that holds no file there.", expectation);
    }
    return this;
  }

  /** Verifies that the layer holds no file at the path, neither shown nor hidden. */
  public UnionPathAssert isNotInLayer(int layer) {
    check(layer);
    String expectation = "not to be in " + Text.layer(layer);
    if (layers(expectation).entry(layer).orElse(null) instanceof Held held) {
      throw told("%s, but that holds a %s.", expectation, LayerStack.word(held.stat().type()));
    }
    return this;
  }

  // ---- what is hidden ----

  /** Verifies that the layer holds a file at the path that is not shown. */
  public UnionPathAssert isHiddenInLayer(int layer) {
    check(layer);
    String expectation = "to be hidden in " + Text.layer(layer);
    Optional<LayerEntry> entry = layers(expectation).entry(layer);
    if (!(entry.orElse(null) instanceof Held held)) {
      throw told("%s, but that holds no file there.", expectation);
    }
    if (held.says() != Says.HIDDEN) {
      throw told("%s, but what that holds is shown.", expectation);
    }
    return this;
  }

  /** Verifies which layers, in any order, hold a file at the path that is not shown. */
  public UnionPathAssert hidesLayers(int... layers) {
    List<Integer> expected =
        Arrays.stream(layers).boxed().distinct().sorted(Comparator.reverseOrder()).toList();
    expected.forEach(this::check);
    String expectation = "to hide what " + Text.layers(expected) + " holds";
    if (expected.size() > 1) {
      expectation = "to hide what " + Text.layers(expected) + " hold";
    }
    List<Integer> hidden = LayerStack.hidden(layers(expectation));
    if (!hidden.equals(expected)) {
      throw told("%s, but %s.", expectation, hidden(hidden));
    }
    return this;
  }

  /** Verifies that no layer holds a file at the path that is not shown. */
  public UnionPathAssert hidesNothing() {
    String expectation = "to hide nothing";
    List<Integer> hidden = LayerStack.hidden(layers(expectation));
    if (!hidden.isEmpty()) {
      throw told("%s, but %s.", expectation, hidden(hidden));
    }
    return this;
  }

  private static String hidden(List<Integer> layers) {
    return layers.isEmpty()
        ? "nothing is hidden"
        : "what " + Text.layers(layers) + (layers.size() == 1 ? " holds" : " hold") + " is hidden";
  }

  /**
   * Verifies that the topmost layer that speaks of the path holds a whiteout there: it was removed.
   * A path below a directory that was removed has none of its own.
   */
  public UnionPathAssert isWhiteout() {
    String expectation = "to be a whiteout";
    PathLayers layers = layers(expectation);
    boolean isOnTop =
        layers.shown().isEmpty()
            && !layers.entries().isEmpty()
            && isWhiteout(layers, layers.entries().get(0));
    if (!isOnTop) {
      throw told("%s, but %s.", expectation, whatIsThere(layers));
    }
    return this;
  }

  /** Verifies that the layer holds a whiteout at the path, whatever layers above say. */
  public UnionPathAssert isWhiteoutInLayer(int layer) {
    check(layer);
    String expectation = "to be a whiteout in " + Text.layer(layer);
    PathLayers layers = layers(expectation);
    if (layers.entry(layer).filter(entry -> isWhiteout(layers, entry)).isEmpty()) {
      throw told("%s, but that holds none there.", expectation);
    }
    return this;
  }

  /** Verifies that the writable layer holds a whiteout at the path: the mount removed it. */
  public UnionPathAssert isWhiteoutInUpper() {
    return isWhiteoutInLayer(TraceEvent.UPPER);
  }

  private static boolean isWhiteout(PathLayers layers, LayerEntry entry) {
    return entry instanceof LayerEntry.Whiteout whiteout && whiteout.path().equals(layers.path());
  }

  private static String whatIsThere(PathLayers layers) {
    if (layers.entries().isEmpty()) {
      return "no layer says anything of it";
    }
    return layers
        .shown()
        .map(
            held -> Text.layer(held.layer()) + " provides a " + LayerStack.word(held.stat().type()))
        .orElse("nothing is shown there" + LayerStack.because(layers));
  }

  // ---- directories ----

  /** Verifies that a directory is shown, and a layer that it comes from marks it opaque. */
  public UnionPathAssert isOpaque() {
    String expectation = "to be an opaque directory";
    PathLayers layers = directory(expectation);
    boolean isOpaque = parts(layers).stream().anyMatch(part -> part.opacity() == Opacity.OPAQUE);
    if (!isOpaque) {
      throw told("%s, but no layer marks it.", expectation);
    }
    return this;
  }

  /** Verifies that the layer holds an opaque directory at the path, whatever layers above say. */
  public UnionPathAssert isOpaqueInLayer(int layer) {
    check(layer);
    String expectation = "to be an opaque directory in " + Text.layer(layer);
    if (!(layers(expectation).entry(layer).orElse(null) instanceof Held held
        && held.opacity() == Opacity.OPAQUE)) {
      throw told("%s, but that holds none there.", expectation);
    }
    return this;
  }

  /** Verifies that the writable layer holds an opaque directory at the path. */
  public UnionPathAssert isOpaqueInUpper() {
    return isOpaqueInLayer(TraceEvent.UPPER);
  }

  /** Verifies that a directory is shown that several layers are merged to. */
  public UnionPathAssert isMerged() {
    String expectation = "to be a merged directory";
    PathLayers layers = directory(expectation);
    if (parts(layers).size() == 1) {
      throw told(
          "%s, but all of it is in %s.", expectation, Text.layer(parts(layers).get(0).layer()));
    }
    return this;
  }

  private static List<Held> parts(PathLayers layers) {
    return layers.entries().stream()
        .filter(Held.class::isInstance)
        .map(Held.class::cast)
        .filter(held -> held.says() == Says.SHOWN)
        .toList();
  }

  private PathLayers directory(String expectation) {
    Held shown = shown(expectation);
    if (shown.stat().type() != FileType.DIRECTORY) {
      throw told("%s, but it is a %s.", expectation, LayerStack.word(shown.stat().type()));
    }
    return layers(expectation);
  }

  // ---- what the mount did to it ----

  /**
   * Verifies that the file is in the writable layer because it was copied up, whatever was changed
   * or how it was renamed since. Under {@code index=off} a copy of a file with several names is a
   * file of its own, as in overlayfs: it fails here and in {@link #isNotCopiedUp}, and what was
   * copied is in the events that {@link CopyUps} records.
   */
  public UnionPathAssert isCopiedUp() {
    String expectation = "to be copied up";
    Held shown = shown(expectation);
    if (shown.layer() != TraceEvent.UPPER) {
      throw told("%s, but %s provides it.", expectation, Text.layer(shown.layer()));
    }
    if (shown.copiedFrom().isEmpty()) {
      throw told(
          "%s, but it is a file of its own%s.",
          expectation, mayBeCopy(shown) ? ", as the copy of one of several names is" : "");
    }
    return this;
  }

  /** Verifies that something is shown at the path, and was not copied up. */
  public UnionPathAssert isNotCopiedUp() {
    String expectation = "not to be copied up";
    Held shown = shown(expectation);
    if (shown.copiedFrom().isPresent()) {
      throw told(
          "%s, but it was, from %s.", expectation, Text.layer(shown.copiedFrom().getAsInt()));
    }
    if (shown.layer() == TraceEvent.UPPER && mayBeCopy(shown)) {
      throw told(
          "%s, but that cannot be told: it may be the copy of one of several names.", expectation);
    }
    return this;
  }

  /** Whether a file of the writable layer hides one of the same type with several names. */
  private boolean mayBeCopy(Held upper) {
    return layers("to be known").entries().stream()
        .filter(Held.class::isInstance)
        .map(Held.class::cast)
        .filter(held -> held.says() == Says.HIDDEN)
        .findFirst()
        .filter(held -> held.stat().type() != FileType.DIRECTORY)
        .filter(held -> held.stat().type() == upper.stat().type() && held.stat().links() > 1)
        .isPresent();
  }

  /**
   * Verifies that the path, and all that is below it, is as the lower layers have it: {@link
   * UnionFileSystem#changes} tells nothing of it.
   */
  public UnionPathAssert isUnchanged() {
    String expectation = "to be as the lower layers have it";
    String path = layers(expectation).path();
    List<Change> changes =
        asked(union()::changes).stream().filter(change -> concerns(change, path)).toList();
    if (!changes.isEmpty()) {
      throw told("%s, but there are changes:\n%s", expectation, Text.lines(changes));
    }
    return this;
  }

  private static boolean concerns(Change change, String path) {
    return change.path().equals(path)
        || change.path().startsWith(path.equals("/") ? path : path + "/")
        || change.kind() == Change.Kind.DELETED && path.startsWith(change.path() + "/");
  }

  /** Goes on with what the layers that speak of the path say, the topmost first. */
  public ListAssert<LayerEntry> layerEntries() {
    return Navigation.list(
        this, softly, layers("to be in a union").entries(), "layers of " + Text.line(actual));
  }

  // ---- shared ----

  private Held shown(String expectation) {
    PathLayers layers = layers(expectation);
    return layers
        .shown()
        .orElseThrow(
            () ->
                told("%s, but nothing is shown there%s.", expectation, LayerStack.because(layers)));
  }

  private void check(int layer) {
    int layers = union().lowerLayers().size();
    if (layer != TraceEvent.UPPER && (layer < 0 || layer >= layers)) {
      throw new IllegalArgumentException(
          "there is no layer " + layer + ": " + union() + " has 0 to " + (layers - 1));
    }
  }
}
