package io.unionfs.cli.stack;

import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.ImageWriter;
import io.unionfs.image.NamedImage;
import io.unionfs.image.Platform;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.SquashedLayers;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Images that a shell on layers must bear. */
final class OddImages {
  private static final Platform PLATFORM = new Platform("linux", "amd64", "");

  private OddImages() {}

  /** Names, links, data, history and variables hold escape sequences. */
  static Path hostile(Path file) throws IOException {
    Layer layer =
        Layer.builder()
            .file("\033[31mred", "\033[2J of data\n")
            .file("\u009b31mcsi", "")
            .symlink("link", "\033]0;title\007")
            .directory("\033directory")
            .build();
    Path tar = file.resolveSibling("layer.tar");
    try (OutputStream out = Files.newOutputStream(tar)) {
      SquashedLayers.write(List.of(layer), 0, out, "hostile", ProgressListener.NONE);
    }
    try (ArchiveLayer archive = Layer.ofArchive(tar)) {
      ImageConfig config =
          ImageConfigBuilder.of(PLATFORM)
              .env(List.of("X=\033]0;title\007"))
              .layer(archive.diffId(), LayerFile.step("RUN \033[2J\n\u009b", Instant.EPOCH))
              .build();
      return write(file, List.of(LayerFile.of(archive, tar)), config);
    }
  }

  /** There is no layer. */
  static Path nothing(Path file) throws IOException {
    return write(file, List.of(), ImageConfigBuilder.of(PLATFORM).build());
  }

  private static Path write(Path file, List<LayerFile> layers, ImageConfig config)
      throws IOException {
    NamedImage image = new NamedImage(new StackImage.BuiltImage(null, layers, config), List.of());
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageWriter.write(
          List.of(image), ImageWriter.Form.DOCKER_ARCHIVE, out, ProgressListener.NONE);
    }
    return file;
  }
}
