package io.unionfs.cli.stack;

import io.unionfs.image.Descriptor;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfig;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A layer that was made here, in an uncompressed tar.
 *
 * @param blob what a manifest says of it
 */
public record LayerFile(Path tar, Descriptor blob) {
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  static LayerFile of(ArchiveLayer layer, Path tar) throws IOException {
    return new LayerFile(tar, Descriptor.of(LAYER, layer.diffId(), Files.size(tar)));
  }

  /** The step that made a layer. */
  static History step(String createdBy, Instant time) {
    return new History(Optional.of(time), createdBy, "", "", OptionalInt.empty());
  }

  /** What a manifest says of a configuration. */
  static Descriptor ofConfig(ImageConfig config) {
    try {
      byte[] json = config.bytes();
      Digest digest = Digest.sha256(MessageDigest.getInstance("SHA-256").digest(json));
      return Descriptor.of(CONFIG, digest, json.length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
