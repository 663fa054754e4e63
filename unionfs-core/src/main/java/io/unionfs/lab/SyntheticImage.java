package io.unionfs.lab;

import io.unionfs.driver.ImageLayer;
import io.unionfs.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/** Images that follow from a seed. */
final class SyntheticImage {
  private SyntheticImage() {}

  /** One of {@code layers} layers, each with one small file and with one that all hold. */
  static LabImage small(long seed, int layers) {
    List<ImageLayer> made = new ArrayList<>();
    List<String> instructions = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      String name = "small image " + seed + ", layer " + i + " of " + layers;
      Layer layer =
          Layer.builder()
              .named(name)
              .file("etc/version", "version " + i + "\n")
              .file("opt/part-" + i, new SeededContent(seed + i, 64))
              .build();
      made.add(new ImageLayer(LabImage.digest(name), layer));
      instructions.add("RUN install part-" + i);
    }
    return new LabImage(made, instructions);
  }
}
