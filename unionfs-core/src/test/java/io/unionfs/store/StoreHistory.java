package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Random changes of a store and, beside them, what it must hold then. The same seed draws the same
 * changes, with a store or without one.
 */
final class StoreHistory {
  private static final int IMAGES = 6;
  private static final int COMMITTED = 3;
  private static final int NAMES = 5;
  private static final int HOLDERS = 3;

  /** Whether others change the store too. */
  enum Company {
    ALONE,
    OTHERS
  }

  private final Random random;
  private Store store; // null for none
  private final String prefix;
  private final Company company;
  private final List<MadeImage> images = new ArrayList<>();
  private final Map<Digest, Integer> numbers = new HashMap<>();

  private final Map<String, Integer> names = new TreeMap<>();
  private final Set<Integer> present = new TreeSet<>();
  private final Map<String, Integer> holds = new TreeMap<>();

  /**
   * @param prefix what its names begin with
   */
  StoreHistory(Store store, long seed, String prefix, Company company) throws IOException {
    this.store = store;
    this.random = new Random(seed);
    this.prefix = prefix;
    this.company = company;
    for (int i = 0; i < IMAGES + COMMITTED; i++) {
      MadeImage image =
          new MadeImage()
              .plain(MadeImage.tar("base", "base"))
              .gzipped(MadeImage.tar("group", new byte[20_000 + i % 2]))
              .comment("image " + i);
      byte[] top = MadeImage.tar("top", ("top " + i).repeat(1000));
      images.add(i < IMAGES ? image.gzipped(top) : image.plain(top));
      numbers.put(image.manifest().digest(), i);
    }
  }

  /** This history, gone on with on {@code store}, which holds what is expected by now. */
  StoreHistory on(Store newStore) {
    store = newStore;
    return this;
  }

  /** Makes a change. */
  void step() throws IOException {
    int image = random.nextInt(IMAGES);
    String name = prefix + random.nextInt(NAMES);
    String holder = prefix + "c" + random.nextInt(HOLDERS);
    int what = random.nextInt(100);
    if (what < 30) {
      add(image, name);
    } else if (what < 40) {
      commit(IMAGES + random.nextInt(COMMITTED), name);
    } else if (what < 55) {
      tag(name, prefix + random.nextInt(NAMES));
    } else if (what < 75) {
      remove(name);
    } else if (what < 80) {
      collect();
    } else if (what < 92) {
      hold(holder, name);
    } else {
      release(holder);
    }
  }

  private void add(int image, String name) throws IOException {
    if (store != null) {
      store.images().add(images.get(image), List.of(parse(name)), ProgressListener.NONE);
    }
    named(image, name);
  }

  private void named(int image, String name) {
    present.add(image);
    names.put(name, image);
  }

  /** As a container's commit does it: the top layer is written, then an image made of it. */
  private void commit(int number, String name) throws IOException {
    if (store != null) {
      MadeImage image = images.get(number);
      Store.Lease lease = store.lease();
      try (lease) {
        byte[] top = image.blobs.get(image.layers.get(2).digest());
        Store.NewLayer written = store.writeLayer(out -> out.write(top));
        assertThat(written.blob()).isEqualTo(image.layers.get(2));
        store.images().add(image, List.of(parse(name)), ProgressListener.NONE);
      }
    }
    named(number, name);
  }

  private void tag(String from, String to) throws IOException {
    if (!names.containsKey(from)) {
      return;
    }
    if (store != null) {
      store.images().tag(store.images().get(from), parse(to));
    }
    names.put(to, names.get(from));
  }

  private void remove(String name) throws IOException {
    if (!names.containsKey(name)) {
      return;
    }
    if (store != null) {
      store.images().remove(name, Images.Removal.FORCED);
    }
    int image = names.remove(name);
    if (!names.containsValue(image)) {
      present.remove(image);
    }
  }

  private void collect() throws IOException {
    if (store != null) {
      store.collect();
    }
  }

  private void hold(String holder, String name) throws IOException {
    if (!names.containsKey(name)) {
      return;
    }
    if (store != null) {
      store.hold(holder, images.get(names.get(name)).manifest().digest());
    }
    holds.put(holder, names.get(name));
  }

  private void release(String holder) throws IOException {
    if (store != null) {
      store.release(holder);
    }
    holds.remove(holder);
  }

  private static ImageReference parse(String name) {
    return ImageReference.parse(name);
  }

  /** What there must be now, as text. */
  String expected() {
    return "names "
        + names
        + (company == Company.ALONE ? " images " + present : "")
        + " holds "
        + holds;
  }

  /** What there is in {@code store}, all of which is opened and read. */
  String found(Store store) throws IOException {
    Map<String, Integer> foundNames = new TreeMap<>();
    Set<Integer> foundImages = new TreeSet<>();
    Store.Lease lease = store.lease();
    try (lease) {
      for (StoredImage image : store.images().list()) {
        int number = numbers.get(image.manifest().digest());
        foundImages.add(number);
        store.openLayers(image).close();
        for (ImageReference name : image.names()) {
          if (name.familiar().startsWith(prefix)) {
            foundNames.put(name.repository(), number);
          }
        }
      }
      Map<String, Integer> foundHolds = new TreeMap<>();
      for (var path : StoreFiles.children(store.directory().resolve("holds"))) {
        String holder = path.getFileName().toString();
        if (holder.startsWith(prefix)) {
          Digest manifest = Holds.read(path);
          Optional<StoredImage> held = store.images().byManifest(manifest);
          assertThat(held).as("held by %s", holder).isPresent();
          store.openLayers(held.get()).close();
          foundHolds.put(holder, numbers.get(manifest));
        }
      }
      return "names "
          + foundNames
          + (company == Company.ALONE ? " images " + foundImages : "")
          + " holds "
          + foundHolds;
    }
  }
}
