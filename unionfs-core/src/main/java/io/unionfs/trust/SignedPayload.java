package io.unionfs.trust;

import io.unionfs.image.ImageReference;
import io.unionfs.json.Document;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is signed: the "simple signing" document of containers/image (containers-signature(5)) as
 * cosign writes it.
 *
 * @param reference what the image was called when it was signed, perhaps empty
 * @param manifest the digest of the manifest that was signed
 */
record SignedPayload(String reference, Digest manifest) {
  private static final String TYPE = "cosign container image signature";
  private static final String LEGACY_HUB = "index.docker.io";

  /** The document of {@code manifest} in the repository of {@code name}: cosign's, to the byte. */
  static byte[] of(ImageReference name, Digest manifest) {
    // Neither part has a character that JSON would escape. The hub is called by its older name.
    String domain = name.domain().equals("docker.io") ? LEGACY_HUB : name.domain();
    String text =
        "{\"critical\":{\"identity\":{\"docker-reference\":\""
            + domain
            + "/"
            + name.path()
            + "\"},\"image\":{\"docker-manifest-digest\":\""
            + manifest
            + "\"},\"type\":\""
            + TYPE
            + "\"},\"optional\":null}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads it.
   *
   * @throws io.unionfs.json.DocumentException if it is none
   */
  static SignedPayload parse(byte[] bytes) throws IOException {
    Document document = Document.parse("payload", bytes);
    document.checkCase("critical", "optional");
    Document critical = document.object("critical");
    critical.checkCase("identity", "image", "type");
    if (!critical.text("type").equals(TYPE)) {
      throw document.fault("\"critical.type\" is not \"" + TYPE + "\"");
    }
    Document image = critical.object("image");
    image.checkCase("docker-manifest-digest");
    Document identity = critical.object("identity");
    identity.checkCase("docker-reference");
    return new SignedPayload(
        identity.text("docker-reference", ""), image.digest("docker-manifest-digest"));
  }

  /**
   * Whether it was signed as {@code name}: in its repository, and with its tag if with one at all.
   */
  boolean names(ImageReference name) {
    return isIn(name)
        && pinned().flatMap(ImageReference.Pinned::tag).map(name.tag()::equals).orElse(true);
  }

  /** Whether it was signed in the repository of {@code name}. */
  boolean isIn(ImageReference name) {
    Optional<ImageReference.Pinned> signed = pinned();
    return signed.isPresent()
        && signed.get().name().domain().equals(name.domain())
        && signed.get().name().path().equals(name.path())
        && signed.get().digest().map(manifest::equals).orElse(true);
  }

  private Optional<ImageReference.Pinned> pinned() {
    try {
      return Optional.of(ImageReference.parsePinned(reference));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
