package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule 18, which only the provider shows: one {@code st_dev}. */
class DeviceRulesTest {
  @Test
  void thereIsOneDeviceForAllLayersAndTypes() throws Exception {
    try (UnionFileSystem union =
        UnionFileSystem.builder()
            .lower(Layer.builder().file("d/bottom", "").symlink("link", "d").build())
            .lower(Layer.builder().file("d/top", "").directory("only").build())
            .mount()) {
      Files.writeString(union.getPath("/d/upper"), "");
      Files.writeString(union.getPath("/d/bottom"), "copied up");
      Set<Object> devices = new HashSet<>();
      for (String path : List.of("/", "/d", "/d/bottom", "/d/top", "/d/upper", "/link", "/only")) {
        devices.add(Files.getAttribute(union.getPath(path), "unix:dev", LinkOption.NOFOLLOW_LINKS));
      }
      assertThat(devices).hasSize(1);
    }
  }
}
