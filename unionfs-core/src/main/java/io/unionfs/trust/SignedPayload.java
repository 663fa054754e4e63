package io.unionfs.trust;

import io.unionfs.image.ImageReference;
import io.unionfs.json.Document;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

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
   * Whether it was signed as {@code name}: the same repository, and the same tag where it has one.
   */
  boolean names(ImageReference name) {
    try {
      ImageReference.Pinned signed = ImageReference.parsePinned(reference);
      return signed.name().domain().equals(name.domain())
          && signed.name().path().equals(name.path())
          && signed.tag().map(name.tag()::equals).orElse(true)
          && signed.digest().map(manifest::equals).orElse(true);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
