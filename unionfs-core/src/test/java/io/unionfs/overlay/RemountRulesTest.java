package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules 1 to 3, 5, 17 and 19 on a writable layer that is mounted again. */
class RemountRulesTest {
  private static final TreeLayer BASE =
      Layer.builder()
          .file("d/f", "lower")
          .file("d/g", "lower")
          .file("d/gone", "")
          .file("o/hidden", "")
          .file("h1", "linked")
          .hardLink("h2", "h1")
          .build();

  private FileSystem host;
  private Path upper;
  private Path work;

  @BeforeEach
  void open() throws IOException {
    host =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix", "user")
                .build());
    upper = Files.createDirectory(host.getPath("/upper"));
    work = Files.createDirectory(host.getPath("/work-directory"));
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  private Fixture mount() throws IOException {
    return Fixture.of(new MountBuilder().lower(BASE).upper(upper, work));
  }

  @Test
  void theWritableLayerWinsAndMergesAsBefore() throws Exception {
    try (Fixture union = mount()) {
      union.write("/d/f", "upper");
      union.chmod("/d", 0711);
    }
    try (Fixture union = mount()) {
      assertThat(union.read("/d/f")).isEqualTo("upper");
      assertThat(union.read("/d/g")).isEqualTo("lower");
      assertThat(union.ls("/d")).containsExactly("f", "g", "gone");
      assertThat(union.stat("/d").attributes().mode()).isEqualTo(0711);
    }
  }

  @Test
  void whiteoutsAndOpaqueDirectoriesOfTheWritableLayerHideAsBefore() throws Exception {
    try (Fixture union = mount()) {
      union.unlink("/d/gone");
      union.unlink("/o/hidden");
      union.rmdir("/o");
      union.mkdir("/o");
      union.write("/o/shown", "");
    }
    try (Fixture union = mount()) {
      assertThat(union.ls("/d")).containsExactly("f", "g");
      assertThat(union.exists("/d/gone")).isFalse();
      assertThat(union.ls("/o")).containsExactly("shown");
      assertThat(union.mark("/o")).isEqualTo("opaque");
      union.write("/d/gone", "");
      union.unlink("/d/gone");
      assertThat(union.mark("/d/gone")).isEqualTo("whiteout");
    }
  }

  @Test
  void theInodeNumberIsConstantAcrossRemountForFilesAndDirectories() throws Exception {
    long file;
    long directory;
    try (Fixture union = mount()) {
      file = union.stat("/d/f").ino();
      directory = union.stat("/d").ino();
      union.append("/d/f", "!");
      union.rename("/d/f", "/moved");
    }
    try (Fixture union = mount()) {
      assertThat(union.stat("/moved").ino()).isEqualTo(file);
      assertThat(union.stat("/d").ino()).isEqualTo(directory);
    }
  }

  @Test
  void aBrokenHardLinkStaysBroken() throws Exception {
    try (Fixture union = mount()) {
      union.append("/h1", "!");
    }
    try (Fixture union = mount()) {
      assertThat(union.read("/h1")).isEqualTo("linked!");
      assertThat(union.read("/h2")).isEqualTo("linked");
      assertThat(union.stat("/h1").links()).isEqualTo(1);
      assertThat(union.stat("/h2").links()).isEqualTo(2);
      assertThat(union.stat("/h1").ino()).isNotEqualTo(union.stat("/h2").ino());
    }
  }
}
