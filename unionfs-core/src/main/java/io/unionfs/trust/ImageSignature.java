package io.unionfs.trust;

import io.unionfs.archive.Hashing;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A detached signature of an image's manifest, as cosign makes them: a payload that names the
 * manifest's digest, and the signature of the payload's bytes. That there is one proves nothing
 * before {@link SignatureCheck} has looked at it. Immutable.
 */
public final class ImageSignature {
  /** The largest payload, in bytes. */
  static final int MAX_PAYLOAD = 64 << 10;

  /** Longer than the signature of any key that is known here. */
  static final int MAX_SIGNATURE = 1 << 10;

  /** What all annotations of one signature may take, in characters. */
  static final int MAX_ANNOTATIONS = 128 << 10;

  private final byte[] payload;
  private final String signature;
  private final Map<String, String> annotations;

  private ImageSignature(byte[] payload, String signature, Map<String, String> annotations) {
    this.payload = payload;
    this.signature = signature;
    this.annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
  }

  /**
   * Signs a manifest.
   *
   * @param name what the image is called; its repository is part of what is signed
   */
  public static ImageSignature sign(
      SigningKey key, Digest manifest, ImageReference name, SecureRandom random) {
    byte[] payload = SignedPayload.of(name, manifest);
    String signature = Base64.getEncoder().encodeToString(key.sign(payload, random));
    return new ImageSignature(payload, signature, Map.of());
  }

  /**
   * A signature that was read from somewhere.
   *
   * @param signature in base64
   * @param annotations what else is said of it, such as a certificate; kept, and not looked at
   * @throws TrustException if a part of it is larger than any
   */
  static ImageSignature received(byte[] payload, String signature, Map<String, String> annotations)
      throws TrustException {
    if (payload.length > MAX_PAYLOAD) {
      throw new TrustException("a payload has more than " + MAX_PAYLOAD + " bytes");
    }
    if (signature.length() > MAX_SIGNATURE) {
      throw new TrustException("a signature has more than " + MAX_SIGNATURE + " characters");
    }
    long characters = 0;
    for (Map.Entry<String, String> each : annotations.entrySet()) {
      characters += each.getKey().length() + each.getValue().length();
    }
    if (characters > MAX_ANNOTATIONS) {
      throw new TrustException(
          "the annotations of a signature have more than " + MAX_ANNOTATIONS + " characters");
    }
    return new ImageSignature(payload.clone(), signature, annotations);
  }

  /** What was signed: JSON, a copy. */
  public byte[] payload() {
    return payload.clone();
  }

  /** The digest of the payload, by which a registry keeps it. */
  public Digest payloadDigest() {
    return Hashing.sha256(payload);
  }

  /** The signature in base64, as it was read: perhaps none. */
  public String signature() {
    return signature;
  }

  /** What else came with it: certificates and log entries, which are not looked at here. */
  Map<String, String> annotations() {
    return annotations;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImageSignature that
        && Arrays.equals(payload, that.payload)
        && signature.equals(that.signature);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(payload) + signature.hashCode();
  }

  @Override
  public String toString() {
    return "signature of payload " + payloadDigest();
  }
}
