package io.unionfs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.archive.Hashing;
import io.unionfs.hub.PullReport.Status;
import io.unionfs.hub.Transfer.Way;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageException;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryException;
import io.unionfs.store.Downloads;
import io.unionfs.store.Images.Removal;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Images come from a registry: what is fetched, what is not, and what a failure leaves. */
@Timeout(60)
class PullTest extends HubTestBase {
  private static final String NAME = "localhost:5000/app:1";

  private final MemoryRepository registry = new MemoryRepository("localhost:5000", "app");

  private static Digest digest(SampleImage image, int layer) {
    return image.layers.get(layer).digest();
  }

  @Test
  void anImageComesWithItsDigestsAndName() throws IOException {
    SampleImage image = SampleImage.of(3, 1);
    registry.with("1", image);
    PullReport report = pull(registry, NAME);
    assertThat(report.status()).isEqualTo(Status.DOWNLOADED);
    assertThat(report.statusText()).isEqualTo("Downloaded newer image for localhost:5000/app:1");
    assertThat(report.digest()).isEqualTo(image.manifest().digest());
    assertThat(ways(report.layers())).containsOnly(Way.FETCHED).hasSize(3);
    assertThat(report.received())
        .isEqualTo(image.layers.stream().mapToLong(Descriptor::size).sum());
    StoredImage stored = store.images().get(NAME);
    assertThat(stored.manifest().bytes()).isEqualTo(image.manifest().bytes());
    assertThat(stored.config().bytes()).isEqualTo(image.configBytes());
    assertThat(downloads()).isEmpty();
  }

  @Test
  void whatIsThereIsUpToDateAndNotFetched() throws IOException {
    registry.with("1", SampleImage.of(3, 1));
    pull(registry, NAME);
    registry.log.clear();
    PullReport again = pull(registry, NAME);
    assertThat(again.status()).isEqualTo(Status.UP_TO_DATE);
    assertThat(again.statusText()).isEqualTo("Image is up to date for localhost:5000/app:1");
    assertThat(ways(again.layers())).containsOnly(Way.EXISTED).hasSize(3);
    assertThat(registry.log("fetch")).isEmpty();
  }

  @Test
  void aFurtherNameOfAnImageIsOnlyGivenToIt() throws IOException {
    SampleImage image = SampleImage.of(2, 1);
    add(image, "other:1");
    registry.with("1", image);
    PullReport report = pull(registry, NAME);
    assertThat(report.status()).isEqualTo(Status.DOWNLOADED);
    assertThat(report.image().names()).hasSize(2);
    assertThat(registry.log("fetch")).isEmpty();
  }

  @Test
  void onlyTheLayersThatAreMissingAreFetched() throws IOException {
    add(SampleImage.of(9, 1), "base:1");
    SampleImage image = SampleImage.of(9, 1).gzipped(SampleImage.noise("top", 1000, 99));
    registry.with("1", image);
    PullReport report = pull(registry, NAME);
    assertThat(registry.log("fetch")).containsExactly("fetch " + digest(image, 9));
    assertThat(ways(report.layers()).subList(0, 9)).containsOnly(Way.EXISTED);
    assertThat(report.received()).isEqualTo(image.layers.get(9).size());
    assertThat(report.saved())
        .isEqualTo(image.layers.stream().limit(9).mapToLong(Descriptor::size).sum());
  }

  @Test
  void aLayerThatIsThereTwiceIsFetchedOnce() throws IOException {
    byte[] tar = SampleImage.noise("x", 1000, 5);
    registry.with("1", new SampleImage().gzipped(tar).gzipped(tar));
    assertThat(pull(registry, NAME).layers()).hasSize(1);
    assertThat(store.images().get(NAME).layers()).hasSize(2);
  }

  @Test
  void aTagThatMovedIsFollowed() throws IOException {
    registry.with("1", SampleImage.of(1, 1));
    pull(registry, NAME);
    SampleImage newer = SampleImage.of(2, 1);
    registry.with("1", newer);
    assertThat(pull(registry, NAME).status()).isEqualTo(Status.DOWNLOADED);
    assertThat(store.images().get(NAME).manifest().digest()).isEqualTo(newer.manifest().digest());
  }

