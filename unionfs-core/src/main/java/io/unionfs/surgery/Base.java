package io.unionfs.surgery;

import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import io.unionfs.store.Images;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an image says of its base: in annotations of the manifest (OCI image spec, annotations.md),
 * or in labels of the same keys.
 */
final class Base {
  static final String NAME = "org.opencontainers.image.base.name";
  static final String DIGEST = "org.opencontainers.image.base.digest";

  private Base() {}

  /**
   * The base that {@code image} names.
   *
   * @throws StoreException if it names none, or one that is not in the store
   */
  static StoredImage of(Images images, StoredImage image) throws StoreException {
    Map<String, String> told = told(image);
    if (told.isEmpty()) {
      throw new StoreException(
          "image "
              + LayerRange.name(image)
              + " does not say what its base is, neither by an annotation nor by a label "
              + DIGEST
              + ": name the old base");
    }
    Optional<StoredImage> found = find(images, told);
    if (found.isEmpty()) {
      throw new StoreException(
          "the base of image "
              + LayerRange.name(image)
              + ", "
              + Names.display(told.getOrDefault(NAME, told.get(DIGEST)))
              + ", is not in the store: name the old base");
    }
    return found.get();
  }

  private static Map<String, String> told(StoredImage image) {
    for (Map<String, String> source :
        List.of(image.manifest().annotations(), image.config().labels())) {
      Map<String, String> told = new LinkedHashMap<>(source);
      told.keySet().retainAll(List.of(NAME, DIGEST));
      if (!told.isEmpty()) {
        return told;
      }
    }
    return Map.of();
  }

  /** Nothing where what is told is no image: it is the image's word. */
  private static Optional<StoredImage> find(Images images, Map<String, String> told) {
    String digest = told.get(DIGEST);
    if (digest != null) {
      try {
        Optional<StoredImage> found = images.byManifest(Digest.parse(digest));
        if (found.isPresent()) {
          return found;
        }
      } catch (IllegalArgumentException | IOException e) {
        // A name may do.
      }
    }
    try {
      return told.containsKey(NAME)
          ? Optional.of(images.get(ImageReference.parse(told.get(NAME)).toString()))
          : Optional.empty();
    } catch (IllegalArgumentException | IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The annotations of an image that is made of {@code image}: what they say of a base stays only
   * if the layers of that base, which must be in the store, are still the lowest.
   *
   * @param diffIds the new image's layers
   */
  static Map<String, String> kept(
      Images images, StoredImage image, List<Digest> diffIds, ImageConfigBuilder config) {
    Map<String, String> annotations = new LinkedHashMap<>(image.manifest().annotations());
    if (!told(image).isEmpty() && !isBelow(find(images, told(image)), diffIds)) {
      annotations.keySet().removeAll(List.of(NAME, DIGEST));
      withoutLabels(image.config(), config);
    }
    return annotations;
  }

  private static boolean isBelow(Optional<StoredImage> base, List<Digest> diffIds) {
    if (base.isEmpty()) {
      return false;
    }
    List<Digest> below = base.get().config().diffIds();
    return below.size() <= diffIds.size() && diffIds.subList(0, below.size()).equals(below);
  }

  /** The annotations of {@code image} on {@code base}. */
  static Map<String, String> on(StoredImage image, StoredImage base, ImageConfigBuilder config) {
    Map<String, String> annotations = new LinkedHashMap<>(image.manifest().annotations());
    annotations.put(DIGEST, base.manifest().digest().toString());
    annotations.remove(NAME);
    if (!base.names().isEmpty()) {
      annotations.put(NAME, base.names().get(0).toString());
    }
    withoutLabels(image.config(), config);
    return annotations;
  }

  private static void withoutLabels(ImageConfig config, ImageConfigBuilder builder) {
    for (String key : List.of(NAME, DIGEST)) {
      if (config.labels().containsKey(key)) {
        builder.withoutLabel(key);
      }
    }
  }
}
