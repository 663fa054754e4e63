package io.unionfs.trust;

import io.unionfs.archive.Hashing;
import io.unionfs.layer.Digest;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/**
 * A public key, which tells whether the private one that belongs to it made a signature: ECDSA on
 * P-256 with SHA-256, as cosign's keys, or Ed25519. Immutable, safe for use by many threads.
 */
public final class VerifyingKey {
  private static final String LABEL = "PUBLIC KEY";

  private final Scheme scheme;
  private final PublicKey key;

  /** How signatures are made. */
  public enum Scheme {
    /** ECDSA on P-256 with SHA-256; signatures are DER. */
    ECDSA_P256("SHA256withECDSA"),
    /** Ed25519 over the bytes themselves; signatures are 64 bytes. */
    ED25519("Ed25519");

    private final String name;

    Scheme(String name) {
      this.name = name;
    }
  }

  private VerifyingKey(Scheme scheme, PublicKey key) {
    this.scheme = scheme;
    this.key = key;
  }

  /**
   * Reads a key in PEM (SubjectPublicKeyInfo, RFC 5280), as {@code cosign.pub}.
   *
   * @param where the file in messages
   * @throws TrustException if it is none, of another kind, or one that cannot be right
   */
  public static VerifyingKey parse(String where, byte[] pem) throws TrustException {
    Pem block = Pem.parse(where, pem);
    if (block.label().endsWith("PRIVATE KEY")) {
      throw new TrustException(
          where + ": is a private key, where a public one is expected; keep it to yourself");
    }
    if (!block.label().equals(LABEL)) {
      throw new TrustException(where + ": is a " + block.label() + ", no " + LABEL);
    }
    return of(where, block.der());
  }

  private static VerifyingKey of(String where, byte[] der) throws TrustException {
    PublicKey ec = decode("EC", der);
    if (ec instanceof ECPublicKey point) {
      if (!P256.is(point.getParams())) {
        throw new TrustException(where + ": is a key on another curve than P-256");
      }
      if (!P256.isPublic(point.getW())) {
        throw new TrustException(where + ": is no point of P-256; the key is damaged or forged");
      }
      return strict(where, new VerifyingKey(Scheme.ECDSA_P256, ec), der);
    }
    PublicKey edwards = decode("Ed25519", der);
    if (edwards != null) {
      return strict(where, new VerifyingKey(Scheme.ED25519, edwards), der);
    }
    throw new TrustException(
        where + ": is damaged, or a key of another kind than ECDSA on P-256 and Ed25519");
  }

  private static PublicKey decode(String algorithm, byte[] der) {
    try {
      return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException | RuntimeException e) {
      return null; // the JDK's parsers throw several things at what they do not know
    }
  }

  /** One key has one text: else a key could be told from itself. */
  private static VerifyingKey strict(String where, VerifyingKey key, byte[] der)
      throws TrustException {
    if (!Arrays.equals(key.key.getEncoded(), der)) {
      throw new TrustException(
          where
              + ": is not in the one form that a key has: uncompressed, in DER, on a named curve");
    }
    return key;
  }

  static VerifyingKey ofP256(PublicKey key) {
    return new VerifyingKey(Scheme.ECDSA_P256, key);
  }

  /** How signatures are made. */
  public Scheme scheme() {
    return scheme;
  }

  /** The key as PEM text. */
  public byte[] pem() {
    return new Pem(LABEL, key.getEncoded()).bytes();
  }

  /** The digest of the key in DER, by which people compare keys. */
  public Digest fingerprint() {
    return Hashing.sha256(key.getEncoded());
  }

  /** Whether {@code signature} has the form that this key's have. */
  boolean isWellFormed(byte[] signature) {
    return switch (scheme) {
      case ECDSA_P256 -> EcdsaSignature.parse(signature) != null;
      case ED25519 -> signature.length == 64;
    };
  }

  /** Whether {@code signature} was made with the private key for exactly {@code payload}. */
  public boolean verifies(byte[] payload, byte[] signature) {
    if (!isWellFormed(signature)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(scheme.name);
      verifier.initVerify(key);
      verifier.update(payload);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey that
        && Arrays.equals(key.getEncoded(), that.key.getEncoded());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key.getEncoded());
  }

  @Override
  public String toString() {
    return scheme + " " + fingerprint();
  }
}
