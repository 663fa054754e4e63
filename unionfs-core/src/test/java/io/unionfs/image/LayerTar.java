package io.unionfs.image;

import io.unionfs.archive.Archives;
import io.unionfs.archive.ByteSource;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Unpack;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A layer's tar, entry by entry, with whatever names; written by another tool's library. */
final class LayerTar {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8");

  LayerTar() {
    out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  /** A file of root's with mode 0644 and the time of the epoch. */
  LayerTar file(String name, String text) {
    return add(name, TarConstants.LF_NORMAL, 0644, "", text);
  }

  LayerTar whiteout(String name) {
    return file(name, "");
  }

  LayerTar directory(String name, int mode) {
    return add(name, TarConstants.LF_DIR, mode, "", "");
  }

  LayerTar symlink(String name, String target) {
    return add(name, TarConstants.LF_SYMLINK, 0777, target, "");
  }

  LayerTar hardLink(String name, String target) {
    return hardLink(name, target, 0644);
  }

  LayerTar hardLink(String name, String target, int mode) {
    return add(name, TarConstants.LF_LINK, mode, target, "");
  }

  private LayerTar add(String name, byte type, int mode, String link, String text) {
    try {
      TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
      entry.setMode(mode);
      entry.setModTime(0);
      entry.setLinkName(link);
      byte[] data = CraftedImage.utf8(text);
      entry.setSize(data.length);
      out.putArchiveEntry(entry);
      out.write(data);
      out.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytes() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** {@code archive}, plain or compressed, as a layer. */
  static ArchiveLayer open(byte[] archive, Unpack unpack) throws IOException {
    Content content = Content.of(archive);
    ByteSource source = ByteSource.of("test.tar", archive.length, content.open());
    return Archives.open(source, "test.tar", unpack);
  }

  private static ArchiveLayer[] open(byte[]... archives) throws IOException {
    ArchiveLayer[] layers = new ArchiveLayer[archives.length];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = open(archives[i], Unpack.toMemory());
    }
    return layers;
  }

  private static UnionFileSystem mount(ArchiveLayer... layers) throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    for (ArchiveLayer layer : layers) {
      builder.lower(layer);
    }
    return builder.mount();
  }

  static UnionFileSystem mount(byte[]... layers) throws IOException {
    return mount(open(layers));
  }

  /** What is shown of {@code layers}: of files the text, {@code /} of directories, or the link. */
  static Map<String, String> shown(byte[]... layers) throws IOException {
    return shown(open(layers));
  }

  static Map<String, String> shown(ArchiveLayer... layers) throws IOException {
    Map<String, String> shown = new TreeMap<>();
    try (UnionFileSystem fs = mount(layers);
        Stream<Path> paths = Files.walk(fs.getPath("/"))) {
      for (Path path : paths.skip(1).toList()) {
        String what =
            Files.isSymbolicLink(path)
                ? "-> " + Files.readSymbolicLink(path)
                : Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? "/" : Files.readString(path);
        shown.put(path.toString().substring(1), what);
      }
    }
    return shown;
  }
}
