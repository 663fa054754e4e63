package io.unionfs.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.archive.Hashing;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.trust.SignatureCheck.SignedName;
import io.unionfs.trust.SignatureReport.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which signatures count. */
class SignatureCheckTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SigningKey KEY = SigningKey.generate(RANDOM);
  private static final ImageReference NAME = ImageReference.parse("ghcr.io/me/app:1");
  private static final Digest MANIFEST = Hashing.sha256("manifest".getBytes(UTF_8));

  private static ImageSignature signed() {
    return ImageSignature.sign(KEY, MANIFEST, NAME, RANDOM);
  }

  /** A signature by the right key of any payload. */
  private static ImageSignature signed(String payload) throws IOException {
    byte[] bytes = payload.getBytes(UTF_8);
    String text = Base64.getEncoder().encodeToString(KEY.sign(bytes, RANDOM));
    return ImageSignature.received(bytes, text, Map.of());
  }

  private static ImageSignature with(String signature) throws IOException {
    return ImageSignature.received(signed().payload(), signature, Map.of());
  }

  private static SignatureReport check(ImageSignature... signatures) {
    return check(SignedName.oneOf(List.of(NAME)), signatures);
  }

  private static SignatureReport check(SignedName name, ImageSignature... signatures) {
    return new SignatureCheck(KEY.verifyingKey(), name).check(MANIFEST, List.of(signatures));
  }

  private static void assertRefused(Reason reason, ImageSignature signature) {
    SignatureReport report = check(signature);
    assertThat(report.isSigned()).isFalse();
    assertThat(report.verdict()).isInstanceOf(SignatureReport.Refused.class);
    assertThat(report.refusals())
        .extracting(SignatureReport.Refusal::reason)
        .containsExactly(reason);
    assertThat(report.line())
        .startsWith(MANIFEST + " is not signed with this key: ")
        .doesNotContain("\n");
  }

  @Test
  void thePayloadIsCosignsToTheByte() {
    // A payload of cosign's, and the digest under which its registry keeps it.
    byte[] payload =
        SignedPayload.of(
            ImageReference.parse(
                "us-docker.pkg.dev/confidential-space-images-dev/cs-cosign-tests/base:latest"),
            Digest.parse(
                "sha256:9494e567c7c44e8b9f8808c1658a47c9b7979ef3cceef10f48754fc2706802ba"));
    assertThat(Hashing.sha256(payload))
        .hasToString("sha256:d1e44a76902409836227b982beb920189949927c2011f196594bd34c5bb8f8b1");
    assertThat(new String(SignedPayload.of(ImageReference.parse("debian"), MANIFEST), UTF_8))
        .startsWith(
            "{\"critical\":{\"identity\":{\"docker-reference\":\"index.docker.io/library/debian\"}");
  }

  @Test
  void aSignatureOfTheManifestCounts() {
    SignatureReport report = check(signed());
    assertThat(report.isSigned()).isTrue();
    assertThat(report.verdict())
        .isEqualTo(new SignatureReport.Signed("ghcr.io/me/app", signed().payloadDigest()));
    assertThat(report.line())
        .isEqualTo(
            MANIFEST
                + " is signed with the key "
                + KEY.verifyingKey().fingerprint()
                + " as \"ghcr.io/me/app\"");
  }

  @Test
  void opensslVerifiesASignatureOfOursAndWeOneOfIts(@TempDir Path work) throws Exception {
    OpenSsl.require();
    ImageSignature ours = signed();
    Files.write(work.resolve("k.pem"), KEY.pem());
    Files.write(work.resolve("p.pem"), KEY.verifyingKey().pem());
    Files.write(work.resolve("payload"), ours.payload());
    Files.write(work.resolve("sig"), Base64.getDecoder().decode(ours.signature()));
    assertThat(
            OpenSsl.run(
                work, "dgst", "-sha256", "-verify", "p.pem", "-signature", "sig", "payload"))
        .contains("Verified OK");
    OpenSsl.run(work, "dgst", "-sha256", "-sign", "k.pem", "-out", "other", "payload");
    String text = Base64.getEncoder().encodeToString(Files.readAllBytes(work.resolve("other")));
    assertThat(check(with(text)).isSigned()).isTrue();
  }

  @Test
  void withoutSignaturesAnImageIsUnsigned() {
    assertThat(check().verdict()).isInstanceOf(SignatureReport.Unsigned.class);
    assertThat(check().line())
        .isEqualTo(MANIFEST + " is not signed with this key: no signature of it was found");
  }

  @Test
  void theSignatureOfAnotherImageCopiedHereIsRefused() {
    Digest other = Hashing.sha256("another".getBytes(UTF_8));
    assertRefused(Reason.OTHER_IMAGE, ImageSignature.sign(KEY, other, NAME, RANDOM));
  }

  @Test
  void theSignatureOfAnotherKeyIsRefused() {
    SigningKey other = SigningKey.generate(RANDOM);
    assertRefused(Reason.OTHER_KEY, ImageSignature.sign(other, MANIFEST, NAME, RANDOM));
  }

  @Test
  void aChangedPayloadIsRefused() throws IOException {
    ImageSignature right = signed();
    byte[] payload = right.payload();
    for (int i = 0; i < payload.length; i += 7) {
      byte[] changed = payload.clone();
      changed[i] ^= 1;
      assertRefused(
          Reason.OTHER_KEY, ImageSignature.received(changed, right.signature(), Map.of()));
    }
  }

  @Test
  void theSignatureUnderAnotherNameIsRefusedUnlessNamesDoNotCount() {
    ImageSignature other =
        ImageSignature.sign(KEY, MANIFEST, ImageReference.parse("ghcr.io/you/app:1"), RANDOM);
    assertRefused(Reason.OTHER_NAME, other);
    assertThat(check(new SignedName.Any(), other).isSigned()).isTrue();
    assertThat(check(SignedName.oneOf(List.of()), signed()).isSigned()).isFalse();
  }

  @Test
  void aTagInThePayloadMustBeTheImages() throws IOException {
    String text = new String(signed().payload(), UTF_8);
    assertThat(check(signed(text.replace("me/app", "me/app:1"))).isSigned()).isTrue();
    assertRefused(Reason.OTHER_NAME, signed(text.replace("me/app", "me/app:2")));
    assertRefused(Reason.OTHER_NAME, signed(text.replace("ghcr.io/me/app", "")));
    assertRefused(
        Reason.OTHER_NAME, signed(text.replace("me/app", "me/app@" + Hashing.sha256(new byte[1]))));
  }

  @Test
  void theHubIsKnownByBothItsNames() throws IOException {
    SignedName debian = SignedName.oneOf(List.of(ImageReference.parse("debian:12")));
    String text = new String(signed().payload(), UTF_8);
    for (String each :
        List.of("index.docker.io/library/debian", "docker.io/library/debian", "debian")) {
      ImageSignature one = signed(text.replace("ghcr.io/me/app", each));
      assertThat(check(debian, one).isSigned()).as(each).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"critical\":{}}",
        "{\"critical\":{\"type\":\"atomic container signature\"}}",
        "{\"critical\":{\"type\":\"cosign container image signature\",\"image\":{}}}",
        "{\"critical\":{\"type\":\"cosign container image signature\",\"image\":"
            + "{\"docker-manifest-digest\":\"sha256:12\"}}}",
        "{\"critical\":{\"type\":\"cosign container image signature\",\"image\":"
            + "{\"Docker-manifest-digest\":\"sha256:12\"}}}",
      })
  void whatIsSignedMustBeAnImage(String payload) throws IOException {
    assertRefused(Reason.OTHER_DOCUMENT, signed(payload));
  }

  @Test
  void aPayloadThatSaysTwoThingsIsRefused() throws IOException {
    String text = new String(signed().payload(), UTF_8);
    assertRefused(
        Reason.OTHER_DOCUMENT, signed(text.replace("\"optional\":null", "\"critical\":{}")));
    assertRefused(
        Reason.OTHER_DOCUMENT, signed(text.replace("\"optional\":null", "\"Critical\":{}")));
    assertRefused(Reason.OTHER_DOCUMENT, signed(text + text));
  }

  @Test
  void aPayloadThatIsNotUtf8IsRefusedAsByCosign() throws IOException {
    String text = new String(signed().payload(), UTF_8);
    for (java.nio.charset.Charset other :
        List.of(
            java.nio.charset.StandardCharsets.UTF_16LE, java.nio.charset.StandardCharsets.UTF_16)) {
      byte[] bytes = text.getBytes(other);
      String signature = Base64.getEncoder().encodeToString(KEY.sign(bytes, RANDOM));
      assertRefused(Reason.OTHER_DOCUMENT, ImageSignature.received(bytes, signature, Map.of()));
    }
    assertRefused(Reason.OTHER_DOCUMENT, signed("\ufeff" + text));
  }

  @Test
  void malformedSignaturesAreRefused() throws IOException {
    String right = signed().signature();
    for (String wrong :
        List.of(
            "",
            "?",
            right.substring(0, 10),
            right.substring(0, 40),
            right + right,
            right.replaceAll("=+$", "") + (right.endsWith("=") ? "" : "A"),
            right.substring(0, 20) + " " + right.substring(20),
            "A".repeat(1024),
            "MAYCAQACAQA=", // r = s = 0
            Base64.getEncoder().encodeToString(new byte[64]))) {
      assertRefused(Reason.MALFORMED, with(wrong));
    }
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> with("A".repeat(1025)))
        .isInstanceOf(TrustException.class)
        .hasMessage("a signature has more than 1024 characters");
  }

  @Test
  void lineEndsInBase64DoNotCountAsInCosign() throws IOException {
    String right = signed().signature();
    assertThat(check(with(right.substring(0, 20) + "\n" + right.substring(20) + "\r\n")).isSigned())
        .isTrue();
  }

  @Test
  void aSignatureThatCosignMadeCounts() throws IOException {
    // A key and a signature of cosign's, which sigstore's libraries have in their own tests.
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENptdY/l3nB0yqkXLBWkZWQwo6+cu\n"
            + "OSWS1X9vPavpiQOoTTGC0xX57OojUadxF1cdQmrsiReWg2Wn4FneJfa8xw==\n"
            + "-----END PUBLIC KEY-----";
    Digest manifest =
        Digest.parse("sha256:f3cfc9d0dbf931d3db4685ec659b7ac68e2a578219da4aae65427886e649b06b");
    ImageReference name = ImageReference.parse("registry-testing.svc.lan/busybox");
    ImageSignature signature =
        ImageSignature.received(
            SignedPayload.of(name, manifest),
            "MEUCIQD6q/COgzOyW0YH1Dk+CCYSt4uAhm3FDHUwvPI55zwnlwIgE0ZK58ZOWpZw8YVmBapJhBqCfdPekIkn"
                + "imuO0xH8Jh8=",
            Map.of());
    SignatureCheck check =
        new SignatureCheck(
            VerifyingKey.parse("cosign.pub", pem.getBytes(UTF_8)), SignedName.oneOf(List.of(name)));
    assertThat(check.check(manifest, List.of(signature)).isSigned()).isTrue();
    assertThat(check.check(MANIFEST, List.of(signature)).isSigned()).isFalse();
  }

  @Test
  void oneThatCountsIsEnough() throws IOException {
    SignatureReport report =
        check(
            with("?"),
            ImageSignature.sign(SigningKey.generate(RANDOM), MANIFEST, NAME, RANDOM),
            signed());
    assertThat(report.isSigned()).isTrue();
    assertThat(report.refusals())
        .extracting(SignatureReport.Refusal::reason)
        .containsExactly(Reason.MALFORMED, Reason.OTHER_KEY);
    assertThat(check(with("?"), with("!")).line()).endsWith("(and 1 more that do not count)");
  }
}
