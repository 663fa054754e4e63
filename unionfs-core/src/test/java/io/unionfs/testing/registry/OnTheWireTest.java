package io.unionfs.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.archive.Hashing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the registry of tests answers clients other than ours. */
@Timeout(60)
class OnTheWireTest {
  private static final byte[] BLOB = "0123456789".getBytes(StandardCharsets.UTF_8);
  private static final String DIGEST = Hashing.sha256(BLOB).toString();
  private static final byte[] MANIFEST = "{\"layers\":[]}".getBytes(StandardCharsets.UTF_8);
  private static final String MANIFEST_DIGEST = Hashing.sha256(MANIFEST).toString();
  private static final int SOON_MILLIS = 20_000;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private TestRegistry registry;

  @BeforeEach
  void open() throws IOException {
    registry = TestRegistry.open();
    registry.blob("app", BLOB);
    for (String tag : new String[] {"a", "b", "c"}) {
      registry.manifest("app", tag, "application/vnd.oci.image.manifest.v1+json", MANIFEST);
    }
  }

  @AfterEach
  void close() throws IOException {
    registry.close();
  }

  private HttpResponse<String> ask(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(registry.origin() + "/v2/app/" + path))
            .timeout(Duration.ofMillis(SOON_MILLIS))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private String range(String range) throws Exception {
    HttpResponse<String> reply = ask("GET", "blobs/" + DIGEST, "Range", range);
    return reply.statusCode()
        + " "
        + reply.headers().firstValue("Content-Range").orElse("-")
        + " "
        + reply.body();
  }

  @Test
  void aPartOfABlobIsWhatWasAskedFor() throws Exception {
    assertThat(range("bytes=2-4")).isEqualTo("206 bytes 2-4/10 234");
    assertThat(range("bytes=0-0")).isEqualTo("206 bytes 0-0/10 0");
    assertThat(range("bytes=7-")).isEqualTo("206 bytes 7-9/10 789");
    assertThat(range("bytes=7-999999999999")).isEqualTo("206 bytes 7-9/10 789");
    assertThat(range("bytes=4-2")).isEqualTo("200 - 0123456789");
    assertThat(range("bytes=10-")).isEqualTo("416 bytes */10 ");
    assertThat(range("bytes=99999999999-")).isEqualTo("416 bytes */10 ");
  }

  @Test
  void aTagIsDeletedAloneAndAManifestWithItsTags() throws Exception {
    assertThat(ask("DELETE", "manifests/a").statusCode()).isEqualTo(202);
    assertThat(registry.tags("app")).containsExactly("b", "c");
    assertThat(registry.manifest("app", MANIFEST_DIGEST)).isPresent();
    assertThat(ask("DELETE", "manifests/a").statusCode()).isEqualTo(404);
    assertThat(ask("DELETE", "manifests/" + MANIFEST_DIGEST).statusCode()).isEqualTo(202);
    assertThat(registry.tags("app")).isEmpty();
    assertThat(registry.manifest("app", MANIFEST_DIGEST)).isEmpty();
  }

  @Test
  void aBlobIsDeletedFromItsRepositoryAlone() throws Exception {
    registry.blob("other", BLOB);
    assertThat(ask("DELETE", "blobs/" + DIGEST).statusCode()).isEqualTo(202);
    assertThat(ask("GET", "blobs/" + DIGEST).statusCode()).isEqualTo(404);
    assertThat(registry.hasBlob("other", Hashing.sha256(BLOB))).isTrue();
  }

  @Test
  void whatNobodyMayDoIsNotAllowed() throws Exception {
    assertThat(ask("PUT", "blobs/" + DIGEST).statusCode()).isEqualTo(405);
    assertThat(ask("POST", "manifests/a").statusCode()).isEqualTo(405);
  }

