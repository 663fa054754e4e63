package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Users of images that mean no good, and when the files are read again. */
class AccountsTest {
  private static final String ENTRY = "app:x:1000:1000:::\n";

  private static LayerBuilder image() {
    return Layer.builder().file("f", "f").with("f", a -> a.withOwner(1000, 1000));
  }

  private static String owner(LayerBuilder image) throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(image.build()).mount()) {
      return Files.getOwner(union.getPath("/f")).getName();
    }
  }

  @Test
  void whatIsNoFileNamesNobody() throws IOException {
    assertThat(owner(image())).isEqualTo("1000");
    assertThat(owner(image().directory("etc/passwd"))).isEqualTo("1000");
    assertThat(owner(image().special("etc/passwd", FileType.FIFO))).isEqualTo("1000");
    assertThat(owner(image().device("etc/passwd", FileType.CHARACTER_DEVICE, 1, 5)))
        .isEqualTo("1000");
    assertThat(owner(image().symlink("etc/passwd", "passwd"))).isEqualTo("1000");
    assertThat(owner(image().file("etc", ENTRY))).isEqualTo("1000");
  }

  @Test
  void aLinkOutLeadsInside() throws IOException {
    assertThat(owner(image().symlink("etc/passwd", "../../../../users").file("users", ENTRY)))
        .isEqualTo("app");
  }

  @Test
  void whatIsBeyondTheBoundDoesNotCount() throws IOException {
    String filler = "#".repeat(Accounts.MAX_BYTES - ENTRY.length() - 1) + "\n";
    assertThat(owner(image().file("etc/passwd", filler + ENTRY))).isEqualTo("app");
    assertThat(owner(image().file("etc/passwd", "#" + filler + ENTRY)))
        .as("cut in its last line")
        .isEqualTo("1000");
    assertThat(owner(image().file("etc/passwd", filler + ENTRY.strip()))).isEqualTo("app");
    String longName = "n".repeat(2 * Accounts.MAX_BYTES);
    assertThat(owner(image().file("etc/passwd", longName + ":x:1000:1000:::\n" + ENTRY)))
        .isEqualTo("1000");
  }

  @Test
  void anyBytesAreRead() throws IOException {
    Random random = new Random(1);
    byte[] likely = ":::\n\n019 +-#x\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 200; i++) {
      byte[] data = new byte[random.nextInt(400)];
      for (int j = 0; j < data.length; j++) {
        data[j] = likely[random.nextInt(likely.length)];
      }
      for (AccountTable.Format format : AccountTable.Format.values()) {
        AccountTable table = AccountTable.parse(data, data.length, format);
        assertThat(table.named("")).isNull();
        assertThat(table.numbered(AccountTable.NOBODY)).isNull();
      }
    }
    byte[] name = {(byte) 0xff, ':', ':', '1', ':', '1'};
    assertThat(AccountTable.parse(name, name.length, AccountTable.Format.PASSWD).numbered(1).name())
        .isEqualTo("\udcff");
  }

  @Test
  void anEditIsSeenWhereTheClockStandsStill() throws IOException {
    InstantSource still = InstantSource.fixed(Instant.ofEpochSecond(1));
    try (UnionFileSystem union =
        UnionFileSystem.builder().lower(image().build()).clock(still).mount()) {
      Files.createDirectory(union.getPath("/etc"));
      Path passwd = union.getPath("/etc/passwd");
      for (String name : new String[] {"one", "two", "six"}) {
        Files.writeString(passwd, name + ":x:1000:1000:::\n");
        assertThat(Files.getOwner(union.getPath("/f")).getName()).isEqualTo(name);
      }
    }
  }

  @Test
  void askingForANameLeavesTheAccessTime() throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(image().build()).mount()) {
      Files.createDirectory(union.getPath("/etc"));
      Path passwd = Files.writeString(union.getPath("/etc/passwd"), ENTRY);
      Files.setAttribute(passwd, "lastAccessTime", FileTime.fromMillis(0));
      assertThat(Files.getOwner(union.getPath("/f")).getName()).isEqualTo("app");
      assertThat(Files.getAttribute(passwd, "lastAccessTime", LinkOption.NOFOLLOW_LINKS))
          .isEqualTo(FileTime.fromMillis(0));
    }
  }

  @Test
  void principalsOfOtherProvidersAreRefused() throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(image().build()).mount();
        UnionFileSystem other =
            UnionFileSystem.builder().lower(image().file("etc/passwd", ENTRY).build()).mount()) {
      var host =
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0");
      assertThatThrownBy(() -> Files.setOwner(union.getPath("/f"), host))
          .isInstanceOf(ProviderMismatchException.class);
      assertThatThrownBy(() -> Files.setAttribute(union.getPath("/f"), "posix:group", host))
          .isInstanceOf(ClassCastException.class);
      // By number: another mount's user is who has his number here.
      Files.setOwner(union.getPath("/f"), Files.getOwner(other.getPath("/f")));
      assertThat(Files.getOwner(union.getPath("/f")).getName()).isEqualTo("1000");
      assertThat(Files.getOwner(union.getPath("/f")))
          .isEqualTo(Files.getOwner(other.getPath("/f")));
    }
  }
}
