package io.unionfs.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in PEM, and which are refused. openssl is the judge of form. */
class KeyTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] TEXT = "what is signed".getBytes(UTF_8);

  @TempDir Path work;

  private static SigningKey.PasswordSource password(String text) {
    return () -> text == null ? null : text.toCharArray();
  }

  private static SigningKey read(byte[] pem) throws IOException {
    return SigningKey.parse("k.pem", pem, password(null));
  }

  private static void assertSame(SigningKey one, SigningKey other) {
    assertThat(one.verifyingKey()).isEqualTo(other.verifyingKey());
    assertThat(one.verifyingKey().verifies(TEXT, other.sign(TEXT, RANDOM))).isTrue();
  }

  @Test
  void aKeyIsReadAsItWasWritten() throws IOException {
    SigningKey key = SigningKey.generate(RANDOM);
    assertSame(read(key.pem()), key);
    VerifyingKey shown = VerifyingKey.parse("p.pem", key.verifyingKey().pem());
    assertThat(shown).isEqualTo(key.verifyingKey());
    assertThat(shown.fingerprint()).isEqualTo(key.verifyingKey().fingerprint());
    assertThat(shown.verifies(TEXT, key.sign(TEXT, RANDOM))).isTrue();
    assertThat(shown.verifies("another".getBytes(UTF_8), key.sign(TEXT, RANDOM))).isFalse();
    assertThat(key.toString()).doesNotContain(new String(key.pem(), UTF_8).split("\n")[1]);
  }

  @Test
  void anEncryptedKeyIsReadWithItsPasswordOnly() throws IOException {
    SigningKey key = SigningKey.generate(RANDOM);
    byte[] pem = key.pem("sesam".toCharArray(), RANDOM);
    assertThat(new String(pem, UTF_8)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    assertSame(SigningKey.parse("k.pem", pem, password("sesam")), key);
    assertThatThrownBy(() -> SigningKey.parse("k.pem", pem, password("other")))
        .isInstanceOf(TrustException.class)
        .hasMessage("k.pem: cannot be decrypted with that password");
    assertThatThrownBy(() -> SigningKey.parse("k.pem", pem, password(null)))
        .isInstanceOf(TrustException.class)
        .hasMessage("k.pem: is encrypted, and there is no password");
  }

  @Test
  void opensslReadsOurKeysAndSignatures() throws Exception {
    OpenSsl.require();
    SigningKey key = SigningKey.generate(RANDOM);
    Files.write(work.resolve("plain.pem"), key.pem());
    Files.write(work.resolve("locked.pem"), key.pem("sesam".toCharArray(), RANDOM));
    Files.write(work.resolve("public.pem"), key.verifyingKey().pem());
    String shown = new String(key.verifyingKey().pem(), UTF_8);
    assertThat(OpenSsl.run(work, "pkey", "-in", "plain.pem", "-pubout")).isEqualTo(shown);
    assertThat(OpenSsl.run(work, "pkey", "-in", "locked.pem", "-passin", "pass:sesam", "-pubout"))
        .isEqualTo(shown);
    Files.write(work.resolve("text"), TEXT);
    Files.write(work.resolve("text.sig"), key.sign(TEXT, RANDOM));
    assertThat(
            OpenSsl.run(
                work, "dgst", "-sha256", "-verify", "public.pem", "-signature", "text.sig", "text"))
        .contains("Verified OK");
  }

  @Test
  void weReadTheKeysAndSignaturesOfOpenssl() throws Exception {
    OpenSsl.require();
    OpenSsl.run(
        work,
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-out",
        "k.pem");
    OpenSsl.run(
        work, "pkcs8", "-topk8", "-in", "k.pem", "-passout", "pass:sesam", "-out", "locked.pem");
    OpenSsl.run(work, "pkey", "-in", "k.pem", "-pubout", "-out", "public.pem");
    Files.write(work.resolve("text"), TEXT);
    OpenSsl.run(work, "dgst", "-sha256", "-sign", "k.pem", "-out", "text.sig", "text");
    SigningKey key = read(Files.readAllBytes(work.resolve("k.pem")));
    SigningKey locked =
        SigningKey.parse("l", Files.readAllBytes(work.resolve("locked.pem")), password("sesam"));
    VerifyingKey shown = VerifyingKey.parse("p", Files.readAllBytes(work.resolve("public.pem")));
    assertThat(key.verifyingKey()).isEqualTo(shown);
    assertThat(locked.verifyingKey()).isEqualTo(shown);
    assertThat(shown.verifies(TEXT, Files.readAllBytes(work.resolve("text.sig")))).isTrue();
  }

  @Test
  void opensslsEd25519SignaturesAreVerified() throws Exception {
    OpenSsl.require();
    OpenSsl.run(work, "genpkey", "-algorithm", "ED25519", "-out", "k.pem");
    OpenSsl.run(work, "pkey", "-in", "k.pem", "-pubout", "-out", "public.pem");
    Files.write(work.resolve("text"), TEXT);
    OpenSsl.run(
        work, "pkeyutl", "-sign", "-inkey", "k.pem", "-rawin", "-in", "text", "-out", "text.sig");
    byte[] signature = Files.readAllBytes(work.resolve("text.sig"));
    VerifyingKey shown = VerifyingKey.parse("p", Files.readAllBytes(work.resolve("public.pem")));
    assertThat(shown.scheme()).isEqualTo(VerifyingKey.Scheme.ED25519);
    assertThat(shown.verifies(TEXT, signature)).isTrue();
    signature[5] ^= 1;
    assertThat(shown.verifies(TEXT, signature)).isFalse();
    assertThatThrownBy(() -> read(Files.readAllBytes(work.resolve("k.pem"))))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining("another kind than ECDSA on P-256");
  }

  @Test
  void thePublicKeyOfAPrivateOneIsTheJdks() throws Exception {
    for (int i = 0; i < 20; i++) {
      SigningKey key = SigningKey.generate(RANDOM);
      assertThat(read(key.pem()).verifyingKey()).isEqualTo(key.verifyingKey());
    }
    BigInteger order = P256.PARAMETERS.getOrder();
    ECPoint generator = P256.PARAMETERS.getGenerator();
    assertThat(P256.publicOf(BigInteger.ONE)).isEqualTo(generator);
    ECPoint last = P256.publicOf(order.subtract(BigInteger.ONE));
    assertThat(last.getAffineX()).isEqualTo(generator.getAffineX());
    assertThat(P256.isPublic(last)).isTrue();
    assertThat(last.getAffineY()).isNotEqualTo(generator.getAffineY());
    assertThat(P256.publicOf(order)).isEqualTo(ECPoint.POINT_INFINITY);
  }

  @ParameterizedTest
  @CsvSource({
    "EC,secp384r1,another curve than P-256",
    "EC,secp521r1,another curve than P-256",
    "RSA,,a key of another kind",
  })
  void keysOfOtherKindsAreRefused(String algorithm, String curve, String why) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (curve != null) {
      generator.initialize(new ECGenParameterSpec(curve));
    }
    KeyPair pair = generator.generateKeyPair();
    assertThatThrownBy(
            () ->
                VerifyingKey.parse(
                    "p", new Pem("PUBLIC KEY", pair.getPublic().getEncoded()).bytes()))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining(why);
    assertThatThrownBy(() -> read(new Pem("PRIVATE KEY", pair.getPrivate().getEncoded()).bytes()))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aPointThatIsNotOnTheCurveIsNoKey() throws IOException {
    byte[] der = Pem.parse("p", SigningKey.generate(RANDOM).verifyingKey().pem()).der();
    der[der.length - 1] ^= 1;
    assertThatThrownBy(() -> VerifyingKey.parse("p", new Pem("PUBLIC KEY", der).bytes()))
        .isInstanceOf(TrustException.class)
        .hasMessage("p: is no point of P-256; the key is damaged or forged");
  }

  @Test
  void aSecretOfZeroOrBeyondTheOrderIsNoKey() throws IOException {
    byte[] der = Pem.parse("k", SigningKey.generate(RANDOM).pem()).der();
    for (byte filling : new byte[] {0, (byte) 0xff}) {
      byte[] forged = der.clone();
      java.util.Arrays.fill(forged, forged.length - 32, forged.length, filling);
      assertThatThrownBy(() -> read(new Pem("PRIVATE KEY", forged).bytes()))
          .isInstanceOf(TrustException.class);
    }
  }

  @Test
  void oneKindOfKeyIsNotTakenForTheOther() {
    SigningKey key = SigningKey.generate(RANDOM);
    assertThatThrownBy(() -> read(key.verifyingKey().pem()))
        .hasMessage("k.pem: is a public key; to sign, the private one is needed");
    assertThatThrownBy(() -> VerifyingKey.parse("p", key.pem()))
        .hasMessageContaining("is a private key, where a public one is expected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EC PRIVATE KEY",
        "ENCRYPTED COSIGN PRIVATE KEY",
        "ENCRYPTED SIGSTORE PRIVATE KEY",
        "CERTIFICATE"
      })
  void whatCannotBeReadSaysWhatToDo(String label) {
    assertThatThrownBy(() -> read(new Pem(label, new byte[40]).bytes()))
        .isInstanceOf(TrustException.class)
        .hasMessageStartingWith("k.pem: is ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAA\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nVersion: 1\nMFkw\n-----END PUBLIC KEY-----\n",
      })
  void damagedKeysAreRefused(String pem) {
    assertThatThrownBy(() -> VerifyingKey.parse("p", pem.getBytes(UTF_8)))
        .isInstanceOf(TrustException.class)
        .hasMessageStartingWith("p: ");
    assertThatThrownBy(() -> read(pem.getBytes(UTF_8))).isInstanceOf(TrustException.class);
  }

  @Test
  void twoKeysInOneFileAreRefusedForNobodyKnowsWhichIsMeant() {
    String pem = new String(SigningKey.generate(RANDOM).verifyingKey().pem(), UTF_8);
    assertThatThrownBy(() -> VerifyingKey.parse("p", (pem + pem).getBytes(UTF_8)))
        .isInstanceOf(TrustException.class);
    assertThatThrownBy(() -> VerifyingKey.parse("p", new byte[1 << 20]))
        .hasMessage("p: is larger than 16384 bytes, as no key is");
  }

  @Test
  void aKeyThatAsksForEndlessWorkIsRefused() throws Exception {
    OpenSsl.require();
    SigningKey key = SigningKey.generate(RANDOM);
    byte[] der = Pem.parse("k", key.pem("sesam".toCharArray(), RANDOM)).der();
    // INTEGER 600000 becomes INTEGER 0x7fffff, and then a length more: 0x7f0000ff
    byte[] rounds = {0x02, 0x03, 0x09, 0x27, (byte) 0xc0};
    int at = indexOf(der, rounds);
    byte[] forged = new byte[der.length];
    System.arraycopy(der, 0, forged, 0, der.length);
    assertThat(at).isPositive();
    // The salt, before it, gives the byte that the larger number takes.
    int saltLength = at - 17;
    assertThat(der[saltLength]).isEqualTo((byte) 16);
    forged[saltLength] = 15;
    forged[at - 1] = 0x02;
    forged[at] = 0x04;
    forged[at + 1] = 0x7f;
    forged[at + 2] = (byte) 0xff;
    forged[at + 3] = (byte) 0xff;
    forged[at + 4] = (byte) 0xff;
    assertThatThrownBy(
            () ->
                SigningKey.parse(
                    "k", new Pem("ENCRYPTED PRIVATE KEY", forged).bytes(), password("sesam")))
        .hasMessage("k: asks for 2147483647 rounds of PBKDF2, more than 20000000");
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void signaturesAreReadStrictly() throws Exception {
    SigningKey key = SigningKey.generate(RANDOM);
    VerifyingKey shown = key.verifyingKey();
    byte[] right = key.sign(TEXT, RANDOM);
    EcdsaSignature parsed = EcdsaSignature.parse(right);
    assertThat(der(parsed.r(), parsed.s())).isEqualTo(right);
    BigInteger order = P256.PARAMETERS.getOrder();
    BigInteger zero = BigInteger.ZERO;
    for (byte[] wrong :
        new byte[][] {
          der(zero, zero),
          der(zero, parsed.s()),
          der(parsed.r(), zero),
          der(parsed.r().add(order), parsed.s()),
          der(parsed.r(), parsed.s().add(order)),
          der(parsed.r().negate(), parsed.s()),
          der(order, order),
          java.util.Arrays.copyOf(right, right.length - 1),
          java.util.Arrays.copyOf(right, right.length + 1),
          java.util.Arrays.copyOf(right, 4),
          new byte[0],
          new byte[72],
          new byte[100_000],
          der(parsed.s(), parsed.r()),
        }) {
      assertThat(shown.verifies(TEXT, wrong)).isFalse();
    }
    byte[] padded = new byte[right.length + 1];
    System.arraycopy(right, 0, padded, 0, 4);
    System.arraycopy(right, 4, padded, 5, right.length - 4);
    padded[1]++;
    padded[3]++;
    assertThat(shown.verifies(TEXT, padded)).isFalse();
    // The other half is as good, here as in every ECDSA: it names the same payload.
    assertThat(shown.verifies(TEXT, der(parsed.r(), order.subtract(parsed.s())))).isTrue();
    for (int i = 0; i < right.length; i++) {
      byte[] changed = right.clone();
      changed[i] ^= 0x10;
      assertThat(shown.verifies(TEXT, changed)).as("byte %d", i).isFalse();
    }
  }

  private static byte[] der(BigInteger r, BigInteger s) {
    byte[] first = r.toByteArray();
    byte[] second = s.toByteArray();
    java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(6 + first.length + second.length);
    out.put((byte) 0x30).put((byte) (4 + first.length + second.length));
    out.put((byte) 2).put((byte) first.length).put(first);
    out.put((byte) 2).put((byte) second.length).put(second);
    return out.array();
  }

  @Test
  void theJdkVerifiesWhatWeSign() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    SigningKey key = read(new Pem("PRIVATE KEY", pair.getPrivate().getEncoded()).bytes());
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(pair.getPublic());
    verifier.update(TEXT);
    assertThat(verifier.verify(key.sign(TEXT, RANDOM))).isTrue();
  }
}