  @Test
  void aClientSaysHowManyTagsItWants() throws Exception {
    HttpResponse<String> two = ask("GET", "tags/list?n=2");
    assertThat(two.body()).contains("\"a\"", "\"b\"").doesNotContain("\"c\"");
    assertThat(two.headers().firstValue("Link"))
        .hasValue("</v2/app/tags/list?n=2&last=b>; rel=\"next\"");
    HttpResponse<String> rest = ask("GET", "tags/list?n=2&last=b");
    assertThat(rest.body()).contains("\"c\"").doesNotContain("\"a\"");
    assertThat(rest.headers().firstValue("Link")).isEmpty();
    HttpResponse<String> none = ask("GET", "tags/list?n=0");
    assertThat(none.body()).contains("\"tags\":[]");
    assertThat(none.headers().firstValue("Link")).isEmpty();
    assertThat(ask("GET", "tags/list?n=many").body()).contains("\"c\"");
  }

  @Test
  void aConnectionIsClosedIfTheClientWantsThat() throws Exception {
    String[] host = registry.host().split(":");
    try (Socket socket = new Socket(host[0], Integer.parseInt(host[1]))) {
      socket.setSoTimeout(SOON_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("{}");
    }
  }

  @Test
  void aHeadHasNoBodyThatCouldBeCut() throws Exception {
    registry.next("HEAD", "/blobs/", Fault.trickle(3, Duration.ZERO));
    assertThat(ask("HEAD", "blobs/" + DIGEST).headers().firstValue("Content-Length"))
        .isEqualTo(Optional.of("10"));
    assertThat(ask("GET", "blobs/" + DIGEST).body()).isEqualTo("0123456789");
  }

  @Test
  void whatAFaultsFunctionThrowsIsToldAtTheEnd() throws Exception {
    TestRegistry strict = TestRegistry.open();
    strict.always(
        "",
        "",
        exchange -> {
          throw new AssertionError("a GET, not a " + exchange.request().method());
        });
    HttpRequest request = HttpRequest.newBuilder(URI.create(strict.origin() + "/v2/")).build();
    assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(strict::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a fault's function failed")
        .hasMessageContaining("a GET, not a GET");
    strict.close();
  }

  /** A client that gives an upload up does not wait for the connection that sends it yet. */
  @Test
  void anUploadThatIsAbandonedWhileItIsSentIsUnknown() throws Exception {
    for (String method : new String[] {"PATCH", "PUT"}) {
      ask("POST", "blobs/uploads/");
      String session = registry.openUploads().iterator().next();
      String path = "blobs/uploads/" + session;
      String[] host = registry.host().split(":");
      try (Socket socket = new Socket(host[0], Integer.parseInt(host[1]))) {
        socket.setSoTimeout(SOON_MILLIS);
        String fields = "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n";
        String half = method + " /v2/app/" + path + " HTTP/1.1" + fields + "x";
        socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
        while (registry.requests(method, session).stream().noneMatch(r -> r.bodyBytes() == 1)) {
          Thread.sleep(1);
        }
        assertThat(ask("DELETE", path).statusCode()).isEqualTo(204);
        socket.getOutputStream().write('y');
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 404 ")
            .contains("BLOB_UPLOAD_UNKNOWN");
      }
    }
    registry.close(); // and no function of a fault is said to have failed
  }

  /** As any other line that is no request; the thread of the connection bears that alone. */
  @Test
  void aQueryThatCannotBeDecodedIsNoRequest() {
    byte[] request = "GET /v2/?a=%zz HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> Received.read(new ByteArrayInputStream(request)))
        .isInstanceOf(IOException.class)
        .hasMessage("not a parameter: %zz");
  }

  @Test
  void aProxyBeforeNothingCutsItsClient() throws Exception {
    int free;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = server.getLocalPort();
    }
    try (CuttingProxy proxy = CuttingProxy.before("127.0.0.1:" + free)) {
      String[] host = proxy.host().split(":");
      try (Socket socket = new Socket(host[0], Integer.parseInt(host[1]))) {
        socket.setSoTimeout(SOON_MILLIS);
        InputStream in = socket.getInputStream();
        assertThat(in.read()).isEqualTo(-1);
      }
    }
  }
}
