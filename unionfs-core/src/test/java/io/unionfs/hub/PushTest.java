package io.unionfs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.archive.Hashing;
import io.unionfs.hub.Transfer.Way;
import io.unionfs.image.Descriptor;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryException;
import io.unionfs.store.Images.Removal;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images go to a registry: in which order, what is not sent, and what a failure leaves. */
@Timeout(60)
class PushTest extends HubTestBase {
  private static final String NAME = "localhost:5000/app:1";
  private static final PushOptions COMPRESSED =
      PushOptions.defaults().withPlainLayers(PushOptions.PlainLayers.COMPRESSED);

  private final MemoryRepository registry = new MemoryRepository("localhost:5000", "app");

  @Test
  void layersGoFirstThenTheConfigThenTheManifest() throws IOException {
    SampleImage image = SampleImage.of(3, 1);
    PushReport report = push(add(image, NAME), registry, NAME);
    assertThat(registry.log).hasSize(5);
    assertThat(registry.log.subList(0, 3))
        .containsExactlyInAnyOrderElementsOf(
            image.layers.stream().map(layer -> "send " + layer.digest()).toList());
    assertThat(registry.log.subList(3, 5))
        .containsExactly("send " + Hashing.sha256(image.configBytes()), "manifest 1");
    assertThat(registry.manifest("1").bytes()).isEqualTo(image.manifest().bytes());
    assertThat(registry.manifest("1").descriptor().mediaType()).isEqualTo(SampleImage.MANIFEST);
    assertThat(ways(report.layers())).containsOnly(Way.SENT).hasSize(3);
    assertThat(report.sent()).isEqualTo(image.layers.stream().mapToLong(Descriptor::size).sum());
    assertThat(report.saved()).isZero();
  }

  @Test
  void ofTenLayersTheOneThatIsNotThereIsSent() throws IOException {
    push(add(SampleImage.of(9, 1), "base:1"), registry, "localhost:5000/app:base");
    registry.log.clear();
    SampleImage image = SampleImage.of(9, 1).gzipped(SampleImage.noise("top", 1000, 99));
    PushReport report = push(add(image, NAME), registry, NAME);
    assertThat(registry.log("send"))
        .containsExactlyInAnyOrder(
            "send " + image.layers.get(9).digest(), "send " + Hashing.sha256(image.configBytes()));
    assertThat(ways(report.layers()).subList(0, 9)).containsOnly(Way.EXISTED);
    assertThat(report.sent()).isEqualTo(image.layers.get(9).size());
    assertThat(report.saved())
        .isEqualTo(image.layers.stream().limit(9).mapToLong(Descriptor::size).sum());
  }

  @Test
  void whatAnotherRepositoryOfTheRegistryHasIsMountedFromThere() throws IOException {
    SampleImage image = SampleImage.of(3, 1);
    MemoryRepository other = new MemoryRepository("localhost:5000", "team/other");
    MemoryRepository elsewhere = new MemoryRepository("h.example", "app");
    StoredImage stored = add(image, NAME);
    push(stored, elsewhere, "h.example/app:1");
    push(stored, other, "localhost:5000/team/other:1");
    registry.neighbours.put("team/other", other);
    PushReport report = push(stored, registry, NAME);
    assertThat(ways(report.layers())).containsOnly(Way.MOUNTED).hasSize(3);
    assertThat(report.sent()).isZero();
    assertThat(registry.log("send")).isEmpty();
    assertThat(registry.log("mount")).allMatch(line -> line.startsWith("mount team/other "));
  }

  @Test
  void whatWasPulledIsMountedToo() throws IOException {
    SampleImage image = SampleImage.of(1, 1);
    registry.with("1", image);
    StoredImage stored = pull(registry, NAME).image();
    MemoryRepository copy = new MemoryRepository("localhost:5000", "copy");
    copy.neighbours.put("app", registry);
    push(stored, copy, "localhost:5000/copy:1");
    assertThat(copy.log("send")).isEmpty();
  }