  @Test
  void whatWasCutOffGoesOnInTheNextCall() throws IOException {
    SampleImage image = SampleImage.of(3, 1);
    registry.with("1", image);
    registry.cuts.put(digest(image, 1), 10_000);
    Map<String, Long> before = shown();
    PullOptions oneByOne = PullOptions.defaults().withParallel(1);
    assertThatThrownBy(() -> pull(registry, NAME, oneByOne))
        .isInstanceOf(RegistryException.class)
        .hasMessage("the connection was cut");
    assertThat(shown()).isEqualTo(before);
    assertThat(downloads())
        .containsEntry("downloads/sha256-" + digest(image, 1).hex(), 10_000L)
        .containsEntry("downloads/sha256-" + digest(image, 0).hex(), image.layers.get(0).size());
    reopen();
    registry.log.clear();
    PullReport report = pull(registry, NAME);
    assertThat(ways(report.layers())).containsExactly(Way.RESUMED, Way.RESUMED, Way.FETCHED);
    assertThat(report.layers().get(0).bytes()).isZero();
    assertThat(report.layers().get(1).bytes()).isEqualTo(image.layers.get(1).size() - 10_000);
    assertThat(registry.log("fetch")).hasSize(2);
    assertThat(downloads()).isEmpty();
  }

  @Test
  void whatIsNotTheBlobsBeginningIsNotTakenForIt() throws IOException {
    SampleImage image = SampleImage.of(3, 1);
    registry.with("1", image);
    Path downloads = Files.createDirectory(storeDirectory().resolve("downloads"));
    int size = (int) image.layers.get(0).size();
    Files.write(downloads.resolve("sha256-" + digest(image, 0).hex()), new byte[size]);
    Files.write(downloads.resolve("sha256-" + digest(image, 1).hex()), new byte[size + 1000]);
    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "mine");
    Files.createSymbolicLink(downloads.resolve("sha256-" + digest(image, 2).hex()), elsewhere);
    assertThat(ways(pull(registry, NAME).layers())).contains(Way.FETCHED).hasSize(3);
    assertThat(elsewhere).hasContent("mine");
  }

  @Test
  void aLayerThatIsNotTheConfigsLeavesTheStoreAsItWas() throws IOException {
    add(SampleImage.of(1, 1), "base:1");
    SampleImage image = SampleImage.of(1, 1).gzipped(SampleImage.noise("top", 1000, 9));
    image.diffIds.set(1, image.diffIds.get(0));
    registry.with("1", image);
    Map<String, Long> before = shown();
    assertThatThrownBy(() -> pull(registry, NAME)).hasMessageContaining("DiffID");
    assertThat(shown()).isEqualTo(before);
    assertThat(downloads()).isEmpty();
  }

  @Test
  void aLayerLargerThanTheDiskIsNotBegun() throws IOException {
    SampleImage image = SampleImage.of(1, 1);
    image.layers.set(
        0, Descriptor.of(SampleImage.LAYER, image.layers.get(0).digest(), Long.MAX_VALUE));
    registry.with("1", image);
    assertThatThrownBy(() -> pull(registry, NAME)).hasMessageContaining("too little room");
    assertThat(registry.log("fetch")).isEmpty();
  }

  @Test
  void whatIsOnTheDiskByNowNeedsNoRoom() throws IOException {
    SampleImage image = SampleImage.of(1, 1);
    long size = Files.getFileStore(storeDirectory()).getUsableSpace() + (1L << 30);
    Descriptor layer = Descriptor.of(SampleImage.LAYER, image.layers.get(0).digest(), size);
    image.layers.set(0, layer);
    registry.with("1", image);
    assertThatThrownBy(() -> pull(registry, NAME)).hasMessageContaining("too little room");
    try (Downloads.Download download = store.downloads().take(layer);
        RandomAccessFile sparse = new RandomAccessFile(download.file().toFile(), "rw")) {
      sparse.setLength(size - 1);
    }
    registry.beforeFetch =
        blob -> {
          throw new IOException("asked for the last byte");
        };
    assertThatThrownBy(() -> pull(registry, NAME)).hasMessage("asked for the last byte");
  }

  @Test
  void byDigestTheSameContentIsTakenWithoutAName() throws IOException {
    SampleImage image = SampleImage.of(1, 1);
    registry.with("1", image);
    String name = "localhost:5000/app@" + image.manifest().digest();
    PullReport report = pull(registry, name);
    assertThat(report.statusText()).isEqualTo("Downloaded newer image for " + name);
    assertThat(report.image().names()).isEmpty();
    assertThat(store.images().get(name).id()).isEqualTo(report.image().id());
    assertThat(pull(registry, name).status()).isEqualTo(Status.UP_TO_DATE);
  }

  @Test
  void byDigestChangedContentIsRefused() throws IOException {
    SampleImage image = SampleImage.of(1, 1);
    registry.with("1", image);
    String digest = image.manifest().digest().toString();
    registry.manifests.put(
        digest,
        new MemoryRepository("h.example", "x").with("1", SampleImage.of(1, 2)).manifest("1"));
    String name = "localhost:5000/app@" + digest;
    Map<String, Long> before = shown();
    assertThatThrownBy(() -> pull(registry, name))
        .isInstanceOf(ImageException.class)
        .hasMessageMatching(
            name
                + ": the registry sent other content, sha256:[0-9a-f]{64}: it was changed there, and"
                + " is not taken");
    assertThat(shown()).isEqualTo(before);
    assertThat(registry.log).isEmpty();
  }

  @Test
  void anIndexStandsForThePlatformsImage() throws IOException {
    SampleImage arm = SampleImage.of(1, 1).architecture("arm64");
    SampleImage intel = SampleImage.of(1, 2);
    registry.with("arm", arm).with("intel", intel);
    byte[] index = SampleImage.utf8(SampleImage.index(arm, intel));
    registry.with("1", SampleImage.INDEX, index);
    PullOptions options = PullOptions.defaults().withPlatform(Platform.parse("linux/arm64"));
    PullReport report = pull(registry, NAME, options);
    assertThat(report.image().manifest().digest()).isEqualTo(arm.manifest().digest());
    assertThat(report.digest()).isEqualTo(registry.manifest("1").descriptor().digest());
    assertThat(pull(registry, NAME, options).status()).isEqualTo(Status.UP_TO_DATE);
    assertThatThrownBy(
            () ->
                pull(
                    registry,
                    NAME,
                    PullOptions.defaults().withPlatform(Platform.parse("linux/s390x"))))
        .hasMessage(
            "localhost:5000/app:1: holds no image for linux/s390x; there is one for linux/amd64,"
                + " linux/arm64");
  }

  @Test
  void theCheckComesBeforeAnyLayer() throws IOException {
    SampleImage image = SampleImage.of(2, 1);
    registry.with("1", image);
    Map<String, Long> before = shown();
    PullOptions refusing =
        PullOptions.defaults()
            .withCheck(
                (repository, manifest) -> {
                  assertThat(repository).isSameAs(registry);
                  assertThat(manifest.digest()).isEqualTo(image.manifest().digest());
                  throw new IOException("not signed");
                });
    assertThatThrownBy(() -> pull(registry, NAME, refusing)).hasMessage("not signed");
    assertThat(registry.log("fetch")).isEmpty();
    assertThat(shown()).isEqualTo(before);
    pull(registry, NAME);
    assertThatThrownBy(() -> pull(registry, NAME, refusing)).hasMessage("not signed");
  }

  @Test
  void aNondistributableLayerThatTheRegistryLacksIsRefusedAndItsUrlNotAsked() throws IOException {
    byte[] tar = SampleImage.noise("win", 1000, 3);
    String type = SampleImage.OCI + "layer.nondistributable.v1.tar";
    SampleImage image = SampleImage.of(1, 1).layer(type, tar, Hashing.sha256(tar));
    registry.with("1", image);
    pull(registry, NAME);
    store.images().remove(NAME, Removal.FORCED);
    registry.blobs.remove(digest(image, 1));
    String json =
        image
            .manifestJson()
            .replace(
                "\"size\":" + tar.length + "}",
                "\"size\":" + tar.length + ",\"urls\":[\"http://h.example/l\"]}");
    registry.with("1", SampleImage.MANIFEST, SampleImage.utf8(json));
    assertThatThrownBy(() -> pull(registry, NAME))
        .hasMessage(
            NAME
                + ": the layer "
                + digest(image, 1)
                + " is nondistributable, and the registry does not have it; the manifest says it is"
                + " at http://h.example/l, which is not asked: get the image from who publishes"
                + " it");
  }

  @Test
  void pullsAtOnceFetchEachBlobOnce() throws Exception {
    SampleImage image = SampleImage.of(6, 1);
    // Long to hash, which is done by whoever comes to it while he has it.
    image.gzipped(SampleImage.noise("large", 30_000_000, 8));
    registry.with("1", image);
    CountDownLatch begun = new CountDownLatch(2);
    registry.beforeFetch =
        blob -> {
          begun.countDown();
          await(begun);
        };
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Store other = openStore()) {
      List<Callable<PullReport>> pulls = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Store each = i % 2 == 0 ? store : other;
        pulls.add(
            () ->
                new Pull(
                        each,
                        registry,
                        ImageReference.parsePinned(NAME),
                        PullOptions.defaults(),
                        TransferListener.NONE)
                    .run());
      }
      long received = 0;
      for (Future<PullReport> each : threads.invokeAll(pulls)) {
        received += each.get().received();
      }
      assertThat(received).isEqualTo(image.layers.stream().mapToLong(Descriptor::size).sum());
    } finally {
      threads.shutdown();
    }
    assertThat(registry.log("fetch")).hasSize(7).doesNotHaveDuplicates();
    assertThat(downloads()).isEmpty();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void whatIsCollectedMeanwhileIsFetchedToo() throws IOException {
    add(SampleImage.of(1, 1), "base:1");
    SampleImage image = SampleImage.of(2, 1);
    registry.with("1", image);
    AtomicBoolean removed = new AtomicBoolean();
    registry.beforeFetch =
        blob -> {
          if (!removed.getAndSet(true)) {
            store.images().remove("base:1", Removal.FORCED);
            assertThat(store.has(image.layers.get(0))).isFalse();
          }
        };
    PullReport report = pull(registry, NAME, PullOptions.defaults().withParallel(1));
    assertThat(registry.log("fetch"))
        .containsExactly("fetch " + digest(image, 1), "fetch " + digest(image, 0));
    assertThat(report.received())
        .isEqualTo(image.layers.stream().mapToLong(Descriptor::size).sum());
  }

  @Test
  void whatIsDamagedComesAnewWhenAskedFor() throws IOException {
    SampleImage image = SampleImage.of(2, 1);
    registry.with("1", image);
    pull(registry, NAME);
    Path blob = storeDirectory().resolve("blobs/sha256/" + digest(image, 0).hex());
    byte[] bytes = Files.readAllBytes(blob);
    bytes[500] ^= 1;
    Files.delete(blob);
    Files.write(blob, bytes);
    assertThat(pull(registry, NAME).status()).isEqualTo(Status.UP_TO_DATE);
    assertThat(Files.readAllBytes(blob)).isEqualTo(bytes);
    PullReport report =
        pull(registry, NAME, PullOptions.defaults().withKnown(PullOptions.Known.REPAIRED));
    assertThat(report.received()).isEqualTo(bytes.length);
    assertThat(Files.readAllBytes(blob)).isEqualTo(image.blobs.get(digest(image, 0)));
  }

  @Test
  void aBlobThatIsLostComesAnew() throws IOException {
    SampleImage image = SampleImage.of(2, 1);
    registry.with("1", image);
    pull(registry, NAME);
    Files.delete(storeDirectory().resolve("blobs/sha256/" + digest(image, 1).hex()));
    assertThat(pull(registry, NAME).received()).isEqualTo(image.layers.get(1).size());
  }

  @Test
  void unfinishedDownloadsArePrunedUnlessSomebodyHasThem() throws IOException {
    SampleImage image = SampleImage.of(2, 1);
    Descriptor layer = image.layers.get(0);
    try (var mine = store.downloads().take(layer)) {
      Files.write(mine.file(), new byte[100]);
      Files.write(mine.file().resolveSibling("sha256-" + digest(image, 1).hex()), new byte[7]);
      store.collect(); // of today
      assertThat(downloads()).hasSize(2);
      assertThat(store.downloads().prune()).isEqualTo(7);
    }
    assertThat(downloads()).hasSize(1);
    Files.setLastModifiedTime(
        storeDirectory().resolve(downloads().keySet().iterator().next()), FileTime.fromMillis(0));
    store.collect();
    assertThat(downloads()).isEmpty();
  }

  @Test
  void aStoreInMemoryTakesImagesToo() throws IOException {
    SampleImage image = SampleImage.of(2, 1);
    registry.with("1", image);
    try (Store memory = Store.inMemory()) {
      StoredImage stored =
          new Pull(
                  memory,
                  registry,
                  ImageReference.parsePinned(NAME),
                  PullOptions.defaults(),
                  TransferListener.NONE)
              .run()
              .image();
      assertThat(stored.manifest().digest()).isEqualTo(image.manifest().digest());
      assertThat(memory.check(ProgressListener.NONE).problems()).isEmpty();
    }
  }

  @Test
  void whatAProcessLeftWhenItWasKilledWhileTakingItInIsTaken() throws IOException {
    SampleImage image = SampleImage.of(1, 1);
    registry.with("1", image);
    Path part =
        Files.createDirectory(storeDirectory().resolve("downloads"))
            .resolve("sha256-" + digest(image, 0).hex());
    Files.write(part, image.blobs.get(digest(image, 0)));
    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("r--r--r--"));
    assertThat(pull(registry, NAME).received()).isZero();
  }

  @Test
  void theListenerHearsOfEachLayerOnce() throws IOException {
    SampleImage image = SampleImage.of(4, 1);
    registry.with("1", image);
    List<Digest> heard = Collections.synchronizedList(new ArrayList<>());
    TransferListener listener =
        new TransferListener() {
          @Override
          public void progressed(String what, long done, long total) {}

          @Override
          public void finished(Transfer layer) {
            heard.add(layer.blob().digest());
          }
        };
    new Pull(store, registry, ImageReference.parsePinned(NAME), PullOptions.defaults(), listener)
        .run();
    assertThat(heard).containsExactlyInAnyOrderElementsOf(image.blobs.keySet());
  }
}
