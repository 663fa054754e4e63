package io.unionfs.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.store.Store;
import io.unionfs.trust.SignatureCheck.SignedName;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures in a registry: where they stand, and what is made of hostile ones. */
class RemoteSignaturesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SigningKey KEY = SigningKey.generate(RANDOM);
  private static final ImageReference NAME = ImageReference.parse("registry.test/me/app:1");

  private final MemoryRepository registry = new MemoryRepository();
  private Store store;
  private Signatures signatures;
  private Manifest image;
  private Digest manifest;

  @BeforeEach
  void open() throws IOException {
    store = Store.inMemory();
    signatures = Signatures.of(store);
    image =
        new TestImage()
            .plain(Layer.builder().file("f", "1"))
            .addTo(store, NAME.toString())
            .manifest();
    manifest = image.digest();
    registry.manifests.put("1", image.bytes());
    registry.manifests.put(manifest.toString(), image.bytes());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static ImageSignature signed(Digest digest) {
    return ImageSignature.sign(KEY, digest, NAME, RANDOM);
  }

  private SignedPull pull() {
    SignatureCheck check = new SignatureCheck(KEY.verifyingKey(), SignedName.oneOf(List.of(NAME)));
    return new SignedPull(check, ImageReference.parsePinned(NAME.toString()));
  }

  private void refuse(String... why) {
    assertThatThrownBy(() -> pull().check(registry, image))
        .isInstanceOf(TrustException.class)
        .hasMessageStartingWith("registry.test/me/app@sha256:")
        .hasMessageContaining(": not pulled: ")
        .hasMessageContainingAll(why);
  }

  /** Has these signatures stand under cosign's tag of {@code digest}. */
  private void put(Digest digest, ImageSignature... all) {
    for (ImageSignature each : all) {
      registry.blobs.put(each.payloadDigest(), each.payload());
    }
    byte[] config = SignatureManifest.config(List.of(all));
    registry.manifests.put(
        SignatureManifest.tag(digest), SignatureManifest.bytes(config, List.of(all)));
  }

  @Test
  void whatIsPushedIsFetched() throws IOException {
    ImageSignature ours = signed(manifest);
    signatures.add(manifest, List.of(ours));
    assertThat(Signatures.fetch(registry, manifest)).isEmpty();
    String tag = "sha256-" + manifest.hex() + ".sig";
    assertThat(signatures.push(registry, manifest)).isEqualTo(new Signatures.Pushed(tag, 1, 1));
    assertThat(registry.manifests).containsKey(tag);
    assertThat(Signatures.fetch(registry, manifest)).containsExactly(ours);
    assertThat(signatures.push(registry, manifest)).isEqualTo(new Signatures.Pushed(tag, 0, 1));
  }

  @Test
  void otherPeoplesSignaturesStayWithAllThatIsSaidOfThem() throws IOException {
    ImageSignature theirs =
        ImageSignature.received(
            signed(manifest).payload(),
            "MEUCIQ==",
            Map.of("dev.sigstore.cosign/certificate", "-----BEGIN CERTIFICATE-----\n"));
    put(manifest, theirs);
    ImageSignature ours = signed(manifest);
    signatures.add(manifest, List.of(ours));
    assertThat(signatures.push(registry, manifest).total()).isEqualTo(2);
    List<ImageSignature> all = Signatures.fetch(registry, manifest);
    assertThat(all).containsExactly(theirs, ours);
    assertThat(all.get(0).annotations()).isEqualTo(theirs.annotations());
  }

  @Test
  void anImageWithoutSignaturesSendsNothing() throws IOException {
    assertThat(signatures.push(registry, manifest).pushed()).isZero();
    assertThat(registry.calls).isEmpty();
  }

  @Test
  void aReferrerIsReadTooIfItRefersToTheImage() throws IOException {
    ImageSignature one = signed(manifest);
    registry.blobs.put(one.payloadDigest(), one.payload());
    byte[] config = SignatureManifest.config(List.of(one));
    String plain = new String(SignatureManifest.bytes(config, List.of(one)), UTF_8);
    for (String subject : List.of(manifest.toString(), "sha256:" + "5".repeat(64))) {
      String text =
          plain.replace(
              "{\"schemaVersion\":2,",
              "{\"schemaVersion\":2,\"artifactType\":\""
                  + SignatureManifest.ARTIFACT
                  + "\",\"subject\":{\"mediaType\":\"m\",\"size\":1,\"digest\":\""
                  + subject
                  + "\"},");
      byte[] bytes = text.getBytes(UTF_8);
      Digest digest = Hashing.sha256(bytes);
      registry.manifests.put(digest.toString(), bytes);
      registry.referrers.put(
          manifest, List.of(Descriptor.of(SignatureManifest.MEDIA_TYPE, digest, bytes.length)));
      boolean refers = subject.equals(manifest.toString());
      assertThat(Signatures.fetch(registry, manifest)).hasSize(refers ? 1 : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "{\"schemaVersion\":1}",
        "{\"schemaVersion\":2,\"manifests\":[]}",
        "{\"schemaVersion\":2,\"layers\":{}}",
        "{\"schemaVersion\":2,\"layers\":[{\"mediaType\":"
            + "\"application/vnd.dev.cosign.simplesigning.v1+json\",\"digest\":\"sha256:1\","
            + "\"size\":1}]}",
        "{\"schemaVersion\":2,\"layers\":[{\"mediaType\":"
            + "\"application/vnd.dev.cosign.simplesigning.v1+json\",\"digest\":"
            + "\"sha256:5555555555555555555555555555555555555555555555555555555555555555\","
            + "\"size\":99999999999}]}",
      })
  void whatIsNoManifestOfSignaturesIsRefused(String text) {
    registry.manifests.put(SignatureManifest.tag(manifest), text.getBytes(UTF_8));
    assertThatThrownBy(() -> Signatures.fetch(registry, manifest))
        .isInstanceOf(TrustException.class)
        .hasMessageStartingWith("registry.test/me/app:sha256-");
    assertThat(registry.calls).noneMatch(call -> call.startsWith("FETCH"));
  }

  @Test
  void layersOfOtherTypesAreNoSignatures() throws IOException {
    registry.manifests.put(SignatureManifest.tag(manifest), image.bytes());
    assertThat(Signatures.fetch(registry, manifest)).isEmpty();
  }

  @Test
  void moreThanAHandfulOfSignaturesIsRefused() {
    StringBuilder text = new StringBuilder("{\"schemaVersion\":2,\"layers\":[");
    for (int i = 0; i < 65; i++) {
      text.append(i == 0 ? "" : ",")
          .append("{\"mediaType\":\"" + SignatureManifest.PAYLOAD + "\",\"size\":1,\"digest\":\"")
          .append("sha256:" + "5".repeat(64) + "\"}");
    }
    registry.manifests.put(
        SignatureManifest.tag(manifest), text.append("]}").toString().getBytes(UTF_8));
    assertThatThrownBy(() -> Signatures.fetch(registry, manifest))
        .isInstanceOf(TrustException.class)
        .hasMessageEndingWith("lists more than 64 signatures");
  }

  @Test
  void aSignedImageMayBePulledAndAnUnsignedOneNot() throws IOException {
    refuse(manifest + ": not pulled: no signature of it was found");
    put(manifest, signed(manifest));
    SignedPull pull = pull();
    pull.check(registry, image);
    assertThat(pull.accepted()).hasSize(1);
    assertThat(pull.report().isSigned()).isTrue();
  }

  @Test
  void whatIsTooMuchForAStoreDoesNotKeepASignedImageOut() throws IOException {
    List<ImageSignature> all = new java.util.ArrayList<>();
    for (int i = 0; i < 63; i++) {
      byte[] payload = new byte[ImageSignature.MAX_PAYLOAD];
      payload[0] = (byte) i;
      all.add(ImageSignature.received(payload, "MEUCIQ==", Map.of()));
    }
    ImageSignature ours = signed(manifest);
    all.add(ours);
    put(manifest, all.toArray(ImageSignature[]::new));
    SignedPull pull = pull();
    pull.check(registry, image);
    assertThat(pull.accepted()).containsExactly(ours);
    assertThat(signatures.add(manifest, pull.accepted())).isEqualTo(1);
  }

  @Test
  void aSignatureCopiedFromAnotherImageIsRefused() {
    put(manifest, signed(Hashing.sha256("another".getBytes(UTF_8))));
    refuse("it is the signature of another image");
  }

  @Test
  void aSignatureOfAnotherKeyOrNameIsRefused() {
    put(manifest, ImageSignature.sign(SigningKey.generate(RANDOM), manifest, NAME, RANDOM));
    refuse("another key made it, or it was changed");
    put(
        manifest,
        ImageSignature.sign(KEY, manifest, ImageReference.parse("registry.test/you/app"), RANDOM));
    refuse("it was signed as \"registry.test/you/app\"");
  }

  private Digest index(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    Digest digest = Hashing.sha256(bytes);
    registry.manifests.put("1", bytes);
    registry.manifests.put(digest.toString(), bytes);
    return digest;
  }

  private static String listing(Digest manifest) {
    return "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"sha256:"
        + "7".repeat(64)
        + "\",\"size\":1},{\"digest\":\""
        + manifest
        + "\",\"size\":1}]}";
  }

  @Test
  void theSignatureOfAnIndexCountsForWhatItLists() throws IOException {
    Digest index = index(listing(manifest));
    refuse("no signature of it was found");
    put(index, signed(index));
    SignedPull pull = pull();
    pull.check(registry, image);
    assertThat(pull.report().manifest()).isEqualTo(index);
    assertThat(pull.accepted()).isEmpty();
  }

  @Test
  void theSignatureOfAnIndexDoesNotCountForWhatItDoesNotList() {
    Digest index = index(listing(Hashing.sha256(new byte[9])));
    put(index, signed(index));
    refuse(manifest + ": not pulled: no signature of it was found");
    // Nor where it could be read as a manifest.
    index =
        index(listing(manifest).replace("{\"schemaVersion\"", "{\"layers\":[],\"schemaVersion\""));
    put(index, signed(index));
    refuse(manifest + ": not pulled: no signature of it was found");
  }
}
