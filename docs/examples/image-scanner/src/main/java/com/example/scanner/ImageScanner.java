package com.example.scanner;

import io.unionfs.analysis.Analysis;
import io.unionfs.analysis.AnalysisOptions;
import io.unionfs.analysis.ImageLayers;
import io.unionfs.analysis.Secret;
import io.unionfs.image.Image;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.ResolvedLayers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Looks into every layer of an image for programs that run with another user's rights, and for
 * secrets; also for those that a later layer took away, which are in the image all the same.
 */
public final class ImageScanner {
  private static final Comparator<Finding> ORDER =
      Comparator.comparingInt((Finding finding) -> finding.layer().orElse(Integer.MAX_VALUE))
          .thenComparing(Finding::where)
          .thenComparing(Finding::what);
  private static final int SETUID = 04000;
  private static final int SETGID = 02000;

  private ImageScanner() {}

  /**
   * What is found in {@code image}, by layer and path.
   *
   * @throws IOException if the image is damaged or hostile, in one line that says how
   */
  public static List<Finding> scan(Image image) throws IOException {
    List<Finding> found = privileged(image.layers());
    found.addAll(secrets(image));
    return found.stream().distinct().sorted(ORDER).toList();
  }

  private record Step(String path, Entry.Directory directory) {}

  /** Programs with set-user-ID or set-group-ID in {@code layers}, the bottom one first. */
  static List<Finding> privileged(List<? extends Layer> layers) throws IOException {
    List<Finding> found = new ArrayList<>();
    // Each layer as a tree: names resolved through the links of the layers below it.
    List<TreeLayer> trees = ResolvedLayers.of(layers);
    for (int layer = 0; layer < trees.size(); layer++) {
      // Without recursion: a hostile layer is deep.
      Deque<Step> steps = new ArrayDeque<>(List.of(new Step("", trees.get(layer).root())));
      while (!steps.isEmpty()) {
        Step step = steps.pop();
        for (Map.Entry<String, Entry> child : step.directory().entries().entrySet()) {
          String path = step.path() + "/" + child.getKey();
          if (child.getValue() instanceof Entry.Directory directory) {
            steps.push(new Step(path, directory));
          } else if (child.getValue() instanceof Entry.File file
              && (file.attributes().mode() & (SETUID | SETGID)) != 0) {
            String rights = rights(file.attributes());
            OptionalInt hiddenBy = hiddenBy(trees, layer, path);
            found.add(new Finding(OptionalInt.of(layer), path, rights, hiddenBy));
          }
        }
      }
    }
    return found;
  }

  private static String rights(Attributes attributes) {
    List<String> bits = new ArrayList<>();
    if ((attributes.mode() & SETUID) != 0) {
      bits.add("set-user-ID " + Integer.toUnsignedString(attributes.uid()));
    }
    if ((attributes.mode() & SETGID) != 0) {
      bits.add("set-group-ID " + Integer.toUnsignedString(attributes.gid()));
    }
    return String.join(", ", bits);
  }

  /** The first layer above {@code layer} that has something else to say of {@code path}. */
  private static OptionalInt hiddenBy(List<TreeLayer> trees, int layer, String path)
      throws IOException {
    for (int above = layer + 1; above < trees.size(); above++) {
      if (hides(trees.get(above).root(), path)) {
        return OptionalInt.of(above);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean hides(Entry.Directory root, String path) throws IOException {
    Entry entry = root;
    boolean opaque = false;
    for (String name : path.substring(1).split("/")) {
      if (!(entry instanceof Entry.Directory directory)) {
        return true; // a whiteout, or a file where there was a directory
      }
      opaque |= directory.opacity() == Opacity.OPAQUE;
      entry = directory.lookup(name);
      if (entry == null) {
        return opaque;
      }
    }
    return true;
  }

  private static List<Finding> secrets(Image image) throws IOException {
    List<Finding> found = new ArrayList<>();
    ImageLayers all =
        new ImageLayers(
            image.name(), image.config(), Optional.empty(), List.copyOf(image.layers()));
    for (Secret secret : Analysis.of(all, AnalysisOptions.defaults()).secrets()) {
      String where =
          switch (secret.origin()) {
            case FILE_NAME, FILE_CONTENT -> "/" + secret.where();
            case ENVIRONMENT -> "variable " + secret.where();
            case CONFIGURATION, HISTORY -> secret.where();
          };
      found.add(
          new Finding(
              number(secret.layer()), where, secret.kind().words(), number(secret.removedBy())));
    }
    return found;
  }

  private static OptionalInt number(int layer) {
    return layer < 0 ? OptionalInt.empty() : OptionalInt.of(layer);
  }
}
