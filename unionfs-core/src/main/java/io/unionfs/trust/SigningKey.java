package io.unionfs.trust;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * A private key on P-256 that signs by ECDSA with SHA-256. It says nothing of itself but the public
 * key. Immutable, safe for use by many threads.
 */
public final class SigningKey {
  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

  private final PrivateKey secret;
  private final VerifyingKey shown;

  private SigningKey(PrivateKey secret, VerifyingKey shown) {
    this.secret = secret;
    this.shown = shown;
  }

  /** A new key. */
  public static SigningKey generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(P256.PARAMETERS, random);
      KeyPair pair = generator.generateKeyPair();
      return new SigningKey(pair.getPrivate(), VerifyingKey.ofP256(pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks ECDSA on P-256", e);
    }
  }

  /** Asked for the password of a key that is encrypted. */
  @FunctionalInterface
  public interface PasswordSource {
    /** The password, which is erased after use; null if there is none. */
    char[] password() throws java.io.IOException;
  }

  /**
   * Reads a key in PEM (PKCS#8, RFC 5958), plain, or encrypted by PBES2 (RFC 8018) as the JDK and
   * openssl do it.
   *
   * @param where the file in messages
   * @param password asked only if the key is encrypted
   * @throws TrustException if it is none, of another kind, or the password is not its own
   */
  public static SigningKey parse(String where, byte[] pem, PasswordSource password)
      throws java.io.IOException {
    Pem block = Pem.parse(where, pem);
    byte[] der =
        switch (block.label()) {
          case PLAIN -> block.der();
          case ENCRYPTED -> decrypted(where, block.der(), password);
          case "EC PRIVATE KEY" ->
              throw new TrustException(
                  where
                      + ": is in openssl's older form; 'openssl pkcs8 -topk8 -nocrypt -in FILE'"
                      + " writes it as PKCS#8");
          case "ENCRYPTED COSIGN PRIVATE KEY", "ENCRYPTED SIGSTORE PRIVATE KEY" ->
              throw new TrustException(
                  where
                      + ": is encrypted in cosign's own way (scrypt and secretbox), which Java does"
                      + " not have; use a PKCS#8 key, which cosign takes by 'cosign import-key-pair'");
          case "PUBLIC KEY" ->
              throw new TrustException(
                  where + ": is a public key; to sign, the private one is needed");
          default -> throw new TrustException(where + ": is a " + block.label() + ", no " + PLAIN);
        };
    try {
      return of(where, der);
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  private static byte[] decrypted(String where, byte[] der, PasswordSource source)
      throws java.io.IOException {
    char[] password = source.password();
    if (password == null) {
      throw new TrustException(where + ": is encrypted, and there is no password");
    }
    try {
      return EncryptedKey.decrypt(where, der, password);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static SigningKey of(String where, byte[] der) throws TrustException {
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(der));
      if (!(secret instanceof ECPrivateKey key) || !P256.is(key.getParams())) {
        throw new TrustException(where + ": is a key on another curve than P-256");
      }
      BigInteger scalar = key.getS();
      if (!P256.isScalar(scalar)) {
        throw new TrustException(where + ": is no private key of P-256; it is damaged");
      }
      PublicKey shown =
          factory.generatePublic(new ECPublicKeySpec(P256.publicOf(scalar), P256.PARAMETERS));
      return new SigningKey(secret, VerifyingKey.ofP256(shown));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new TrustException(
          where + ": is damaged, or a key of another kind than ECDSA on P-256", e);
    }
  }

  /** The key that tells this one's signatures. */
  public VerifyingKey verifyingKey() {
    return shown;
  }

  /** The key as PEM text, for whoever may read the file. */
  public byte[] pem() {
    return new Pem(PLAIN, secret.getEncoded()).bytes();
  }

  /** The key as PEM text, encrypted with {@code password}. */
  public byte[] pem(char[] password, SecureRandom random) {
    return new Pem(ENCRYPTED, EncryptedKey.encrypt(secret.getEncoded(), password, random)).bytes();
  }

  /** The signature of {@code payload}, in DER. */
  public byte[] sign(byte[] payload, SecureRandom random) {
    try {
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(secret, random);
      signer.update(payload);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks ECDSA on P-256", e);
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "private key of " + shown;
  }
}
