package io.unionfs.trust;

import io.unionfs.layer.Digest;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What an image's lower layers must be. */
public sealed interface Base {
  /** How a base was named. */
  enum Named {
    /** By a name, whose image the store says; as good as the store. */
    NAME,
    /** By the digest of its manifest. */
    MANIFEST,
    /** By its id, the digest of its config, or the first digits of one. */
    ID,
    /** By the ChainID of its layers. */
    CHAIN,
    /** By a file. */
    FILE
  }

  /**
   * A base whose layers are at hand.
   *
   * @param given what it was called
   * @param named what that was
   * @param image the image; its lower {@code layers} layers are the base
   * @param layers how many, at least 1
   */
  record Known(String given, Named named, LayeredImage image, int layers) implements Base {
    /** The DiffIDs of the layers, the bottom one first. */
    public List<Digest> diffIds() {
      return image.config().diffIds().subList(0, layers);
    }
  }

  /**
   * A digest that no image of the store has. If it is the ChainID of an image's lower layers, these
   * are the base; nothing else of it can be compared.
   */
  record ChainOnly(String given, Digest chainId) implements Base {}

  /** What it was called. */
  String given();

  /**
   * The base in an image that is open.
   *
   * @throws TrustException if it has no layers
   */
  static Base of(LayeredImage file) throws TrustException {
    return known(file.label(), Named.FILE, file);
  }

  /**
   * The base that {@code text} names: the digest of a manifest of the store, an id, a name, or else
   * a digest that can only be a ChainID.
   *
   * @throws StoreException if it names no image, and is no whole digest
   * @throws TrustException if it has no layers
   */
  static Base find(Store store, String text) throws IOException {
    Objects.requireNonNull(store);
    Digest digest = digest(text);
    if (digest == null) {
      StoredImage image = store.images().get(text);
      return known(text, namedBy(image, text), LayeredImage.stored(store, image));
    }
    Optional<StoredImage> named = store.images().byDigest(digest);
    if (named.isPresent()) {
      boolean manifest = named.get().manifest().digest().equals(digest);
      return known(
          text, manifest ? Named.MANIFEST : Named.ID, LayeredImage.stored(store, named.get()));
    }
    // Which image it is of shows what files differ; whether it is the base shows without.
    return store
        .images()
        .find(image -> image.config().chainIds().contains(digest))
        .<Base>map(image -> chain(text, digest, LayeredImage.stored(store, image)))
        .orElseGet(() -> new ChainOnly(text, digest));
  }

  private static Known chain(String given, Digest chainId, LayeredImage image) {
    int layers = image.config().chainIds().indexOf(chainId) + 1;
    return new Known(given, Named.CHAIN, image, layers);
  }

  private static Known known(String given, Named named, LayeredImage image) throws TrustException {
    int layers = image.config().diffIds().size();
    if (layers == 0) {
      throw new TrustException(
          given + ": has no layers, so that every image stands on it: name another base");
    }
    return new Known(given, named, image, layers);
  }

  /** The digest in {@code sha256:…}, 64 digits, or {@code name@sha256:…}; else null. */
  private static Digest digest(String text) {
    String last = text.substring(text.indexOf('@') + 1);
    try {
      return Digest.parse(last.matches("[0-9a-f]{64}") ? "sha256:" + last : last);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Named namedBy(StoredImage image, String text) {
    String digits = text.startsWith("sha256:") ? text.substring(7) : text;
    boolean named =
        image.names().stream()
            .anyMatch(name -> text.equals(name.familiar()) || text.equals(name.repository()));
    return !named && image.id().hex().startsWith(digits) ? Named.ID : Named.NAME;
  }
}
