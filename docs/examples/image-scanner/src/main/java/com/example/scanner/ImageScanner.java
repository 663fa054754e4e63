package com.example.scanner;

import io.unionfs.analysis.Analysis;
import io.unionfs.analysis.AnalysisOptions;
import io.unionfs.analysis.ImageLayers;
import io.unionfs.analysis.Secret;
import io.unionfs.image.Image;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
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

  private final List<TreeLayer> layers;
  private final List<Finding> found = new ArrayList<>();

  private ImageScanner(List<TreeLayer> layers) {
    this.layers = layers;
  }

  /**
   * What is found in {@code image}, by layer and path.
   *
   * @throws IOException if the image is damaged or hostile, in one line that says how
   */
  public static List<Finding> scan(Image image) throws IOException {
    // Each layer as a tree: names resolved through the links of the layers below it.
    ImageScanner scanner = new ImageScanner(ResolvedLayers.of(image.layers()));
    for (int layer = 0; layer < scanner.layers.size(); layer++) {
      scanner.findPrivileged(layer);
    }
    scanner.findSecrets(image);
    return scanner.found.stream().distinct().sorted(ORDER).toList();
  }

  private record Step(String path, Entry.Directory directory) {}

  /** Without recursion: a hostile layer is deep. */
  private void findPrivileged(int layer) throws IOException {
    Deque<Step> steps = new ArrayDeque<>(List.of(new Step("", layers.get(layer).root())));
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      for (Map.Entry<String, Entry> child : step.directory().entries().entrySet()) {
        String path = step.path() + "/" + child.getKey();
        if (child.getValue() instanceof Entry.Directory directory) {
          steps.push(new Step(path, directory));
        } else if (child.getValue() instanceof Entry.File file) {
          String rights = rights(file.attributes());
          if (!rights.isEmpty()) {
            found.add(new Finding(OptionalInt.of(layer), path, rights, hiddenBy(layer, path)));
          }
        }
      }
    }
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
  private OptionalInt hiddenBy(int layer, String path) throws IOException {
    for (int above = layer + 1; above < layers.size(); above++) {
      if (hides(layers.get(above).root(), path)) {
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

  private void findSecrets(Image image) throws IOException {
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
  }

  private static OptionalInt number(int layer) {
    return layer < 0 ? OptionalInt.empty() : OptionalInt.of(layer);
  }
}
