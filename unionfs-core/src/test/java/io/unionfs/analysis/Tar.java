package io.unionfs.analysis;

import io.unionfs.archive.Archives;
import io.unionfs.archive.ByteSource;
import io.unionfs.archive.TarWriter;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Unpack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A layer's archive, written entry by entry and read back. */
final class Tar {
  static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarWriter writer = new TarWriter(bytes, "test");

  static Tar of() {
    return new Tar();
  }

  /** A file of {@code size} bytes that no other path has. */
  Tar file(String path, int size) {
    return file(path, contentOf(path, size));
  }

  Tar file(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  Tar file(String path, byte[] content) {
    return file(path, content, Attributes.of(0644, TIME));
  }

  Tar file(String path, byte[] content, Attributes attributes) {
    return add(new ArchiveEntry.Node(path, new Entry.File(1, attributes, 1, Content.of(content))));
  }

  Tar directory(String path) {
    return add(new ArchiveEntry.Directory(path, Attributes.of(0755, TIME)));
  }

  Tar symlink(String path, String target) {
    return add(
        new ArchiveEntry.Node(path, new Entry.Symlink(1, Attributes.of(0777, TIME), 1, target)));
  }

  Tar link(String path, String target) {
    return add(new ArchiveEntry.HardLink(path, target));
  }

  Tar whiteout(String path) {
    return add(new ArchiveEntry.Whiteout(path));
  }

  Tar opaque(String path) {
    return add(new ArchiveEntry.OpaqueMark(path));
  }

  private Tar add(ArchiveEntry entry) {
    try {
      writer.add(entry);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytes() throws IOException {
    writer.finish();
    return bytes.toByteArray();
  }

  ArchiveLayer layer() throws IOException {
    return layer(bytes());
  }

  static ArchiveLayer layer(byte[] tar) throws IOException {
    return Archives.open(
        ByteSource.of("test.tar", tar.length, Content.of(tar).open()), "test", Unpack.toMemory());
  }

  /** The layer that the tar of {@code tree} is. */
  static ArchiveLayer layer(TreeLayer tree) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    TarWriter.write(tree, tar);
    return layer(tar.toByteArray());
  }

  static byte[] contentOf(String seed, int size) {
    byte[] content = new byte[size];
    byte[] text = (seed + "\n").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < size; i++) {
      content[i] = text[i % text.length];
    }
    return content;
  }
}
