package io.unionfs.surgery;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Compression;
import io.unionfs.archive.EntryBudget;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Unpack;
import io.unionfs.overlay.ResolvedLayers;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.trace.ProgressListener;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A layer from a tar or a directory: it is put on an image's layers before it is stored. */
final class AppendedLayer {
  private static final int BUFFER = 1 << 16;

  private final Store store;
  private final ProgressListener progress;

  AppendedLayer(Store store, ProgressListener progress) {
    this.store = store;
    this.progress = progress;
  }

  /**
   * Stores {@code source} as a layer.
   *
   * @param below the layers that it is to be put on
   * @throws io.unionfs.layer.LayerException if it is no layer, or cannot be put on them
   */
  Store.NewLayer store(Path source, List<Layer> below) throws IOException {
    Path temporary = store.temporary();
    Files.createDirectories(temporary);
    try {
      Path tar = source;
      if (Files.isDirectory(source)) {
        tar = temporary.resolve("layer.tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar), BUFFER);
            var directory = Layer.ofDirectory(source)) {
          DirectoryTar.write(directory, out);
        }
      }
      return store(tar, checked(tar, temporary, below));
    } finally {
      delete(temporary);
    }
  }

  /** The DiffID of a layer archive that can be put on {@code below}. */
  private static Digest checked(Path tar, Path temporary, List<Layer> below) throws IOException {
    Unpack unpack = Unpack.to(temporary);
    try (ArchiveLayer layer = Layer.ofArchive(tar, unpack)) {
      List<Layer> chain = new ArrayList<>(below);
      chain.add(layer);
      EntryBudget budget = new EntryBudget();
      for (Layer each : chain) {
        if (each instanceof ArchiveLayer archive) {
          budget.add("layer " + each.name(), archive);
        }
      }
      ResolvedLayers.of(chain);
      return layer.diffId();
    }
  }

  private Store.NewLayer store(Path tar, Digest diffId) throws IOException {
    Content content = Content.ofFile(tar);
    Store.NewLayer layer = store.writeLayer(out -> copy(tar, content, out));
    if (!layer.diffId().equals(diffId)) {
      throw new StoreException(tar + ": was changed while it was being read; try again");
    }
    return layer;
  }

  private void copy(Path tar, Content content, OutputStream out) throws IOException {
    String name = tar.getFileName().toString();
    try (Content.Reader reader = content.open()) {
      ByteSource source = ByteSource.of(name, content.size(), reader);
      try (InputStream plain = Compression.of(source).open(source)) {
        byte[] buffer = new byte[BUFFER];
        long done = 0;
        for (int n = plain.read(buffer); n >= 0; n = plain.read(buffer)) {
          done += n;
          if (done > Unpack.DEFAULT_DISK_LIMIT) {
            throw new StoreException(tar + ": was changed while it was being read; try again");
          }
          out.write(buffer, 0, n);
          progress.progressed(name, done, -1);
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(directory);
    }
  }
}
