package io.unionfs.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.archive.Hashing;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.store.Images.Removal;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The signatures of a store. */
class SignaturesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SigningKey KEY = SigningKey.generate(RANDOM);
  private static final ImageReference NAME = ImageReference.parse("app:1");

  @TempDir Path work;
  private Store store;
  private Signatures signatures;
  private Digest manifest;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(work.resolve("store"), InstantSource.system());
    signatures = Signatures.of(store);
    manifest = image("app:1", "1").manifest().digest();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private StoredImage image(String name, String text) throws IOException {
    return new TestImage().plain(Layer.builder().file("f", text)).addTo(store, name);
  }

  private ImageSignature signature() {
    return ImageSignature.sign(KEY, manifest, NAME, RANDOM);
  }

  private Path file() {
    return store.directory().resolve("signatures/sha256-" + manifest.hex() + ".json");
  }

  @Test
  void whatWasSignedIsKeptOnce() throws IOException {
    assertThat(signatures.list(manifest)).isEmpty();
    ImageSignature one = signature();
    ImageSignature two =
        ImageSignature.received(one.payload(), "other", Map.of("dev.sigstore.cosign/x", "y"));
    assertThat(signatures.add(manifest, List.of(one))).isEqualTo(1);
    assertThat(signatures.add(manifest, List.of(one, two))).isEqualTo(1);
    assertThat(signatures.add(manifest, List.of(two))).isZero();
    assertThat(signatures.list(manifest)).containsExactly(one, two);
    assertThat(signatures.list(manifest).get(1).annotations())
        .containsExactly(Map.entry("dev.sigstore.cosign/x", "y"));
    try (Store again = Store.open(store.directory(), InstantSource.system())) {
      assertThat(Signatures.of(again).list(manifest)).containsExactly(one, two);
    }
    assertThat(store.check(ProgressListener.NONE).problems()).isEmpty();
    assertThat(signatures.problems()).isEmpty();
  }

  @Test
  void onlyAnImageOfTheStoreHasSignatures() {
    assertThatThrownBy(() -> signatures.add(Hashing.sha256(new byte[3]), List.of(signature())))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("no such image: ");
  }

  @Test
  void signaturesGoWithTheirImage() throws IOException {
    signatures.add(manifest, List.of(signature()));
    Digest other = image("other:1", "2").manifest().digest();
    signatures.add(other, List.of(signature()));
    store.images().remove("app:1", Removal.IF_UNUSED);
    assertThat(file()).doesNotExist();
    assertThat(signatures.list(other)).hasSize(1);
    store.collect();
    assertThat(signatures.list(other)).hasSize(1);
  }

  @Test
  void theImageThatAContainerHoldsKeepsItsSignatures() throws IOException {
    signatures.add(manifest, List.of(signature()));
    store.hold("c1", manifest);
    store.images().remove("app:1", Removal.FORCED);
    assertThat(signatures.list(manifest)).hasSize(1);
    store.release("c1");
    store.collect();
    assertThat(file()).doesNotExist();
  }

  @Test
  void manyMaySignAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> done = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        done.add(pool.submit(() -> signatures.add(manifest, List.of(signature()))));
      }
      for (Future<Integer> each : done) {
        assertThat(each.get()).isEqualTo(1);
      }
    } finally {
      pool.shutdown();
    }
    assertThat(signatures.list(manifest)).hasSize(16);
  }

  @Test
  void thereIsAnEndToSignatures() throws IOException {
    List<ImageSignature> many = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      many.add(ImageSignature.received(new byte[] {(byte) i}, "x", Map.of()));
    }
    assertThat(signatures.add(manifest, many)).isEqualTo(64);
    assertThatThrownBy(() -> signatures.add(manifest, List.of(signature())))
        .isInstanceOf(TrustException.class)
        .hasMessageEndingWith("has 65 signatures, more than 64");
    assertThat(signatures.list(manifest)).hasSize(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"version\":2,\"manifest\":\"MANIFEST\"}",
        "{\"version\":1}",
        "{\"version\":1,\"manifest\":\"sha256:12\"}",
        "{\"version\":1,\"manifest\":\"sha256:OTHER\"}",
        "{\"version\":1,\"manifest\":\"MANIFEST\",\"signatures\":[{}]}",
        "{\"version\":1,\"manifest\":\"MANIFEST\",\"signatures\":"
            + "[{\"payload\":\"?\",\"signature\":\"\"}]}",
        "{\"version\":1,\"manifest\":\"MANIFEST\",\"signatures\":[{\"payload\":\"\",\"signature\":1}]}",
        "{\"version\":1,\"manifest\":\"MANIFEST\",\"signatures\":"
            + "[{\"payload\":\"\",\"signature\":\"\",\"signature\":\"\"}]}",
      })
  void aDamagedFileIsRefusedAndTold(String text) throws IOException {
    Files.writeString(
        file(), text.replace("MANIFEST", manifest.toString()).replace("OTHER", "5".repeat(64)));
    assertThatThrownBy(() -> signatures.list(manifest))
        .isInstanceOf(TrustException.class)
        .hasMessageStartingWith(file() + ": ");
    assertThat(signatures.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.where()).isEqualTo(file().toString()));
  }

  @Test
  void whatIsNoFileOrTooLargeIsRefused() throws IOException {
    Files.createSymbolicLink(file(), Path.of("/dev/zero"));
    assertThatThrownBy(() -> signatures.list(manifest))
        .isInstanceOf(TrustException.class)
        .hasMessage(file() + ": is not a regular file");
    Files.delete(file());
    Files.write(file(), new byte[(4 << 20) + 1]);
    assertThatThrownBy(() -> signatures.list(manifest))
        .isInstanceOf(TrustException.class)
        .hasMessage(file() + ": is larger than 4194304 bytes");
  }

  @Test
  void aFileThatDoesNotBelongThereIsTold() throws IOException {
    Path strange = store.directory().resolve("signatures/strange");
    Files.writeString(strange, "");
    assertThat(store.check(ProgressListener.NONE).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.where()).isEqualTo(strange.toString()));
    store.collect();
    assertThat(strange).exists();
  }

  @Test
  void aLinkInPlaceOfTheDirectoryIsRefused() throws IOException {
    store.close();
    Path directory = store.directory().resolve("signatures");
    Files.delete(directory);
    Files.createSymbolicLink(directory, work);
    assertThatThrownBy(() -> Store.open(store.directory(), InstantSource.system()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("symbolic link");
  }

  @Test
  void whatIsReceivedIsBounded() {
    assertThatThrownBy(() -> ImageSignature.received(new byte[(64 << 10) + 1], "", Map.of()))
        .hasMessage("a payload has more than 65536 bytes");
    assertThatThrownBy(
            () -> ImageSignature.received(new byte[0], "", Map.of("a", "b".repeat(128 << 10))))
        .hasMessage("the annotations of a signature have more than 131072 characters");
    assertThatThrownBy(
            () ->
                SignatureManifest.parse(
                    "m",
                    ("{\"schemaVersion\":2,\"layers\":[{\"mediaType\":\""
                            + SignatureManifest.PAYLOAD
                            + "\",\"size\":99999999,\"digest\":\"sha256:"
                            + "5".repeat(64)
                            + "\"}]}")
                        .getBytes(UTF_8)))
        .hasMessage("m: lists a payload of 99999999 bytes, more than 65536");
  }

  @Test
  void aManifestOfSignaturesIsReadAsItWasWritten() throws IOException {
    List<ImageSignature> all = List.of(signature(), signature());
    byte[] config = SignatureManifest.config(all);
    String text = new String(SignatureManifest.bytes(config, all), UTF_8);
    SignatureManifest read = SignatureManifest.parse("m", text.getBytes(UTF_8));
    assertThat(read.subject()).isEmpty();
    assertThat(read.layers())
        .extracting(SignatureManifest.Layer::signature)
        .containsExactly(all.get(0).signature(), all.get(1).signature());
    assertThat(read.layers().get(0).payload().digest()).isEqualTo(all.get(0).payloadDigest());
    assertThat(SignatureManifest.tag(manifest)).isEqualTo("sha256-" + manifest.hex() + ".sig");
    // As in cosign's SIGNATURE_SPEC.
    assertThat(text)
        .startsWith(
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                + "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"size\":")
        .contains(
            "\"layers\":[{\"mediaType\":\"application/vnd.dev.cosign.simplesigning.v1+json\",\"size\":")
        .contains(
            "\"annotations\":{\"dev.cosignproject.cosign/signature\":\"" + all.get(0).signature());
  }
}
