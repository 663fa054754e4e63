package io.unionfs.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Entry;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What the tests of archives share. */
final class ArchiveFixture {
  private ArchiveFixture() {}

  /** Bytes on the heap as a source. */
  record HeapSource(String name, byte[] bytes) implements ByteSource {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int read(ByteBuffer target, long position) {
      if (position >= bytes.length) {
        return -1;
      }
      int count = Math.min(target.remaining(), bytes.length - (int) position);
      target.put(bytes, (int) position, count);
      return count;
    }
  }

  static ArchiveLayer open(byte[] archive) throws IOException {
    return Archives.open(new HeapSource("test.tar", archive), "test.tar", Unpack.toMemory());
  }

  /** Opens a layer that must be refused, and checks that it is refused in one line. */
  static void refused(byte[] archive, String... words) {
    assertThatThrownBy(() -> open(archive))
        .isInstanceOf(LayerException.class)
        .message()
        .startsWith("layer test.tar: ")
        .doesNotContain("\n")
        .contains(words);
  }

  static byte[] fixture(String name) {
    try (InputStream in = ArchiveFixture.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gunzip(byte[] bytes) throws IOException {
    try (InputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  static Digest sha256(byte[] bytes) {
    try {
      return Digest.sha256(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static ArchiveEntry only(byte[] archive) throws IOException {
    List<ArchiveEntry> entries = open(archive).entries();
    assertThat(entries).hasSize(1);
    return entries.get(0);
  }

  static Entry.Node node(ArchiveLayer layer, String path) {
    return layer.entries().stream()
        .filter(e -> e instanceof ArchiveEntry.Node && e.path().equals(path))
        .map(e -> ((ArchiveEntry.Node) e).node())
        .findFirst()
        .orElseThrow(() -> new AssertionError(path + " is not in " + layer.entries()));
  }

  static byte[] bytes(Content content) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) content.size());
    try (Content.Reader reader = content.open()) {
      while (all.hasRemaining() && reader.read(all, all.position()) >= 0) {
        // read on
      }
      assertThat(reader.read(ByteBuffer.allocate(1), content.size())).isEqualTo(-1);
    }
    assertThat(all.hasRemaining()).isFalse();
    return all.array();
  }

  static String text(Entry.Node node) throws IOException {
    return new String(bytes(((Entry.File) node).content()), StandardCharsets.ISO_8859_1);
  }
}
