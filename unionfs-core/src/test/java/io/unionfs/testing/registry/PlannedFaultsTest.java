package io.unionfs.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.image.Manifest;
import io.unionfs.layer.Digest;
import io.unionfs.testing.images.SyntheticImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link TestRegistry} answers when something is planned, as a foreign client sees it. */
class PlannedFaultsTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final SyntheticImage image = SyntheticImage.builder().files(5).build();
  private TestRegistry registry;

  @BeforeEach
  void open() throws IOException {
    registry = TestRegistry.open().image("app:1", image);
  }

  @AfterEach
  void close() throws IOException {
    registry.close();
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(registry.origin() + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String config(SyntheticImage image) {
    return "/v2/app/blobs/" + image.manifest().config().digest();
  }

  @Test
  void anImageIsThereWithAllItsBlobs() throws Exception {
    Manifest manifest = image.manifest();
    assertThat(get("/v2/app/manifests/1").body()).isEqualTo(manifest.bytes());
    assertThat(get("/v2/app/manifests/" + manifest.digest()).body()).isEqualTo(manifest.bytes());
    assertThat(get(config(image)).body()).isEqualTo(image.config().bytes());
    Digest layer = manifest.layers().get(0).digest();
    assertThat(registry.blob("app", layer).orElseThrow())
        .hasSize((int) manifest.layers().get(0).size());
    assertThat(registry.manifest("app", "1")).hasValue(manifest.bytes());
    assertThat(registry.manifest("app", "2")).isEmpty();
    assertThat(registry.blob("other", layer)).isEmpty();
    assertThat(registry.tags("app")).containsExactly("1");
  }

  @Test
  void bodiesAreChangedShortenedAndLengthenedAsIfTheyWereRight() throws Exception {
    byte[] right = image.config().bytes();
    registry.next("GET", "/blobs/", Fault.corrupted());
    byte[] corrupted = get(config(image)).body();
    assertThat(Arrays.mismatch(corrupted, right)).isEqualTo(right.length - 1);
    registry.next("GET", "/blobs/", Fault.shortened(10));
    assertThat(get(config(image)).body()).isEqualTo(Arrays.copyOf(right, 10));
    registry.next("GET", "/blobs/", Fault.lengthened(3));
    assertThat(get(config(image)).body()).isEqualTo(Arrays.copyOf(right, right.length + 3));
    assertThat(get(config(image)).body()).isEqualTo(right);
  }

  @Test
  void aFaultIsForTheFirstRequestThatFitsAndAlwaysForAllOthers() throws Exception {
    registry.always("GET", "/manifests/", Fault.instead(TestReply.of(500)));
    registry.next("", "/manifests/1", Fault.busy(429, "7"));
    HttpResponse<byte[]> busy = get("/v2/app/manifests/1");
    assertThat(busy.statusCode()).isEqualTo(429);
    assertThat(busy.headers().firstValue("Retry-After")).hasValue("7");
    assertThat(get("/v2/app/manifests/1").statusCode()).isEqualTo(500);
    assertThat(get(config(image)).statusCode()).isEqualTo(200);
    registry.noFaults();
    assertThat(get("/v2/app/manifests/1").statusCode()).isEqualTo(200);
  }

  @Test
  void aLateAnswerIsRight() throws Exception {
    registry.next("GET", "", Fault.late(Duration.ofMillis(300)));
    long begun = System.nanoTime();
    assertThat(get(config(image)).body()).isEqualTo(image.config().bytes());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(290));
  }

  @Test
  void aRequestTellsWhatCameWithIt() throws Exception {
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(registry.origin() + "/v2/app/manifests/no?a=b%20c&a=d"))
            .header("X-Field", "value")
            .PUT(HttpRequest.BodyPublishers.ofString("{ no JSON"))
            .build();
    HttpResponse<String> reply = client.send(put, HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.body()).contains("MANIFEST_INVALID");
    TestRequest request = registry.requests("PUT", "").get(0);
    assertThat(request.parameter("a")).hasValue("b c");
    assertThat(request.header("x-field")).hasValue("value");
    assertThat(request.bodyBytes()).isEqualTo(9);
    assertThat(request).hasToString("PUT /v2/app/manifests/no?a=b c&a=d");
  }
}
