package io.unionfs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.registry.Repository.Pushed;
import io.unionfs.registry.Repository.Received;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every registry does, done with one. */
abstract class RegistryContractTest {
  static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  @TempDir Path directory;
  RegistryClient client;

  /** Starts the registry; returns its host. */
  abstract String start() throws Exception;

  abstract void stop() throws Exception;

  /** Who to be. */
  abstract CredentialSource credentials();

  private String host;

  @BeforeEach
  void begin() throws Exception {
    host = start();
    client = RegistryClient.builder().credentials(credentials()).build();
  }

  @AfterEach
  void end() throws Exception {
    if (client != null) {
      client.close();
    }
    stop();
  }

  Repository repository(String path) {
    return client.repository(ImageReference.parse(host + "/" + path));
  }

  static byte[] random(int size, int seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static Descriptor blob(byte[] bytes) {
    return Descriptor.of(LAYER, Hashing.sha256(bytes), bytes.length);
  }

  static Pushed push(Repository to, byte[] bytes, String... from) throws IOException {
    return to.push(blob(bytes), Content.of(bytes), List.of(from), ProgressListener.NONE);
  }

  static Manifest manifest(Repository to, byte[]... layers) throws IOException {
    byte[] config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);
    push(to, config);
    List<Descriptor> all = new ArrayList<>();
    for (byte[] layer : layers) {
      push(to, layer);
      all.add(blob(layer));
    }
    return Manifest.of(Descriptor.of(CONFIG, Hashing.sha256(config), config.length), all);
  }

  @Test
  void aBlobThatWasPushedIsThereAndComesBackAsItWas() throws Exception {
    Repository app = repository("team/app");
    byte[] bytes = random(300_000, 1);
    assertThat(app.hasBlob(blob(bytes).digest())).isFalse();
    assertThat(push(app, bytes)).isEqualTo(Pushed.SENT);
    assertThat(app.hasBlob(blob(bytes).digest())).isTrue();
    assertThat(push(app, bytes)).isEqualTo(Pushed.EXISTED);
    Path file = directory.resolve("blob");
    assertThat(app.fetch(blob(bytes), file, ProgressListener.NONE)).isEqualTo(bytes.length);
    assertThat(file).hasBinaryContent(bytes);
    assertThat(app.fetch(blob(bytes), bytes.length)).isEqualTo(bytes);
  }

  @Test
  void anEmptyBlobIsABlob() throws Exception {
    Repository app = repository("app");
    byte[] nothing = {};
    assertThat(push(app, nothing)).isEqualTo(Pushed.SENT);
    assertThat(app.hasBlob(blob(nothing).digest())).isTrue();
    Path file = directory.resolve("blob");
    assertThat(app.fetch(blob(nothing), file, ProgressListener.NONE)).isZero();
    assertThat(file).isEmptyFile();
  }

  @Test
  void aBlobOfSeveralChunksComesBackAsItWas() throws Exception {
    Repository app = repository("app");
    byte[] bytes = random((int) (2 * Session.CHUNK + 12345), 2);
    List<Long> told = new ArrayList<>();
    Pushed pushed =
        app.push(blob(bytes), Content.of(bytes), List.of(), (what, done, total) -> told.add(done));
    assertThat(pushed).isEqualTo(Pushed.SENT);
    assertThat(told).isSorted().endsWith((long) bytes.length);
    Path file = directory.resolve("blob");
    assertThat(app.fetch(blob(bytes), file, ProgressListener.NONE)).isEqualTo(bytes.length);
    assertThat(Hashing.sha256(Files.readAllBytes(file))).isEqualTo(blob(bytes).digest());
  }

  @Test
  void aBlobIsMountedFromAnotherRepository() throws Exception {
    byte[] bytes = random(1000, 3);
    push(repository("base"), bytes);
    Repository app = repository("team/app");
    assertThat(push(app, bytes, "nowhere", "base")).isEqualTo(Pushed.MOUNTED);
    assertThat(app.fetch(blob(bytes), 1000)).isEqualTo(bytes);
  }

  @Test
  void aBlobThatCannotBeMountedIsSent() throws Exception {
    byte[] bytes = random(1000, 4);
    Repository app = repository("app");
    assertThat(push(app, bytes, "nowhere", "neither")).isEqualTo(Pushed.SENT);
    assertThat(app.fetch(blob(bytes), 1000)).isEqualTo(bytes);
  }

  @Test
  void aFetchGoesOnWhereTheFileEnds() throws Exception {
    byte[] bytes = random(200_000, 5);
    Repository app = repository("app");
    push(app, bytes);
    Path file = directory.resolve("blob");
    Files.write(file, java.util.Arrays.copyOf(bytes, 150_000));
    assertThat(app.fetch(blob(bytes), file, ProgressListener.NONE)).isEqualTo(50_000);
    assertThat(file).hasBinaryContent(bytes);
    assertThat(app.fetch(blob(bytes), file, ProgressListener.NONE)).isZero();
  }

