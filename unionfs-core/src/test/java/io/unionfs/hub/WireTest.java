package io.unionfs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.archive.Hashing;
import io.unionfs.hub.Transfer.Way;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryClient;
import io.unionfs.registry.RegistryException;
import io.unionfs.store.StoredImage;
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestRegistry;
import io.unionfs.testing.registry.TestRequest;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the wire and a hostile registry do to pulls and pushes; processes that are killed. */
@Timeout(120)
class WireTest extends HubTestBase {
  private TestRegistry registry;
  private RegistryClient client;
  private String name;

  @BeforeEach
  void openRegistry() throws IOException {
    registry = TestRegistry.open();
    client = RegistryClient.builder().attempts(1).silence(Duration.ofSeconds(5)).build();
    name = registry.host() + "/app:1";
  }

  @AfterEach
  void closeRegistry() throws IOException {
    client.close();
    registry.close();
  }

  private SampleImage offer(SampleImage image) {
    image.blobs.values().forEach(blob -> registry.blob("app", blob));
    registry.blob("app", image.configBytes());
    registry.manifest("app", "1", SampleImage.MANIFEST, SampleImage.utf8(image.manifestJson()));
    return image;
  }

  private PullReport pull() throws IOException {
    return pull(PullOptions.defaults());
  }

  private PullReport pull(PullOptions options) throws IOException {
    return Hub.of(store, client)
        .pull(ImageReference.parsePinned(name), options, TransferListener.NONE);
  }

  private PushReport push(StoredImage image, String to) throws IOException {
    return Hub.of(store, client)
        .push(image, ImageReference.parse(to), PushOptions.defaults(), TransferListener.NONE);
  }

  private static String path(SampleImage image, int layer) {
    return "/blobs/" + image.layers.get(layer).digest();
  }

  private List<TestRequest> fetches(SampleImage image) {
    return registry.requests("GET", "/blobs/").stream()
        .filter(
            request ->
                image.layers.stream()
                    .anyMatch(layer -> request.path().endsWith(layer.digest().toString())))
        .toList();
  }

