package io.unionfs.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.unionfs.archive.Archives;
import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Compression;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Unpack;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Stat;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as a layer archive: opened, opened by its headers, put on a layer, all of it read, and
 * written again; or refused in one line. The first byte of an input says whether the checksums are
 * made right, so that what is changed gets past them; the archive follows.
 */
class LayerArchiveFuzzTest {
  private static final Unpack LIMIT = Unpack.toMemory().withLimit(8 << 20);
  private static final long MOST_BYTES = 1 << 20;
  private static final TreeLayer BASE =
      Layer.builder()
          .file("usr/lib/a", "a")
          .symlink("lib", "usr/lib")
          .symlink("out", "../..")
          .symlink("loop", "loop")
          .file("dir/x", "x")
          .file("file", "file")
          .hardLink("linked", "file")
          .build();

  @FuzzTest(maxDuration = "4m")
  @DictionaryEntries({
    "ustar\0",
    "ustar  \0",
    ".wh.",
    ".wh..wh..opq",
    "lib/",
    "../",
    "path=",
    "linkpath=",
    "size=",
    "GNU.sparse.major=",
    "SCHILY.xattr."
  })
  @EnabledIfEnvironmentVariable(
      named = "JAZZER_FUZZ",
      matches = "1",
      disabledReason = "fuzzing is asked for by JAZZER_FUZZ=1; the seeds are replayed")
  void archive(byte[] input) throws IOException {
    check(input);
  }

  @ParameterizedTest
  @MethodSource
  void seed(Path seed) throws IOException {
    check(Files.readAllBytes(seed));
  }

  static Stream<Path> seed() throws IOException {
    return FuzzedOptions.seeds(LayerArchiveFuzzTest.class, "archive");
  }

  private static void check(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    if ((input[0] & 1) == 0) {
      repair(bytes);
    }
    ByteSource source = ByteSource.of("fuzz", bytes.length, Content.of(bytes).open());
    try (ArchiveLayer layer = opened(() -> Archives.open(source, "fuzz", LIMIT))) {
      if (isPlain(source)) {
        Digest digest = layer == null ? Digest.sha256(new byte[32]) : layer.diffId();
        ArchiveLayer again = opened(() -> Archives.reopen(source, "fuzz", digest));
        assertThat(described(again)).isEqualTo(described(layer));
      }
      if (layer != null) {
        apply(layer);
      }
    }
  }

  private interface Opening {
    ArchiveLayer open() throws IOException;
  }

  /** Null where it is refused. */
  private static ArchiveLayer opened(Opening opening) throws IOException {
    try {
      return opening.open();
    } catch (LayerException e) {
      checkMessage(e);
      return null;
    }
  }

  private static void checkMessage(IOException refusal) {
    assertThat(refusal.getMessage()).doesNotContain("\n").hasSizeLessThan(1500);
  }

  private static boolean isPlain(ByteSource source) throws IOException {
    try {
      return Compression.of(source) == Compression.NONE;
    } catch (LayerException e) {
      return false;
    }
  }

  private static List<String> described(ArchiveLayer layer) throws IOException {
    List<String> lines = new ArrayList<>();
    if (layer == null) {
      return lines;
    }
    for (ArchiveEntry entry : layer.entries()) {
      if (entry instanceof ArchiveEntry.Node node && node.node() instanceof Entry.File file) {
        lines.add(entry.path() + file.attributes() + ends(file.content()));
      } else {
        lines.add(entry.toString());
      }
    }
    return lines;
  }

  /** The size, and the first and last bytes. */
  private static String ends(Content content) throws IOException {
    ByteBuffer window = ByteBuffer.allocate(64);
    try (Content.Reader reader = content.open()) {
      reader.read(window, 0);
      reader.read(window, Math.max(0, content.size() - 10));
      assertThat(reader.read(ByteBuffer.allocate(1), content.size())).isEqualTo(-1);
    }
    return content.size() + Arrays.toString(window.array());
  }