  @Test
  void aFileThatIsNotTheBlobsBeginningIsReplaced() throws Exception {
    byte[] bytes = random(200_000, 6);
    Repository app = repository("app");
    push(app, bytes);
    Path file = directory.resolve("blob");
    Files.write(file, random(1000, 7));
    app.fetch(blob(bytes), file, ProgressListener.NONE);
    assertThat(file).hasBinaryContent(bytes);
    Files.write(file, random(300_000, 7));
    app.fetch(blob(bytes), file, ProgressListener.NONE);
    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void aManifestIsFoundByTagAndByDigest() throws Exception {
    Repository app = repository("team/app");
    Manifest manifest = manifest(app, random(100, 8), random(200, 9));
    assertThat(app.find("v1")).isEmpty();
    assertThat(app.putManifest("v1", manifest.bytes(), OCI_MANIFEST)).isEqualTo(manifest.digest());
    Received byTag = app.manifest("v1");
    assertThat(byTag.bytes()).isEqualTo(manifest.bytes());
    assertThat(byTag.descriptor())
        .isEqualTo(Descriptor.of(OCI_MANIFEST, manifest.digest(), manifest.bytes().length));
    assertThat(app.manifest(manifest.digest().toString()).bytes()).isEqualTo(manifest.bytes());
    assertThat(app.find("v1")).contains(byTag.descriptor());
    assertThat(app.find(manifest.digest().toString())).contains(byTag.descriptor());
  }

  @Test
  void aManifestIsPutUnderItsDigest() throws Exception {
    Repository app = repository("app");
    Manifest manifest = manifest(app, random(100, 10));
    String digest = manifest.digest().toString();
    app.putManifest(digest, manifest.bytes(), OCI_MANIFEST);
    assertThat(app.manifest(digest).bytes()).isEqualTo(manifest.bytes());
    assertThat(app.find("latest")).isEmpty();
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    Repository app = repository("app");
    push(app, random(10, 11));
    assertNotFound(() -> app.manifest("v1"));
    assertNotFound(() -> app.manifest(Hashing.sha256(new byte[1]).toString()));
    assertNotFound(() -> app.fetch(blob(random(20, 12)), 20));
    assertNotFound(() -> repository("other").tags());
    assertThat(repository("other").hasBlob(blob(random(10, 11)).digest())).isFalse();
  }

  private static void assertNotFound(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void tagsAreListedSorted() throws Exception {
    Repository app = repository("team/app");
    Manifest manifest = manifest(app, random(100, 13));
    for (String tag : List.of("v2", "latest", "v10", "v1")) {
      app.putManifest(tag, manifest.bytes(), OCI_MANIFEST);
    }
    assertThat(app.tags()).containsExactly("latest", "v1", "v10", "v2");
  }

  @Test
  void whatRefersToAManifestIsListed() throws Exception {
    Repository app = repository("app");
    Manifest subject = manifest(app, random(100, 14));
    app.putManifest("v1", subject.bytes(), OCI_MANIFEST);
    assertThat(app.referrers(subject.digest(), "")).isEmpty();
    Digest one = putReferrer(app, subject, "application/x.one");
    Digest two = putReferrer(app, subject, "application/x.two");
    putReferrer(app, subject, "application/x.two");
    assertThat(app.referrers(subject.digest(), ""))
        .extracting(Descriptor::digest)
        .containsExactlyInAnyOrder(one, two);
    assertThat(app.referrers(subject.digest(), "application/x.two"))
        .extracting(Descriptor::digest)
        .containsExactly(two);
    assertThat(app.referrers(subject.digest(), "application/x.three")).isEmpty();
  }

  static Digest putReferrer(Repository to, Manifest subject, String type) throws IOException {
    byte[] nothing = "{}".getBytes(StandardCharsets.UTF_8);
    push(to, nothing);
    String empty =
        "{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"size\":2,\"digest\":\""
            + Hashing.sha256(nothing)
            + "\"}";
    String json =
        "{\"schemaVersion\":2,\"mediaType\":\""
            + OCI_MANIFEST
            + "\",\"artifactType\":\""
            + type
            + "\",\"config\":"
            + empty
            + ",\"layers\":["
            + empty
            + "],\"subject\":{\"mediaType\":\""
            + OCI_MANIFEST
            + "\",\"digest\":\""
            + subject.digest()
            + "\",\"size\":"
            + subject.bytes().length
            + "},\"annotations\":{\"a\":\"b\"}}";
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return to.putManifest(Hashing.sha256(bytes).toString(), bytes, OCI_MANIFEST);
  }

  @Test
  void manyThreadsPushAndFetchAtTheSameTime() throws Exception {
    Repository app = repository("app");
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<byte[]>> results = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        byte[] bytes = random(50_000 + i, 100 + i);
        results.add(
            threads.submit(
                () -> {
                  push(app, bytes);
                  return app.fetch(blob(bytes), bytes.length);
                }));
      }
      for (int i = 0; i < 12; i++) {
        assertThat(results.get(i).get()).isEqualTo(random(50_000 + i, 100 + i));
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
