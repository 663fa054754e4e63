package io.unionfs.cli.stack;

import io.unionfs.cli.output.Text;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfig;
import io.unionfs.layer.Digest;
import java.util.ArrayList;
import java.util.List;

/**
 * What an image says of one of its layers.
 *
 * @param digest the first digits of its DiffID; empty for the layer that an image of nothing has
 * @param createdBy the instruction that made it, as a terminal can show it; empty if not told
 */
record LayerTitle(String digest, String createdBy) {
  private static final int WIDTH = 60;

  /** One for each layer, the bottom one first. */
  static List<LayerTitle> of(ImageConfig config) {
    List<LayerTitle> titles = new ArrayList<>();
    for (Digest diffId : config.diffIds()) {
      titles.add(new LayerTitle(diffId.abbreviated(), ""));
    }
    for (History step : config.history()) {
      if (step.layer().isPresent()) {
        int layer = step.layer().getAsInt();
        String by = step.createdBy().strip().replaceAll("\\s*\\R\\s*", " ");
        titles.set(
            layer,
            new LayerTitle(titles.get(layer).digest(), Text.shortened(Text.shown(by), WIDTH)));
      }
    }
    if (titles.isEmpty()) {
      titles.add(new LayerTitle("", "an image of nothing"));
    }
    return titles;
  }

  /** The same in one line. */
  String label() {
    return (digest.isEmpty() ? "" : "sha256:" + digest)
        + (createdBy.isEmpty() ? "" : "  " + createdBy);
  }
}
