package io.unionfs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.image.ImageReference;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store in a directory, and what it holds. */
abstract class HubTestBase {
  @TempDir Path directory;
  Store store;

  @BeforeEach
  void open() throws IOException {
    store = openStore();
  }

  @AfterEach
  void closeAndCheck() throws IOException {
    assertThat(store.check(ProgressListener.NONE).problems()).isEmpty();
    store.close();
  }

  Path storeDirectory() {
    return directory.resolve("store");
  }

  Store openStore() throws IOException {
    return Store.open(storeDirectory(), InstantSource.system());
  }

  void reopen() throws IOException {
    store.close();
    store = openStore();
  }

  /** What a store is, by path: files with their sizes, but for what is being made or fetched. */
  Map<String, Long> shown() throws IOException {
    return files("blobs", "layers", "images.json", "holds");
  }

  /** The files that are being fetched, by name. */
  Map<String, Long> downloads() throws IOException {
    return files("downloads");
  }

  private Map<String, Long> files(String... tops) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (String top : tops) {
      Path root = storeDirectory().resolve(top);
      if (Files.exists(root)) {
        try (Stream<Path> all = Files.walk(root)) {
          for (Path file : all.filter(Files::isRegularFile).toList()) {
            sizes.put(storeDirectory().relativize(file).toString(), Files.size(file));
          }
        }
      }
    }
    return sizes;
  }

  StoredImage add(SampleImage image, String... names) throws IOException {
    return store
        .images()
        .add(image, Stream.of(names).map(ImageReference::parse).toList(), ProgressListener.NONE);
  }

  PullReport pull(MemoryRepository from, String name) throws IOException {
    return pull(from, name, PullOptions.defaults());
  }

  PullReport pull(MemoryRepository from, String name, PullOptions options) throws IOException {
    return new Pull(store, from, ImageReference.parsePinned(name), options, TransferListener.NONE)
        .run();
  }

  PushReport push(StoredImage image, MemoryRepository to, String name) throws IOException {
    return push(image, to, name, PushOptions.defaults());
  }

  PushReport push(StoredImage image, MemoryRepository to, String name, PushOptions options)
      throws IOException {
    return new Push(store, to, image, ImageReference.parse(name), options, TransferListener.NONE)
        .run();
  }

  static List<Transfer.Way> ways(List<Transfer> layers) {
    return layers.stream().map(Transfer::way).toList();
  }
}
