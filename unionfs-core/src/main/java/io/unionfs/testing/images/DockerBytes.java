package io.unionfs.testing.images;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The parts of a docker-archive, as {@code docker save} wrote them before version 25. */
final class DockerBytes {
  private DockerBytes() {}

  static ImageBytes of(List<TestLayer> layers) {
    ImageBytes files = new ImageBytes();
    return files.put("manifest.json", manifest(config(files, layers), paths(files, layers)));
  }

  /** Puts the config in, and returns its path. */
  static String config(ImageBytes files, List<TestLayer> layers) {
    Blob config = Blob.of(OciBytes.config(layers));
    String path = config.digest().hex() + ".json";
    files.put(path, config);
    return path;
  }

  /** Puts the layers in, and returns their paths. */
  static List<String> paths(ImageBytes files, List<TestLayer> layers) {
    List<String> paths = new ArrayList<>();
    for (TestLayer layer : layers) {
      String path = layer.diffId().hex() + ".tar";
      if (!files.has(path)) {
        files.put(path, layer.blob());
      }
      paths.add(path);
    }
    return paths;
  }

  static String manifest(String config, List<String> layers) {
    return "[{\"Config\":\""
        + config
        + "\",\"RepoTags\":[\"test:latest\"],\"Layers\":["
        + layers.stream().map(path -> '"' + path + '"').collect(Collectors.joining(","))
        + "]}]";
  }
}
