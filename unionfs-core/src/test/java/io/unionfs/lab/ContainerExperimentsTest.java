package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those of storage drivers: copy-up, and space. */
class ContainerExperimentsTest {
  @TempDir private Path scratch;

  @Test
  void aByteCopiesTheFileABlockOrNothing() throws IOException {
    Table table = Labs.run(scratch, "copyup", "size", "1000,1M");
    assertThat(copied(table, "overlay2", "append 1 byte", "1048576")).isEqualTo(1 << 20);
    assertThat(copied(table, "overlay2", "append 1 byte", "1000")).isEqualTo(1000);
    assertThat(copied(table, "overlay2", "chmod", "1048576")).isEqualTo(1 << 20);
    assertThat(copied(table, "overlay2-metacopy", "chmod", "1048576")).isZero();
    assertThat(copied(table, "overlay2-metacopy", "append 1 byte", "1048576")).isEqualTo(1 << 20);
    assertThat(copied(table, "block", "append 1 byte", "1048576")).isLessThan(16 << 10);
    assertThat(copied(table, "block", "chmod", "1048576")).isZero();
    assertThat(Laboratory.experiment("copyup").reading(table))
        .contains(
            "On overlay2-metacopy, \"chmod\" of a file of 1.05 MB copies 0 B, as of every"
                + " other size here.");
  }

  private static long copied(Table table, String driver, String change, String size) {
    return Labs.row(table, "driver", driver, "change", change, "size", size).whole("copied");
  }

  @Test
  void containersShareTheImageButOnVfs() throws IOException {
    Table table = Labs.run(scratch, "drivers", "size", "256K", "containers", "3");
    long file = 64 << 10;
    Table.Row overlay = Labs.row(table, "driver", "overlay2");
    assertThat(overlay.whole("image_stored")).isEqualTo(overlay.whole("started_stored"));
    assertThat(overlay.whole("written_stored") - overlay.whole("image_stored")).isEqualTo(3 * file);
    assertThat(overlay.whole("copied_at_write")).isEqualTo(3 * file);
    assertThat(overlay.whole("mounts")).isEqualTo(3);
    assertThat(overlay.whole("page_cache")).isEqualTo((256 << 10) + 3 * file);
    Table.Row vfs = Labs.row(table, "driver", "vfs");
    assertThat(vfs.whole("copied_at_start")).isEqualTo(3 * (256 << 10));
    assertThat(vfs.whole("copied_at_write")).isZero();
    assertThat(vfs.whole("page_cache")).isEqualTo(3 * (256 << 10));
    assertThat(vfs.whole("mounts")).isZero();
    Table.Row block = Labs.row(table, "driver", "block");
    assertThat(block.whole("copied_at_write")).isEqualTo(3 * (16 << 10));
    assertThat(Laboratory.experiment("drivers").reading(table).get(0))
        .startsWith("On overlay2, 3 containers that wrote one byte each take 65.5 kB each beside");
  }
}
