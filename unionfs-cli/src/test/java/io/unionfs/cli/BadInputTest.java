package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input gives one line on standard error, an exit code, and no stack trace. */
public class BadInputTest {
  @TempDir private Path directory;

  private static Cli refused(Path image) {
    Cli run = Cli.run("run", image.toString(), "--", "ls", "/");
    assertThat(run.code()).isEqualTo(125);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("unionfs: ").hasLineCount(1).doesNotContain("\tat ");
    return run;
  }

  @Test
  void noSuchFile() {
    assertThat(refused(directory.resolve("none.tar")).err()).contains("none.tar");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docker-archive:img.tar | : img.tar",
        "oci:img:latest | , and the tag with --ref: img --ref latest",
        "oci-archive:./img.tar:a/b:1 | , and the tag with --ref: ./img.tar --ref a/b:1",
        "./img:latest | , and the tag with --ref: ./img --ref latest"
      })
  void aNameAsOtherToolsTakeItIsToldApart(String name, String hint) {
    for (String command : new String[] {"run", "demo"}) {
      assertThat(Cli.run(command, name))
          .isEqualTo(
              new Cli(
                  command.equals("run") ? 125 : 1,
                  "",
                  "unionfs: "
                      + name
                      + ": there is no such file; give the path alone"
                      + hint
                      + "\n"));
    }
    assertThat(Cli.run("run", "none.tar").err())
        .isEqualTo("unionfs: none.tar: No such file or directory\n");
  }

  @Test
  void notAnImage() throws IOException {
    Path file = Files.writeString(directory.resolve("notes.txt"), "not an image");
    assertThat(refused(file).err()).contains("notes.txt").contains("is no");
    assertThat(refused(directory).err()).contains(directory.getFileName().toString());
  }

  @Test
  void aTruncatedArchive() throws IOException {
    byte[] whole = Files.readAllBytes(Cli.IMAGES.resolve("built-docker.tar"));
    Path file = directory.resolve("cut.tar");
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 3));
    assertThat(refused(file).err()).contains("cut.tar");
  }

  @Test
  void aDigestThatDoesNotMatch() throws Exception {
    Path file = directory.resolve("other.tar");
    image(file, "etc/x", "0".repeat(64));
    assertThat(refused(file).err()).contains("other.tar").contains("sha256:000000");
  }

  @Test
  void anEntryThatLeavesTheRoot() throws Exception {
    Path file = directory.resolve("evil.tar");
    image(file, "../etc/passwd", null);
    assertThat(refused(file).err())
        .contains("evil.tar: layer ")
        .contains("entry \"../etc/passwd\" leaves the layer root");
  }

  @Test
  void debugShowsTheStackTrace() {
    Cli run = Cli.run("run", "--debug", directory.resolve("none.tar").toString(), "--", "ls");
    assertThat(run.code()).isEqualTo(125);
    assertThat(run.err()).contains("\tat ");
  }

  @Test
  void aQuotationThatIsNotClosedIsNamedAndNothingIsRun() {
    Cli run = Cli.script("ls /\ncat 'x\nls /");
    assertThat(run)
        .isEqualTo(new Cli(1, "", "unionfs: script: line 2: the quotation is not closed: '\n"));
  }

  @Test
  void aStrayApostropheIsFoundThoughItPairsWithALaterOne() {
    Cli run = Cli.script("ls /\nappend /a don't\nappend /a 'x y'\n");
    assertThat(run)
        .isEqualTo(
            new Cli(
                1,
                "",
                "unionfs: script: line 3: the quotation is not closed: '; the one that begins in"
                    + " line 2 goes over a line end\n"));
  }

  /** A docker-archive of one layer that holds one entry. */
  public static void image(Path file, String entry, String diffId) throws Exception {
    ByteArrayOutputStream layer = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(layer)) {
      put(tar, new TarArchiveEntry(entry, true), entry.endsWith("/") ? "" : "x");
    }
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(layer.toByteArray());
    String id = diffId == null ? HexFormat.of().formatHex(hash) : diffId;
    String config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
            + "\"diff_ids\":[\"sha256:"
            + id
            + "\"]}}";
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      put(tar, new TarArchiveEntry("config.json"), config);
      TarArchiveEntry inner = new TarArchiveEntry("layer.tar");
      inner.setSize(layer.size());
      tar.putArchiveEntry(inner);
      tar.write(layer.toByteArray());
      tar.closeArchiveEntry();
      put(
          tar,
          new TarArchiveEntry("manifest.json"),
          "[{\"Config\":\"config.json\",\"RepoTags\":[\"t:1\"],\"Layers\":[\"layer.tar\"]}]");
    }
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
