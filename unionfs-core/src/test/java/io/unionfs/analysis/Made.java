package io.unionfs.analysis;

import io.unionfs.archive.Hashing;
import io.unionfs.image.ImageConfig;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Layer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images made of layers, and what is said of them. */
final class Made {
  private Made() {}

  /** An image whose layer N was made by {@code RUN step N}. */
  static ImageLayers image(Layer... layers) throws IOException {
    return image("test", List.of(layers), List.of(), Map.of());
  }

  static ImageLayers named(String name, Layer... layers) throws IOException {
    return image(name, List.of(layers), List.of(), Map.of());
  }

  /** An image with instructions and an environment of its own. */
  static ImageLayers image(
      String name, List<? extends Layer> layers, List<String> steps, Map<String, String> env)
      throws IOException {
    DocumentBuilder config =
        DocumentBuilder.empty().put("os", "linux").put("architecture", "amd64");
    List<String> variables = new ArrayList<>();
    env.forEach((key, value) -> variables.add(key + "=" + value));
    config.object("config").putTexts("Env", variables);
    List<DocumentBuilder> history = new ArrayList<>();
    List<String> diffIds = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      String step = i < steps.size() ? steps.get(i) : "RUN step " + i;
      history.add(DocumentBuilder.empty().put("created_by", step));
      diffIds.add(
          layers.get(i) instanceof ArchiveLayer archive
              ? archive.diffId().toString()
              : Hashing.sha256(layers.get(i).name().getBytes(StandardCharsets.UTF_8)).toString());
    }
    config.object("rootfs").put("type", "layers").putTexts("diff_ids", diffIds);
    config.putObjects("history", history);
    return new ImageLayers(
        name, ImageConfig.parse(config.bytes()), Optional.empty(), List.copyOf(layers));
  }

  static Analysis analysis(Layer... layers) throws IOException {
    return Analysis.of(image(layers), AnalysisOptions.defaults());
  }

  static String json(Analysis analysis) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonReport.write(analysis, List.of(), Optional.empty(), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  static String html(Analysis analysis) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HtmlReport.write(analysis, List.of(), Optional.empty(), out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
