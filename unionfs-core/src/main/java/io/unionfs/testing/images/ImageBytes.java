package io.unionfs.testing.images;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of an image, written into a tar or a directory as they are. */
final class ImageBytes {
  /** One file, or a symbolic link to {@code target} if that is not empty. */
  private record Item(String path, Blob blob, String target) {}

  private final List<Item> items = new ArrayList<>();

  ImageBytes put(String path, Blob blob) {
    items.add(new Item(path, blob, ""));
    return this;
  }

  ImageBytes put(String path, String text) {
    return put(path, Blob.of(text));
  }

  ImageBytes link(String path, String target) {
    items.add(new Item(path, Blob.of(""), target));
    return this;
  }

  /** Replaces what {@code path} has, or adds it. */
  ImageBytes replace(String path, Blob blob) {
    items.removeIf(item -> item.path().equals(path));
    return put(path, blob);
  }

  ImageBytes remove(String path) {
    items.removeIf(item -> item.path().equals(path));
    return this;
  }

  boolean has(String path) {
    return items.stream().anyMatch(item -> item.path().equals(path));
  }

  void write(ImageForm form, OutputStream out) throws IOException {
    switch (form) {
      case LAYER -> items.get(0).blob().writeTo(out);
      case DOCKER_ARCHIVE, OCI_ARCHIVE -> writeTar(out);
      case OCI_LAYOUT -> throw new IllegalArgumentException("a layout is a directory");
    }
  }

  private void writeTar(OutputStream out) throws IOException {
    for (Item item : items) {
      if (item.target().isEmpty()) {
        long size = item.blob().size();
        out.write(header(item.path(), '0').size(size).block());
        item.blob().writeTo(out);
        out.write(new byte[(int) (-size & 511)]);
      } else {
        out.write(new TarBytes().symlink(item.path(), item.target()).unfinished());
      }
    }
    out.write(new byte[1024]);
  }

  private static TarBytes.Header header(String path, char flag) {
    if (path.getBytes(StandardCharsets.UTF_8).length > 100) {
      throw new IllegalArgumentException(path + " is too long for the archive's header");
    }
    return new TarBytes.Header(path, flag);
  }

  void writeDirectory(Path root) throws IOException {
    Files.createDirectories(root);
    for (Item item : items) {
      Path file = root.resolve(item.path());
      Files.createDirectories(file.getParent());
      if (!item.target().isEmpty()) {
        Files.createSymbolicLink(file, Path.of(item.target()));
        continue;
      }
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        item.blob().writeTo(out);
      }
    }
  }
}
