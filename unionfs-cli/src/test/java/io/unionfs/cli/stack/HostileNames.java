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

/** An image whose names, links, data, history and variables hold escape sequences. */
final class HostileNames {
  private HostileNames() {}

  static Path write(Path file) throws IOException {
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
          ImageConfigBuilder.of(new Platform("linux", "amd64", ""))
              .env(List.of("X=\033]0;title\007"))
              .layer(archive.diffId(), LayerFile.step("RUN \033[2J\n\u009b", Instant.EPOCH))
              .build();
      List<LayerFile> layers = List.of(LayerFile.of(archive, tar));
      NamedImage image = new NamedImage(new StackImage.BuiltImage(null, layers, config), List.of());
      try (OutputStream out = Files.newOutputStream(file)) {
        ImageWriter.write(
            List.of(image), ImageWriter.Form.DOCKER_ARCHIVE, out, ProgressListener.NONE);
      }
    }
    return file;
  }
}