  @Test
  void aFailureSendsNoManifest() throws IOException {
    SampleImage image = SampleImage.of(4, 1);
    StoredImage stored = add(image, NAME);
    Map<String, Long> before = shown();
    registry.beforePush =
        blob -> {
          if (blob.digest().equals(image.layers.get(2).digest())) {
            throw new RegistryException(RegistryException.Kind.UNAVAILABLE, "cut", null);
          }
        };
    assertThatThrownBy(() -> push(stored, registry, NAME)).hasMessage("cut");
    assertThat(registry.manifests).isEmpty();
    assertThat(shown()).isEqualTo(before);
    registry.beforePush = blob -> {};
    int sent = registry.log("send").size();
    push(stored, registry, NAME);
    assertThat(registry.log("send")).hasSize(5).doesNotHaveDuplicates();
    assertThat(sent).isLessThan(4);
  }

  @Test
  void aConfigThatIsRefusedSendsNoManifest() throws IOException {
    SampleImage image = SampleImage.of(1, 1);
    registry.beforePush =
        blob -> {
          if (blob.mediaType().equals(SampleImage.CONFIG)) {
            throw new RegistryException(RegistryException.Kind.DENIED, "no", null);
          }
        };
    StoredImage stored = add(image, NAME);
    assertThatThrownBy(() -> push(stored, registry, NAME)).hasMessage("no");
    assertThat(registry.manifests).isEmpty();
  }

  @Test
  void aBlobThatIsDamagedHereIsNotTheRegistrysFault() throws IOException {
    SampleImage image = SampleImage.of(1, 1);
    StoredImage stored = add(image, NAME);
    Path blob = storeDirectory().resolve("blobs/sha256/" + image.layers.get(0).digest().hex());
    byte[] right = Files.readAllBytes(blob);
    byte[] wrong = right.clone();
    wrong[100] ^= 1;
    Files.delete(blob);
    Files.write(blob, wrong);
    assertThatThrownBy(() -> push(stored, registry, NAME))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is damaged");
    assertThat(registry.manifests).isEmpty();
    Files.write(blob, right);
  }

  @Test
  void nondistributableLayersAreLeftOut() throws IOException {
    byte[] tar = SampleImage.noise("win", 1000, 3);
    String type = SampleImage.OCI + "layer.nondistributable.v1.tar";
    SampleImage image = SampleImage.of(1, 1).layer(type, tar, Hashing.sha256(tar));
    PushReport report = push(add(image, NAME), registry, NAME);
    assertThat(ways(report.layers())).containsExactly(Way.SENT, Way.LEFT_OUT);
    assertThat(registry.blobs).doesNotContainKey(image.layers.get(1).digest());
    assertThat(report.saved()).isZero();
  }

  @Test
  void aPlainLayerIsSentAsItIsSoThatTheDigestStays() throws IOException {
    SampleImage image = new SampleImage().plain(SampleImage.noise("x", 1000, 1));
    PushReport report = push(add(image, NAME), registry, NAME);
    assertThat(report.manifest().digest()).isEqualTo(image.manifest().digest());
    assertThat(registry.blobs).containsKey(image.layers.get(0).digest());
  }

  @Test
  void aPlainLayerIsCompressedWhereAskedForAndOnce() throws IOException {
    byte[] tar = SampleImage.tar("zeros", new byte[100_000]);
    SampleImage image = SampleImage.of(1, 1).plain(tar);
    StoredImage stored = add(image, NAME);
    PushReport report = push(stored, registry, NAME, COMPRESSED);
    Descriptor sent = report.manifest().layers().get(1);
    assertThat(report.manifest().layers().get(0)).isEqualTo(image.layers.get(0));
    assertThat(sent.mediaType()).isEqualTo(SampleImage.LAYER + "+gzip");
    assertThat(sent.size()).isLessThan(tar.length / 10);
    assertThat(report.manifest().config()).isEqualTo(image.manifest().config());
    registry.log.clear();
    PushReport again = push(stored, registry, NAME, COMPRESSED);
    assertThat(again.manifest().digest()).isEqualTo(report.manifest().digest());
    assertThat(registry.log("send")).isEmpty();
    MemoryRepository empty = new MemoryRepository("h.example", "app");
    assertThat(push(stored, empty, "h.example/app:1", COMPRESSED).manifest().digest())
        .isEqualTo(report.manifest().digest());
    store.images().remove(NAME, Removal.FORCED);
    assertThat(pull(registry, NAME).image().id()).isEqualTo(stored.id());
    assertThat(temporaries()).isEmpty();
  }

