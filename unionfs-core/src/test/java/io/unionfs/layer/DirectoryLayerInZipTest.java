package io.unionfs.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLayerInZipTest extends DirectoryLayerContract {
  @TempDir Path host;
  private FileSystem zip;

  @BeforeEach
  void create() throws IOException {
    zip =
        FileSystems.newFileSystem(
            URI.create("jar:" + host.resolve("layer.zip").toUri()),
            Map.of("create", "true", "enablePosixFileAttributes", "true"));
    Files.createDirectory(directory());
  }

  @AfterEach
  void close() throws IOException {
    zip.close();
  }

  @Override
  Path directory() {
    return zip.getPath("/layer");
  }

  @Override
  Set<Can> abilities() {
    return EnumSet.of(Can.PERMISSIONS);
  }

  @Test
  void theRootOfAZipIsALayer() throws IOException {
    file("d/f", "x");
    assertThat(text(at(Layer.ofDirectory(zip.getPath("/")), "layer/d/f"))).isEqualTo("x");
  }
}