  @Test
  void aBlobThatIsCutOffGoesOnWhereItEnded() throws IOException {
    SampleImage image = offer(SampleImage.of(2, 1));
    registry.next("GET", path(image, 1), Fault.cutAfter(15_000));
    Map<String, Long> before = shown();
    assertThatThrownBy(this::pull)
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.UNAVAILABLE));
    assertThat(shown()).isEqualTo(before);
    reopen();
    PullReport report = pull();
    long size = image.layers.get(1).size();
    assertThat(report.layers().get(1))
        .isEqualTo(new Transfer(image.layers.get(1), Way.RESUMED, size - 15_000));
    List<TestRequest> last = registry.requests("GET", path(image, 1));
    assertThat(last.get(last.size() - 1).headers()).containsEntry("range", "bytes=15000-");
    assertThat(downloads()).isEmpty();
  }

  @Test
  void whatAKilledProcessFetchedIsNotFetchedAgain() throws Exception {
    SampleImage image = offer(SampleImage.of(2, 1));
    registry.next("GET", path(image, 1), Fault.silentAfter(15_000));
    Map<String, Long> before = shown();
    store.close();
    Process process = PullMain.start(storeDirectory(), name, directory.resolve("log"));
    Path part = storeDirectory().resolve("downloads/sha256-" + image.layers.get(1).digest().hex());
    try {
      while (!Files.exists(part) || Files.size(part) < 15_000) {
        assertThat(process.isAlive()).as(() -> read(directory.resolve("log"))).isTrue();
        Thread.sleep(20);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    store = openStore();
    assertThat(shown()).isEqualTo(before);
    PullReport report = pull();
    assertThat(report.layers().get(1))
        .isEqualTo(
            new Transfer(image.layers.get(1), Way.RESUMED, image.layers.get(1).size() - 15_000));
    assertThat(report.image().manifest().digest()).isEqualTo(image.manifest().digest());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aPullMayBeKilledAtAnyMoment() throws Exception {
    SampleImage image = offer(SampleImage.of(3, 1));
    Random random = new Random(3);
    boolean done = false;
    for (int i = 0; i < 8; i++) {
      registry.next(
          "GET", path(image, i % 3), Fault.trickle(2000, Duration.ofMillis(random.nextInt(60))));
      Process process = PullMain.start(storeDirectory(), name, directory.resolve("log" + i));
      try {
        done |= process.waitFor(300 + random.nextInt(1500), TimeUnit.MILLISECONDS);
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(store.check(ProgressListener.NONE).problems()).isEmpty();
      boolean there = !store.images().list().isEmpty();
      assertThat(there || !done).isTrue();
    }
    assertThat(pull().image().manifest().digest()).isEqualTo(image.manifest().digest());
    assertThat(downloads()).isEmpty();
  }

  @Test
  void processesThatPullAtOnceFetchEachBlobOnce() throws Exception {
    SampleImage image = offer(SampleImage.of(4, 1));
    for (int i = 0; i < 4; i++) {
      registry.next("GET", path(image, i), slow());
    }
    Process one = PullMain.start(storeDirectory(), name, directory.resolve("log1"));
    Process other = PullMain.start(storeDirectory(), name, directory.resolve("log2"));
    try {
      for (Process each : List.of(one, other)) {
        assertThat(each.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(each.exitValue())
            .as(() -> read(directory.resolve("log1")) + read(directory.resolve("log2")))
            .isZero();
      }
    } finally {
      one.destroyForcibly();
      other.destroyForcibly();
    }
    assertThat(fetches(image)).hasSize(4);
    assertThat(store.images().get(name).layers()).hasSize(4);
    assertThat(downloads()).isEmpty();
  }

  /** Long enough for the other process to come to the same blob. */
  private static Fault slow() {
    return exchange -> {
      Thread.sleep(700);
      return Fault.none().answer(exchange);
    };
  }

  @Test
  void anotherBlobThanTheOneAskedForIsRefused() throws IOException {
    SampleImage image = offer(SampleImage.of(2, 1));
    byte[] wrong = image.blobs.get(image.layers.get(1).digest()).clone();
    wrong[20_000] ^= 1;
    registry.always("GET", path(image, 1), Fault.changed(reply -> reply.body(wrong)));
    refusedWithTheStoreAsItWas(RegistryException.Kind.INVALID);
    assertThat(downloads())
        .doesNotContainKey("downloads/sha256-" + image.layers.get(1).digest().hex());
  }

  @Test
  void aBlobOfAnotherLengthIsRefused() throws IOException {
    SampleImage image = offer(SampleImage.of(1, 1));
    byte[] right = image.blobs.get(image.layers.get(0).digest());
    registry.next(
        "GET",
        path(image, 0),
        Fault.changed(reply -> reply.body(Arrays.copyOf(right, right.length + 1))));
    refusedWithTheStoreAsItWas(RegistryException.Kind.INVALID);
    registry.next("GET", path(image, 0), Fault.endless());
    refusedWithTheStoreAsItWas(RegistryException.Kind.INVALID);
    assertThat(pull().image().manifest().digest()).isEqualTo(image.manifest().digest());
  }

  private void refusedWithTheStoreAsItWas(RegistryException.Kind kind) throws IOException {
    Map<String, Long> before = shown();
    assertThatThrownBy(this::pull)
        .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    assertThat(shown()).isEqualTo(before);
  }

  @Test
  void changedContentIsRefusedByDigest() throws IOException {
    SampleImage image = offer(SampleImage.of(1, 1));
    Digest digest = image.manifest().digest();
    byte[] other = SampleImage.utf8(SampleImage.of(1, 2).manifestJson());
    registry.always("GET", "/manifests/" + digest, Fault.changed(reply -> reply.body(other)));
    name = registry.host() + "/app@" + digest;
    refusedWithTheStoreAsItWas(RegistryException.Kind.INVALID);
    assertThat(fetches(image)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{\"schemaVersion\":1,\"fsLayers\":[]}",
        "{\"schemaVersion\":2}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[],\"manifests\":[]}",
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"config\":CONFIG,\"layers\":[LAYER]}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"Layers\":[LAYER],\"layers\":[LAYER]}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[LAYER],\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[LAYER,LAYER]}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[{\"mediaType\":\"text/plain\",\"digest\":\"DIGEST\",\"size\":1}]}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[{\"mediaType\":\"TYPE\",\"digest\":\"DIGEST\",\"size\":-1}]}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[{\"mediaType\":\"TYPE\",\"digest\":\"sha256:../../x\",\"size\":1}]}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[{\"mediaType\":\"TYPE\",\"digest\":\"DIGEST\",\"size\":9007199254740993000}]}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/vnd.example+json\",\"digest\":\"DIGEST\",\"size\":1},\"layers\":[LAYER]}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"CONFTYPE\",\"digest\":\"DIGEST\",\"size\":99999999999},\"layers\":[LAYER]}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"CONFTYPE\",\"digest\":\"DIGEST\",\"size\":SIZE},\"layers\":[LAYER]}",
      })
  void aHostileManifestIsRefusedBeforeAnyLayer(String form) throws IOException {
    SampleImage image = offer(SampleImage.of(1, 1));
    Descriptor layer = image.layers.get(0);
    String json =
        form.replace("CONFIG", SampleImage.json(SampleImage.CONFIG, image.configBytes()))
            .replace("LAYER", SampleImage.json(layer.mediaType(), layer.digest(), layer.size()))
            .replace("DIGEST", layer.digest().toString())
            .replace("CONFTYPE", SampleImage.CONFIG)
            .replace("TYPE", layer.mediaType())
            .replace("SIZE", Long.toString(layer.size()));
    registry.manifest("app", "1", SampleImage.MANIFEST, SampleImage.utf8(json));
    refusedInOneLine();
    assertThat(fetches(image).size()).isLessThanOrEqualTo(form.contains("SIZE") ? 1 : 0);
  }

  private void refusedInOneLine() throws IOException {
    Map<String, Long> before = shown();
    assertThatThrownBy(this::pull)
        .isInstanceOf(IOException.class)
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank().doesNotContain("\n"));
    assertThat(shown()).isEqualTo(before);
  }

  @Test
  void moreLayersThanCanBeMountedAreRefused() throws IOException {
    SampleImage image = SampleImage.of(1, 1);
    for (int i = 0; i < 500; i++) {
      image.layers.add(image.layers.get(0));
      image.diffIds.add(image.diffIds.get(0));
    }
    offer(image);
    assertThatThrownBy(this::pull).hasMessageContaining("501 layers; at most 500");
    assertThat(fetches(image)).isEmpty();
  }

  @Test
  void indexesInsideOneAnotherEnd() throws IOException {
    byte[] inner = SampleImage.utf8(SampleImage.index(SampleImage.of(1, 1)));
    for (int i = 0; i < 8; i++) {
      registry.manifest("app", Hashing.sha256(inner).toString(), SampleImage.INDEX, inner);
      inner =
          SampleImage.utf8(
              "{\"schemaVersion\":2,\"manifests\":["
                  + SampleImage.json(SampleImage.INDEX, inner)
                  + "]}");
    }
    registry.manifest("app", "1", SampleImage.INDEX, inner);
    assertThatThrownBy(this::pull).hasMessageContaining("one of too many indexes");
  }

  @Test
  void anInterruptedPushLeavesNothingWrongOnEitherSide() throws IOException {
    SampleImage image = SampleImage.of(3, 1);
    StoredImage stored = add(image, name);
    Map<String, Long> before = shown();
    registry.next("PATCH", "/blobs/uploads/", Fault.cutUpload(10_000));
    registry.next("PUT", "/blobs/uploads/", Fault.cutUpload(10_000));
    registry.next("POST", "/blobs/uploads/", Fault.cutUpload(10_000));
    assertThatThrownBy(() -> push(stored, name)).isInstanceOf(RegistryException.class);
    assertThat(registry.requests("PUT", "/manifests/")).isEmpty();
    assertThat(shown()).isEqualTo(before);
    assertThatThrownBy(this::pull)
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.NOT_FOUND));
  }

  @Test
  void aPushThatFailedIsDoneByTheNext() throws IOException {
    SampleImage image = SampleImage.of(3, 1);
    StoredImage stored = add(image, name);
    registry.next("PUT", "/manifests/", Fault.cutBeforeAnswer());
    assertThatThrownBy(() -> push(stored, name)).isInstanceOf(RegistryException.class);
    PushReport again = push(stored, name);
    assertThat(ways(again.layers())).containsOnly(Way.EXISTED);
    assertThat(pull().status()).isEqualTo(PullReport.Status.UP_TO_DATE);
  }

  @Test
  void ofTenLayersTheOneThatIsNotThereIsSent() throws IOException {
    String base = registry.host() + "/app:base";
    push(add(SampleImage.of(9, 1), base), base);
    int begun = registry.requests("POST", "/blobs/uploads/").size();
    SampleImage image = SampleImage.of(9, 1).gzipped(SampleImage.noise("top", 1000, 99));
    PushReport report = push(add(image, name), name);
    assertThat(report.sent()).isEqualTo(image.layers.get(9).size());
    // The layer, and the config.
    assertThat(registry.requests("POST", "/blobs/uploads/").size() - begun).isEqualTo(2);
  }

  @Test
  void fromAnotherRepositoryNothingIsSent() throws IOException {
    SampleImage image = SampleImage.of(3, 1);
    String base = registry.host() + "/team/base:1";
    StoredImage stored = add(image, base, name);
    push(stored, base);
    int sent = registry.requests("PUT", "/blobs/").size();
    int chunks = registry.requests("PATCH", "/blobs/").size();
    PushReport report = push(stored, name);
    assertThat(ways(report.layers())).containsOnly(Way.MOUNTED).hasSize(3);
    assertThat(report.sent()).isZero();
    assertThat(registry.requests("PUT", "/blobs/")).hasSize(sent);
    assertThat(registry.requests("PATCH", "/blobs/")).hasSize(chunks);
    assertThat(registry.hasBlob("app", image.layers.get(2).digest())).isTrue();
  }
}