  private List<Path> temporaries() throws IOException {
    List<Path> left = new ArrayList<>();
    try (var processes = Files.list(storeDirectory().resolve("tmp"))) {
      for (Path process : processes.toList()) {
        try (var files = Files.list(process)) {
          files.forEach(left::add);
        }
      }
    }
    return left;
  }

  @Test
  void whatWasRememberedOfACompressionAndIsWrongIsMadeAnew() throws IOException {
    SampleImage image = new SampleImage().plain(SampleImage.tar("zeros", new byte[100_000]));
    StoredImage stored = add(image, NAME);
    PushReport right = push(stored, registry, NAME, COMPRESSED);
    Digest other = Hashing.sha256(new byte[1]);
    Path memory = storeDirectory().resolve("hub.json");
    Files.writeString(
        memory,
        Files.readString(memory)
            .replace(right.manifest().layers().get(0).digest().toString(), other.toString()));
    MemoryRepository empty = new MemoryRepository("h.example", "app");
    assertThat(push(stored, empty, "h.example/app:1", COMPRESSED).manifest())
        .satisfies(manifest -> assertThat(manifest.digest()).isEqualTo(right.manifest().digest()));
    assertThat(empty.blobs).doesNotContainKey(other);
    assertThat(temporaries()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"repositories\":1}",
        "{\"repositories\":[{\"name\":\"../..\",\"blobs\":[]}]}",
        "{\"repositories\":[{\"name\":\"a.example/X\",\"blobs\":[]}]}",
        "{\"repositories\":[{\"name\":\"a.example/x\",\"blobs\":[\"sha256:1\"]}]}",
        "{\"compressed\":[{\"layer\":\"x\"}]}"
      })
  void aMemoryThatIsDamagedIsForgotten(String json) throws IOException {
    Files.writeString(storeDirectory().resolve("hub.json"), json);
    SampleImage image = SampleImage.of(1, 1);
    push(add(image, NAME), registry, NAME);
    assertThat(
            SeenBlobs.of(store)
                .candidates(
                    new MemoryRepository("localhost:5000", "x"), image.layers.get(0).digest()))
        .containsExactly("app");
  }

  @Test
  void theMemoryIsBounded() throws IOException {
    SampleImage image = SampleImage.of(1, 1);
    SeenBlobs seen = SeenBlobs.of(store);
    for (int i = 0; i < 120; i++) {
      seen.note(new MemoryRepository("localhost:5000", "app" + i), image.manifest());
    }
    assertThat(
            seen.candidates(
                new MemoryRepository("localhost:5000", "x"), image.layers.get(0).digest()))
        .containsExactly("app119", "app118", "app117");
    String json = Files.readString(storeDirectory().resolve("hub.json"));
    assertThat(json).contains("app20\"").doesNotContain("app19\"");
  }

  @Test
  void nothingOfAnImageIsCollectedWhileItIsSent() throws IOException {
    SampleImage image = SampleImage.of(2, 1);
    StoredImage stored = add(image, NAME);
    registry.beforePush =
        blob -> {
          if (!store.images().list().isEmpty()) {
            store.images().remove(NAME, Removal.FORCED);
          }
        };
    push(stored, registry, NAME, PushOptions.defaults().withParallel(1));
    assertThat(registry.blobs).containsKeys(image.layers.get(0).digest());
    store.collect();
  }
}
