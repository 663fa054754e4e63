package io.unionfs.archive;

import static io.unionfs.archive.ArchiveFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.DirectoryFormat;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Xattrs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write, other tools read, and the other way round. Needs root and the tools. */
class RealToolsTest {
  private static final Instant TIME = Instant.parse("2001-02-03T04:05:06Z");

  @TempDir Path directory;

  @BeforeEach
  void needsRoot() throws IOException {
    assumeTrue(
        directory.getFileSystem().supportedFileAttributeViews().contains("unix")
            && Files.getAttribute(directory, "unix:uid").equals(0),
        "owners and devices can be made by root only");
  }

  private void run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      abort(command[0] + " is not installed");
      return;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command) + ": " + said).isZero();
  }

  /** What a host's filesystem can hold, marks as {@code .wh.} names. */
  private static TreeLayer sample() {
    return Layer.builder()
        .named("sample")
        .time(TIME)
        .file("a", "first")
        .hardLink("z", "a")
        .symlink("link", "a")
        .symlink("longlink", "t".repeat(300))
        .special("fifo", FileType.FIFO)
        .device("null", FileType.CHARACTER_DEVICE, 1, 3)
        .file("n".repeat(255), "long")
        .file("p".repeat(90) + "/" + "q".repeat(90), "split")
        .file("é/ü", "accents")
        .file("raw\udcffname", "raw")
        .file("ns", "x")
        .with("ns", a -> a.withTimes(TIME, Instant.ofEpochSecond(5, 1)))
        .file("early", "x")
        .with("early", a -> a.withTimes(TIME, Instant.ofEpochSecond(-2, 123_456_789)))
        .file("owned", "x")
        .with("owned", a -> a.withOwner(3_000_000, -2).withMode(06755))
        .file("attributed", "x")
        .with("attributed", a -> a.withXattrs(Xattrs.NONE.with("user.raw", new byte[] {0, -1, 10})))
        .whiteout("gone")
        .opaqueDirectory("opaque")
        .file("opaque/f", "x")
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "tar, --xattrs --xattrs-include=* --numeric-owner -xpf",
    "bsdtar, --numeric-owner --xattrs -xpf"
  })
  void anExtractedLayerIsTheLayer(String tool, String options) throws Exception {
    byte[] written = TarWriterTest.tar(sample());
    Path tar = Files.write(directory.resolve("layer.tar"), written);
    Path extracted = Files.createDirectory(directory.resolve("extracted"));
    List<String> command = new ArrayList<>(List.of(tool));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of(tar.toString(), "-C", extracted.toString()));
    run(command.toArray(String[]::new));
    byte[] again = TarWriterTest.tar(Layer.ofDirectory(extracted, DirectoryFormat.OCI));
    // bsdtar leaves the times of "./" alone, and gets fractions before the epoch wrong.
    boolean whole = tool.equals("tar");
    assertThat(described(again, whole)).isEqualTo(described(written, whole));
    if (whole) {
      assertThat(ArchiveFixture.sha256(again)).isEqualTo(ArchiveFixture.sha256(written));
    }
  }

  private static List<String> described(byte[] tar, boolean whole) throws IOException {
    List<String> lines = new ArrayList<>();
    for (ArchiveEntry entry : ArchiveFixture.open(tar).entries()) {
      if (!whole && (entry.path().isEmpty() || entry.path().equals("early"))) {
        continue;
      }
      String line = entry.getClass().getSimpleName() + " " + entry.path();
      if (entry instanceof ArchiveEntry.Directory directory) {
        line += directory.attributes();
      } else if (entry instanceof ArchiveEntry.Node node) {
        line += node.node().type() + " " + node.node().attributes();
        line += node.node() instanceof Entry.File file ? ArchiveFixture.text(file) : "";
      }
      lines.add(line);
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "posix", "posix.gz", "posix.zst"})
  void aDirectoryArchivedByGnuTarIsTheDirectory(String format) throws Exception {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Path tar = Files.write(directory.resolve("in.tar"), TarWriterTest.tar(sample()));
    run("tar", "--xattrs", "--xattrs-include=*", "-xpf", tar.toString(), "-C", tree.toString());
    List<String> command =
        new ArrayList<>(List.of("tar", "--numeric-owner", "-C", tree.toString()));
    if (format.startsWith("posix")) {
      command.addAll(List.of("--xattrs", "--xattrs-include=*"));
    }
    if (format.endsWith(".gz")) {
      command.add("--gzip");
    } else if (format.endsWith(".zst")) {
      command.add("--zstd");
    }
    Path made = directory.resolve("made");
    command.addAll(
        List.of("--format=" + format.replaceAll("\\..*", ""), "-cf", made.toString(), "."));
    run(command.toArray(String[]::new));

    TreeLayer onDisk = Layer.ofDirectory(tree);
    try (ArchiveLayer layer = Layer.ofArchive(made)) {
      for (String path :
          List.of(
              "a",
              "early",
              "ns",
              "owned",
              "raw\udcffname",
              "n".repeat(255),
              "null",
              "fifo",
              "longlink")) {
        ArchiveEntry entry =
            layer.entries().stream().filter(e -> e.path().equals(path)).findFirst().orElseThrow();
        Entry.Node expected = (Entry.Node) onDisk.root().lookup(path);
        if (entry instanceof ArchiveEntry.HardLink) {
          continue; // the other name came first
        }
        Entry.Node found = node(layer, path);
        assertThat(found.type()).isEqualTo(expected.type());
        assertThat(found.attributes().mode()).isEqualTo(expected.attributes().mode());
        assertThat(found.attributes().uid()).isEqualTo(expected.attributes().uid());
        assertThat(found.attributes().gid()).isEqualTo(expected.attributes().gid());
        if (format.startsWith("posix")) {
          assertThat(found.attributes().modified()).isEqualTo(expected.attributes().modified());
        }
        if (expected instanceof Entry.File file) {
          assertThat(ArchiveFixture.bytes(((Entry.File) found).content()))
              .isEqualTo(ArchiveFixture.bytes(file.content()));
        }
      }
      if (format.startsWith("posix")) {
        assertThat(node(layer, "attributed").attributes().xattrs())
            .isEqualTo(Xattrs.NONE.with("user.raw", new byte[] {0, -1, 10}));
      }
    }
  }

  @Test
  void umociAppliesWhiteoutsAndOpaqueMarks() throws Exception {
    TreeLayer base =
        Layer.builder().file("gone", "x").file("opaque/old", "x").file("kept", "x").build();
    TreeLayer top =
        Layer.builder().whiteout("gone").opaqueDirectory("opaque").file("opaque/new", "x").build();
    Files.write(directory.resolve("base.tar"), TarWriterTest.tar(base));
    Files.write(directory.resolve("top.tar"), TarWriterTest.tar(top));
    run("umoci", "init", "--layout", "image");
    run("umoci", "new", "--image", "image:t");
    run("umoci", "raw", "add-layer", "--image", "image:t", "base.tar");
    run("umoci", "raw", "add-layer", "--image", "image:t", "top.tar");
    run("umoci", "unpack", "--image", "image:t", "bundle");
    TreeLayer result = Layer.ofDirectory(directory.resolve("bundle/rootfs"));
    assertThat(result.root().entries()).containsOnlyKeys("kept", "opaque");
    assertThat(((Entry.Directory) result.root().lookup("opaque")).entries())
        .containsOnlyKeys("new");
  }
}
