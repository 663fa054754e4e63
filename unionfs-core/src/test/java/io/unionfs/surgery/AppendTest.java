package io.unionfs.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.archive.TarWriter;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.LayerException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What append promises. */
class AppendTest extends SurgeryFixture {
  @TempDir private Path directory;

  private static byte[] tar(ArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter writer = new TarWriter(out, "test");
    writer.addAll(List.of(entries));
    writer.finish();
    return out.toByteArray();
  }

  private Path written(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("layer.tar"), bytes);
  }

  private StoredImage appended(StoredImage image, Path source) throws IOException {
    return surgery.append(image, source, called("made"), ProgressListener.NONE);
  }

  @Test
  void aTarBecomesTheTopmostLayer() throws IOException {
    StoredImage image = base().empty("CMD x").store("a");
    StoredImage made =
        appended(image, written(tar(file("new", "n"), new ArchiveEntry.Whiteout("etc/old"))));
    assertThat(MadeImage.shown(store, made)).containsKey("/new").doesNotContainKey("/etc/old");
    assertThat(MadeImage.steps(made))
        .containsExactly("ADD base -> 0", "CMD x", "unionfs append -> 1");
    assertThat(made.config().history().get(2).comment())
        .isEqualTo("1 layer appended to " + image.id().abbreviated());
    assertThat(made.config().created()).contains(TIME);
    assertThat(store.check(ProgressListener.NONE).problems()).isEmpty();
  }

  @Test
  void aCompressedTarGivesTheLayerOfThePlainOne() throws IOException {
    StoredImage image = base().store("a");
    byte[] tar = tar(file("new", "n"));
    StoredImage plain = appended(image, written(tar));
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(tar);
    }
    assertThat(appended(image, written(compressed.toByteArray())).manifest().digest())
        .isEqualTo(plain.manifest().digest());
  }

  @Test
  void whatIsInADirectoryBecomesTheLayerAndTheRootStaysAsItWas() throws IOException {
    Path source = Files.createDirectories(directory.resolve("source"));
    Files.createDirectories(source.resolve("etc"));
    Files.writeString(source.resolve("etc/new"), "n");
    Files.createLink(source.resolve("linked"), source.resolve("etc/new"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("etc/new"));
    Files.setLastModifiedTime(
        source.resolve("etc/new"), FileTime.from(Instant.ofEpochSecond(5, 123_456_789)));
    StoredImage image = base().store("a");
    StoredImage made = appended(image, source);
    var shown = MadeImage.shown(store, made);
    assertThat(shown.get("/")).isEqualTo(MadeImage.shown(store, image).get("/"));
    assertThat(shown.get("/etc/new")).contains("1970-01-01T00:00:05.123456789Z");
    assertThat(shown.get("/linked")).isEqualTo(shown.get("/etc/new"));
    assertThat(shown).containsKeys("/link", "/etc/motd");
  }

  @Test
  void theMarksOfAWritableLayerInADirectoryBecomeWhiteouts() throws IOException {
    Path source = Files.createDirectories(directory.resolve("upper/usr/share/doc"));
    Files.setAttribute(source, "user:overlay.opaque", bytes("y"));
    Path etc = Files.createDirectories(directory.resolve("upper/etc"));
    Files.setAttribute(etc, "user:overlay.opaque", bytes("x"));
    Files.createFile(etc.resolve("old"));
    Files.setAttribute(etc.resolve("old"), "user:overlay.whiteout", bytes("y"));
    StoredImage made = appended(base().store("a"), directory.resolve("upper"));
    assertThat(MadeImage.shown(store, made))
        .containsKeys("/etc/motd", "/usr/share/doc")
        .doesNotContainKeys("/etc/old", "/usr/share/doc/a", "/usr/share/doc/b");
  }

  @Test
  void aDevice00InADirectoryIsAWhiteout() throws Exception {
    Path etc = Files.createDirectories(directory.resolve("upper/etc"));
    Process mknod =
        new ProcessBuilder("mknod", etc.resolve("old").toString(), "c", "0", "0").start();
    assumeTrue(mknod.waitFor() == 0, "mknod is not permitted: no device to append");
    StoredImage made = appended(base().store("a"), directory.resolve("upper"));
    assertThat(MadeImage.shown(store, made)).containsKey("/etc/motd").doesNotContainKey("/etc/old");
  }

  private static java.nio.ByteBuffer bytes(String text) {
    return java.nio.ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private void isRefused(Path source, String message) throws IOException {
    StoredImage image = base().store("a");
    List<String> before = MadeImage.everything(store);
    assertThatThrownBy(() -> appended(image, source))
        .isInstanceOf(LayerException.class)
        .hasMessage("layer " + source + message);
    assertThat(MadeImage.everything(store)).isEqualTo(before);
    assertThat(Files.exists(source)).isTrue();
  }

  @Test
  void aNameThatALayerWouldReadAsAWhiteoutIsRefused() throws IOException {
    Path source = Files.createDirectories(directory.resolve("source"));
    Files.createFile(source.resolve(".wh.x"));
    isRefused(
        source,
        ": entry \".wh.x\" has a name that begins with .wh., which in a layer is a whiteout");
  }

  @Test
  void aDirectoryThatIsRedirectedIsRefused() throws IOException {
    Path source = Files.createDirectories(directory.resolve("source/moved"));
    Files.setAttribute(source, "user:overlay.redirect", bytes("/etc"));
    isRefused(
        source.getParent(), ": entry \"moved\" is redirected, which no layer archive can say");
  }

  @Test
  void aTarThatLeavesTheRootIsRefusedBeforeAnythingIsStored() throws IOException {
    byte[] tar = tar(file("xx/passwd", "x"));
    tar[0] = '.';
    tar[1] = '.';
    isRefused(written(checksummed(tar)), ": entry \"../passwd\" leaves the layer root");
  }

  @Test
  void aTarThatCannotBePutOnTheImageIsRefusedBeforeAnythingIsStored() throws IOException {
    isRefused(
        written(tar(new ArchiveEntry.HardLink("new", "missing"))),
        ": entry \"new\" is a hard link to \"missing\", which does not exist");
  }

  @Test
  void whatIsNoTarIsRefused() throws IOException {
    StoredImage image = base().store("a");
    List<String> before = MadeImage.everything(store);
    Path text = Files.writeString(directory.resolve("text"), "no tar at all".repeat(100));
    assertThatThrownBy(() -> appended(image, text)).isInstanceOf(LayerException.class);
    byte[] cut = java.util.Arrays.copyOf(tar(file("new", "n".repeat(5000))), 2000);
    assertThatThrownBy(() -> appended(image, written(cut))).isInstanceOf(LayerException.class);
    assertThatThrownBy(() -> appended(image, written(new byte[0])))
        .isInstanceOf(LayerException.class);
    assertThat(MadeImage.everything(store)).isEqualTo(before);
  }

  @Test
  void anEmptyLayerIsAStepWithoutALayer() throws IOException {
    StoredImage made = appended(base().store("a"), Files.createDirectory(directory.resolve("e")));
    assertThat(MadeImage.steps(made)).containsExactly("ADD base -> 0", "unionfs append");
  }

  private static byte[] checksummed(byte[] tar) {
    java.util.Arrays.fill(tar, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += tar[i] & 0xff;
    }
    byte[] digits =
        String.format("%06o\0 ", sum).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, tar, 148, 8);
    return tar;
  }
}
