package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.oracle.HostOverlay;
import io.unionfs.oracle.KernelAvailability;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A character device 0/0 as an entry of a layer's archive: deviation 23. */
class NullDeviceTest {
  @TempDir private Path directory;

  private static byte[] base() {
    return new LayerTar().file("hidden", "below").file("other", "x").bytes();
  }

  private static byte[] device() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry("hidden", TarConstants.LF_CHR);
      entry.setMode(0600);
      entry.setDevMajor(0);
      entry.setDevMinor(0);
      out.putArchiveEntry(entry);
      out.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  @Test
  void isADeviceInAnArchiveAsAnyOther() throws IOException {
    try (UnionFileSystem fs = LayerTar.mount(base(), device())) {
      Path path = fs.getPath("/hidden");
      assertThat(Files.getAttribute(path, "unix:rdev", LinkOption.NOFOLLOW_LINKS)).isEqualTo(0L);
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      assertThat(mode & 0170000).as("a character device").isEqualTo(0020000);
      try (var names = Files.list(fs.getPath("/"))) {
        assertThat(names.map(Path::toString)).containsExactlyInAnyOrder("/hidden", "/other");
      }
    }
  }

  @Test
  void isAWhiteoutToOverlayfsOnceItIsUnpacked() throws Exception {
    Tool.require("tar");
    assumeTrue(
        KernelAvailability.reason().isEmpty(),
        () -> "not held against the kernel: " + KernelAvailability.reason().orElse(""));
    List<byte[]> archives = List.of(base(), device());
    for (int i = 0; i < archives.size(); i++) {
      Path layer = Files.createDirectory(directory.resolve("l" + i));
      Path tar = Files.write(directory.resolve(i + ".tar"), archives.get(i));
      Tool.run(directory, "tar", "-xpf", tar.toString(), "-C", layer.toString());
    }
    Path unpacked = directory.resolve("l1").resolve("hidden");
    assumeTrue(
        Files.getAttribute(unpacked, "unix:rdev", LinkOption.NOFOLLOW_LINKS).equals(0L),
        "no device 0/0 can be made here");
    Path seen = directory.resolve(HostOverlay.MOUNT);
    List<Boolean> there =
        HostOverlay.readOnly(
            directory,
            List.of("l1", "l0"),
            () ->
                List.of(
                    Files.exists(seen.resolve("hidden"), LinkOption.NOFOLLOW_LINKS),
                    Files.exists(seen.resolve("other"), LinkOption.NOFOLLOW_LINKS)));
    assertThat(there).containsExactly(false, true);
    // And so it is here, where a directory is the layer.
    try (UnionFileSystem fs =
        UnionFileSystem.builder()
            .lower(directory.resolve("l0"))
            .lower(directory.resolve("l1"))
            .mount()) {
      assertThat(Files.exists(fs.getPath("/hidden"), LinkOption.NOFOLLOW_LINKS)).isFalse();
      assertThat(Files.exists(fs.getPath("/other"))).isTrue();
    }
  }
}