  private static void apply(ArchiveLayer layer) throws IOException {
    Map<String, String> shown;
    byte[] tree;
    try (Mount mount = new MountBuilder().lower(BASE).lower(layer).mount()) {
      shown = shown(mount);
      tree = tree(mount);
      ByteArrayOutputStream changes = new ByteArrayOutputStream();
      mount.writeLayer(changes, "none", ProgressListener.NONE);
      assertThat(changes.size()).as("nothing was changed").isEqualTo(1024);
    } catch (LayerException e) {
      checkMessage(e);
      return;
    } catch (ErrnoException e) {
      throw new AssertionError("root may look at everything", e);
    }
    if (tree == null) {
      return;
    }
    ByteSource source = ByteSource.of("tree", tree.length, Content.of(tree).open());
    Layer written = Archives.open(source, "tree", LIMIT);
    try (Mount mount = new MountBuilder().lower(written).mount()) {
      assertThat(shown(mount)).isEqualTo(shown);
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  /** All that is shown as one tar; null where it is too large, or no tar can hold it. */
  private static byte[] tree(Mount mount) throws IOException, ErrnoException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ProgressListener limit =
        (what, done, total) -> {
          if (total > MOST_BYTES) {
            throw new TooLarge();
          }
        };
    try {
      mount.writeTree(out, "tree", limit);
      return out.toByteArray();
    } catch (LayerException e) {
      checkMessage(e);
      return null;
    } catch (TooLarge e) {
      return null;
    }
  }

  private static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static Map<String, String> shown(Mount mount) throws IOException, ErrnoException {
    Map<String, String> shown = new TreeMap<>();
    Map<Long, String> first = new HashMap<>();
    List<String> pending = new ArrayList<>(List.of(""));
    while (!pending.isEmpty()) {
      String directory = pending.remove(pending.size() - 1);
      Map<String, Inode> sorted = new TreeMap<>();
      for (Listing.Item item : mount.list(Caller.ROOT, path(directory))) {
        sorted.put(directory + "/" + item.name(), item.inode());
      }
      for (Map.Entry<String, Inode> child : sorted.entrySet()) {
        shown.put(child.getKey(), line(mount, child.getKey(), child.getValue()));
        if (child.getValue().type() == FileType.DIRECTORY) {
          pending.add(child.getKey());
        }
      }
    }
    shown.forEach(
        (name, line) -> {
          Inode inode = (Inode) mount.lookup(Caller.ROOT, path(name), Follow.NOFOLLOW);
          String one = first.putIfAbsent(inode.ino(), name);
          shown.put(name, one == null ? line : line + " = " + one);
        });
    return shown;
  }

  private static PathName path(String path) {
    return PathName.ofNames(
        Arrays.stream(path.split("/")).filter(name -> !name.isEmpty()).toArray(String[]::new));
  }

  private static String line(Mount mount, String path, Inode inode)
      throws IOException, ErrnoException {
    Stat stat = inode.stat();
    String line =
        stat.type()
            + " "
            + stat.mode()
            + " "
            + stat.attributes().uid()
            + ":"
            + stat.attributes().gid()
            + " "
            + stat.attributes().modified()
            + " "
            + stat.device()
            + stat.size();
    for (Map.Entry<String, byte[]> xattr : stat.attributes().xattrs().asMap().entrySet()) {
      line += " " + xattr.getKey() + Arrays.toString(xattr.getValue());
    }
    if (stat.type() == FileType.SYMLINK) {
      return line + " -> " + mount.readlink(Caller.ROOT, path(path));
    }
    if (stat.type() != FileType.REGULAR) {
      return line;
    }
    ByteBuffer data = ByteBuffer.allocate((int) Math.min(stat.size(), 1 << 12));
    try (OpenFile file = mount.open(Caller.ROOT, path(path), Set.of(OpenFlag.READ), 0)) {
      while (data.hasRemaining() && file.read(data, data.position()) > 0) {
        // Until it is full.
      }
      file.read(ByteBuffer.allocate(16), Math.max(0, stat.size() - 16));
    }
    return line + " " + Arrays.hashCode(data.array());
  }

  /** Makes the checksums of what looks like headers right. */
  private static void repair(byte[] bytes) {
    for (int at = 0; at + 512 <= bytes.length; at += 512) {
      if (bytes[at + 257] == 'u' && bytes[at + 258] == 's') {
        int sum = 0;
        for (int i = 0; i < 512; i++) {
          sum += i >= 148 && i < 156 ? ' ' : bytes[at + i] & 0xff;
        }
        byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, bytes, at + 148, 8);
      }
    }
  }
}
