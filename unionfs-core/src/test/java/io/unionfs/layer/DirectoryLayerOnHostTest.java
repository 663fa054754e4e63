package io.unionfs.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLayerOnHostTest extends DirectoryLayerContract {
  @TempDir Path directory;

  @Override
  Path directory() {
    return directory;
  }

  @Override
  Set<Can> abilities() {
    Set<Can> abilities = EnumSet.allOf(Can.class);
    try {
      Path probe = Files.createFile(directory.resolve("probe"));
      try {
        xattr(probe, "probe", "1");
      } finally {
        Files.delete(probe);
      }
    } catch (IOException | UnsupportedOperationException e) {
      abilities.remove(Can.XATTRS);
    }
    return abilities;
  }

  private void run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      abort(command[0] + " is not installed");
      return;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assumeTrue(process.exitValue() == 0, () -> String.join(" ", command) + ": " + said);
  }

  @Test
  void fifosAreShownAndNeverOpened() throws Exception {
    run("mkfifo", "-m", "640", "fifo");
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          Entry.Special fifo = (Entry.Special) at(open(DirectoryFormat.USERXATTR), "fifo");
          assertThat(fifo.type()).isEqualTo(FileType.FIFO);
          assertThat(fifo.attributes().mode()).isEqualTo(0640);
        });
  }

  @Test
  void aFileThatBecomesAFifoIsAnErrorAndNoHang() throws Exception {
    Path file = file("f", "text");
    Entry.File entry = (Entry.File) at(open(DirectoryFormat.USERXATTR), "f");
    Files.delete(file);
    run("mkfifo", "f");
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThatThrownBy(() -> entry.content().open()).hasMessageContaining("changed"));
  }

  @Test
  void aDeviceWithNumberZeroIsAWhiteout() throws Exception {
    run("mknod", "gone", "c", "0", "0");
    run("mknod", "null", "c", "1", "3");
    TreeLayer layer = open(DirectoryFormat.USERXATTR);
    assertThat(at(layer, "gone")).isEqualTo(Entry.Whiteout.WHITEOUT);
    Entry.Special device = (Entry.Special) at(layer, "null");
    assertThat(device.type()).isEqualTo(FileType.CHARACTER_DEVICE);
    assertThat(device.device()).isEqualTo(new DeviceNumber(1, 3));
    assertThat(at(open(DirectoryFormat.OCI), "gone"))
        .as("a device is a mark in overlayfs's formats only")
        .isInstanceOf(Entry.Special.class);
  }

  @Test
  void ownersAndSpecialBitsAreTheHosts() throws Exception {
    file("f", "x");
    run("chown", "1234:4294967294", "f");
    run("chmod", "6751", "f");
    Attributes attributes = ((Entry.File) at(open(DirectoryFormat.USERXATTR), "f")).attributes();
    assertThat(attributes.uid()).isEqualTo(1234);
    assertThat(Integer.toUnsignedLong(attributes.gid())).isEqualTo(4294967294L);
    assertThat(attributes.mode()).isEqualTo(06751);
  }

  @Test
  void timesAreReadToTheNanosecond() throws Exception {
    file("f", "x");
    run("touch", "-d", "2001-02-03T04:05:06.123456789Z", "f");
    Attributes attributes = ((Entry.File) at(open(DirectoryFormat.USERXATTR), "f")).attributes();
    assertThat(attributes.modified()).hasToString("2001-02-03T04:05:06.123456789Z");
  }

  @Test
  void namesAndTargetsThatAreNotUtf8AreKept() throws Exception {
    run("sh", "-c", "printf x > \"$(printf 'a\\377b')\"; ln -s \"$(printf 't\\376/')\" link");
    run("sh", "-c", "mkdir \"$(printf 'd\\303')\"; printf y > \"$(printf 'd\\303/\\303\\251')\"");
    run("sh", "-c", "ln -s \"$(printf '/abs\\377')\" absolute");
    TreeLayer layer = open(DirectoryFormat.USERXATTR);
    assertThat(layer.root().entries()).containsOnlyKeys("a\udcffb", "link", "d\udcc3", "absolute");
    assertThat(text(at(layer, "a\udcffb"))).isEqualTo("x");
    assertThat(text(at(layer, "d\udcc3/é"))).isEqualTo("y");
    assertThat(((Entry.Symlink) at(layer, "link")).target()).isEqualTo("t\udcfe/");
    assertThat(((Entry.Symlink) at(layer, "absolute")).target()).isEqualTo("/abs\udcff");
  }

  @Test
  void theRootMayBeReachedThroughALink() throws Exception {
    file("real/f", "x");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
    assertThat(Layer.ofDirectory(directory.resolve("link")).root().entries()).containsOnlyKeys("f");
  }

  @Test
  void overlayFormatReadsTrustedMarksOfHostileNames() throws Exception {
    file("d/f", "x");
    file("d/gone", "");
    file("plain/back\\slash", "x");
    run("setfattr", "-n", "trusted.overlay.opaque", "-v", "y", "d");
    run("setfattr", "-n", "trusted.overlay.whiteout", "-v", "y", "d/gone");
    run("setfattr", "-n", "trusted.overlay.overlay.x", "-v", "1", "d/f");
    run("setfattr", "-n", "user.overlay.opaque", "-v", "y", "plain");
    run("setfattr", "-n", "security.bytes", "-v", "0x00ff0a", "plain/back\\slash");
    run(
        "sh",
        "-c",
        "n=\"$(printf 'new\\nline')\"; mkdir \"$n\"; setfattr -n trusted.overlay.opaque -v y \"$n\"");
    run(
        "sh",
        "-c",
        "n=\"$(printf 'b\\377')\"; : > \"$n\"; setfattr -n trusted.overlay.whiteout \"$n\"");
    TreeLayer layer = open(DirectoryFormat.OVERLAY);
    assertThat(((Entry.Directory) at(layer, "d")).opacity()).isEqualTo(Opacity.OPAQUE);
    assertThat(at(layer, "d/gone")).isEqualTo(Entry.Whiteout.WHITEOUT);
    assertThat(((Entry.Node) at(layer, "d/f")).attributes().xattrs().names())
        .containsExactly("trusted.overlay.x");
    assertThat(((Entry.Directory) at(layer, "new\nline")).opacity()).isEqualTo(Opacity.OPAQUE);
    assertThat(at(layer, "b\udcff")).isEqualTo(Entry.Whiteout.WHITEOUT);
    assertThat(((Entry.Directory) at(layer, "plain")).opacity()).isEqualTo(Opacity.TRANSPARENT);
    assertThat(
            ((Entry.Node) at(layer, "plain/back\\slash"))
                .attributes()
                .xattrs()
                .get("security.bytes"))
        .containsExactly(0, 0xff, '\n');
    assertThat(((Entry.Node) at(layer, "plain")).attributes().xattrs().names())
        .as("user.overlay.* is data to a mount without userxattr")
        .contains("user.overlay.opaque");
  }

  @Test
  void getfattrOutputIsParsedByBytes() throws IOException {
    String output =
        "# file: .\nuser.empty\nuser.a=0x00ff\n\n# file: x\\012y\\134z\nuser.k\\075=0x31\n\n";
    Map<String, Xattrs> found =
        Getfattr.parse(new ByteArrayInputStream(output.getBytes(StandardCharsets.ISO_8859_1)));
    assertThat(found).containsOnlyKeys(".", "x\ny\\z");
    assertThat(found.get(".").get("user.a")).containsExactly(0, 0xff);
    assertThat(found.get(".").get("user.empty")).isEmpty();
    assertThat(found.get("x\ny\\z").get("user.k=")).containsExactly('1');
  }

  @Test
  void getfattrOutputThatIsSomethingElseIsAnError() {
    for (String output : new String[] {"hello\n", "# file: .\nuser.a=0xzz\n", "# file: .\na=0\n"}) {
      assertThatThrownBy(
              () ->
                  Getfattr.parse(
                      new ByteArrayInputStream(output.getBytes(StandardCharsets.US_ASCII))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not understood");
    }
  }
}
