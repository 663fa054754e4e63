package io.unionfs.trust;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * A private key under a password: EncryptedPrivateKeyInfo (RFC 5958) by PBES2 (RFC 8018), which is
 * PBKDF2 with HMAC-SHA-256 and AES-256-CBC.
 */
final class EncryptedKey {
  private static final String CIPHER = "PBEWithHmacSHA256AndAES_256";

  /** What OWASP asks of PBKDF2 with HMAC-SHA-256 (Password Storage Cheat Sheet, 2023). */
  private static final int ITERATIONS = 600_000;

  /** A minute of work; a file that asks for more was made to keep us busy. */
  private static final int MAX_ITERATIONS = 20_000_000;

  private static final int SALT_BYTES = 16;

  /** PBES2, 1.2.840.113549.1.5.13 (RFC 8018, A.4), in DER. */
  private static final byte[] PBES2 = {
    0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x05, 0x0d
  };

  private EncryptedKey() {}

  static byte[] encrypt(byte[] der, char[] password, SecureRandom random) {
    PBEKeySpec spec = new PBEKeySpec(password);
    try {
      byte[] salt = new byte[SALT_BYTES];
      random.nextBytes(salt);
      Key key = SecretKeyFactory.getInstance(CIPHER).generateSecret(spec);
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.ENCRYPT_MODE, key, new PBEParameterSpec(salt, ITERATIONS), random);
      byte[] encrypted = cipher.doFinal(der);
      // Not EncryptedPrivateKeyInfo.getEncoded, whose algorithm is not PBES2 on every JDK.
      byte[] algorithm = node(0x30, PBES2, cipher.getParameters().getEncoded());
      return node(0x30, algorithm, node(0x04, encrypted));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java platform lacks " + CIPHER, e);
    } finally {
      spec.clearPassword();
    }
  }

  /** A DER element of {@code parts}. */
  private static byte[] node(int tag, byte[]... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = body.size();
    if (length >= 0x100) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length >= 0x80) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }

  /**
   * The key in {@code der}.
   *
   * @throws TrustException if it is encrypted otherwise, or with another password
   */
  static byte[] decrypt(String where, byte[] der, char[] password) throws TrustException {
    EncryptedPrivateKeyInfo info;
    AlgorithmParameters parameters;
    String name;
    try {
      info = new EncryptedPrivateKeyInfo(der);
      parameters = info.getAlgParameters();
      // The parameters' own name says what PBES2 is made of.
      name = String.valueOf(parameters);
      if (parameters == null || !name.startsWith("PBEWithHmacSHA")) {
        throw new TrustException(
            where
                + ": is encrypted in a way that is not known here; 'openssl pkcs8 -topk8 -v2"
                + " aes-256-cbc' writes one that is");
      }
      int iterations = parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount();
      if (iterations > MAX_ITERATIONS) {
        throw new TrustException(
            where + ": asks for " + iterations + " rounds of PBKDF2, more than " + MAX_ITERATIONS);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      if (e instanceof TrustException refused) {
        throw refused;
      }
      throw new TrustException(where + ": is damaged, or encrypted in a way that is not known", e);
    }
    PBEKeySpec spec = new PBEKeySpec(password);
    try {
      Key key = SecretKeyFactory.getInstance(name).generateSecret(spec);
      Cipher cipher = Cipher.getInstance(name);
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      return cipher.doFinal(info.getEncryptedData());
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new TrustException(where + ": cannot be decrypted with that password", e);
    } finally {
      spec.clearPassword();
    }
  }
}
