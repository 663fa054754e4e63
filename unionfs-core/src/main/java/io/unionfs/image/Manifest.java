package io.unionfs.image;

import io.unionfs.layer.Digest;
import java.util.List;
import java.util.Map;

/** An image manifest. Immutable. */
public final class Manifest {
  private Manifest() {}

  /** Reads a manifest, OCI's or Docker's version 2 schema 2. */
  public static Manifest parse(byte[] json) throws ImageException {
    throw new UnsupportedOperationException();
  }

  /** A new OCI manifest; the same parts give the same bytes. */
  public static Manifest of(Descriptor config, List<Descriptor> layers) {
    throw new UnsupportedOperationException();
  }

  /** The digest of {@link #bytes}. */
  public Digest digest() {
    throw new UnsupportedOperationException();
  }

  /** The JSON text as it is: a copy. */
  public byte[] bytes() {
    throw new UnsupportedOperationException();
  }

  /** The media type: OCI's or Docker's. */
  public String mediaType() {
    throw new UnsupportedOperationException();
  }

  /** The config's descriptor. */
  public Descriptor config() {
    throw new UnsupportedOperationException();
  }

  /** The layers' descriptors, the bottom one first. */
  public List<Descriptor> layers() {
    throw new UnsupportedOperationException();
  }

  /** Remarks by key. */
  public Map<String, String> annotations() {
    throw new UnsupportedOperationException();
  }
}
