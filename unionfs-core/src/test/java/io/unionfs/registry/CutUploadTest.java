package io.unionfs.registry;

import static io.unionfs.registry.RegistryContractTest.blob;
import static io.unionfs.registry.RegistryContractTest.push;
import static io.unionfs.registry.RegistryContractTest.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.unionfs.layer.Content;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.registry.Repository.Pushed;
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestRegistry;
import io.unionfs.testing.registry.TestReply;
import io.unionfs.testing.registry.TestRequest;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blobs on their way up, and what happens to them. */
class CutUploadTest extends FaultTestBase {
  private static final int CHUNK = (int) Session.CHUNK;
  private static final byte[] SMALL = random(100_000, 1);
  private static final byte[] LARGE = random(2 * CHUNK + 1000, 2);

  private static List<String> ranges(TestRegistry registry, String method) {
    return registry.requests(method, "/uploads/").stream()
        .map(request -> request.header("Content-Range").orElse(""))
        .toList();
  }

  private static void assertPushed(TestRegistry registry, byte[] bytes) {
    assertThat(registry.hasBlob("app", blob(bytes).digest())).isTrue();
    assertThat(registry.openUploads()).isEmpty();
  }

  @Test
  void aSmallBlobIsSentAtOnce() throws Exception {
    TestRegistry registry = registry();
    assertThat(push(app(registry), SMALL)).isEqualTo(Pushed.SENT);
    assertPushed(registry, SMALL);
    assertThat(registry.requests()).extracting(TestRequest::method).endsWith("HEAD", "POST", "PUT");
  }

  @Test
  void aLargeBlobIsSentInChunks() throws Exception {
    TestRegistry registry = registry();
    push(app(registry), LARGE);
    assertPushed(registry, LARGE);
    assertThat(ranges(registry, "PATCH"))
        .containsExactly("0-" + (CHUNK - 1), CHUNK + "-" + (2 * CHUNK - 1));
    assertThat(ranges(registry, "PUT")).containsExactly(2 * CHUNK + "-" + (LARGE.length - 1));
  }

  @Test
  void chunksAreAsLargeAsTheRegistryWants() throws Exception {
    TestRegistry registry = registry().leastChunk(CHUNK + 5000);
    push(app(registry), LARGE);
    assertPushed(registry, LARGE);
    assertThat(ranges(registry, "PATCH")).containsExactly("0-" + (CHUNK + 4999));
  }

  @Test
  void anUploadGoesOnWithWhatTheRegistryDoesNotHave() throws Exception {
    TestRegistry registry = registry();
    registry.next("PATCH", "/uploads/", Fault.changed(reply -> reply));
    registry.next("PATCH", "/uploads/", Fault.cutUpload(5_000_000));
    push(app(registry), LARGE);
    assertPushed(registry, LARGE);
    assertThat(registry.requests("POST", "/uploads/")).hasSize(1);
    assertThat(ranges(registry, "PATCH"))
        .containsExactly("0-" + (CHUNK - 1), CHUNK + "-" + (2 * CHUNK - 1));
    assertThat(ranges(registry, "PUT"))
        .containsExactly((CHUNK + 5_000_000) + "-" + (LARGE.length - 1));
  }

  @Test
  void anUploadWhoseChunkCameButWhoseAnswerDidNotGoesOn() throws Exception {
    TestRegistry registry = registry();
    registry.next("PATCH", "/uploads/", Fault.cutBeforeAnswer());
    push(app(registry), LARGE);
    assertPushed(registry, LARGE);
    assertThat(registry.requests("PATCH", "/uploads/")).hasSize(2);
  }

  @Test
  void anUploadThatTheRegistryForgotBeginsAnew() throws Exception {
    TestRegistry registry = registry();
    registry.next("PATCH", "/uploads/", Fault.cutUpload(1000));
    registry.next("GET", "/uploads/", Fault.instead(TestReply.of(404)));
    push(app(registry), LARGE);
    assertPushed(registry, LARGE);
    assertThat(registry.requests("POST", "/uploads/")).hasSize(2);
  }

  @Test
  void anUploadWhoseStateIsNotUnderstoodBeginsAnew() throws Exception {
    TestRegistry registry = registry();
    for (String range : new String[] {null, "much", "5-10", "0-99999999999"}) {
      registry.next("PATCH", "/uploads/", Fault.cutUpload(1000));
      registry.next("GET", "/uploads/", Fault.changed(reply -> reply.with("Range", range)));
    }
    push(app(registry), LARGE);
    assertPushed(registry, LARGE);
  }

  @Test
  void aSmallBlobThatWasCutIsSentAgain() throws Exception {
    TestRegistry registry = registry();
    registry.next("PUT", "/uploads/", Fault.cutUpload(1000));
    push(app(registry), SMALL);
    assertPushed(registry, SMALL);
  }

  @Test
  void aBlobWhoseCompletionCameButWhoseAnswerDidNotIsThereInTheEnd() throws Exception {
    TestRegistry registry = registry();
    registry.next("PUT", "/uploads/", Fault.cutBeforeAnswer());
    push(app(registry), SMALL);
    assertPushed(registry, SMALL);
    assertThat(registry.requests("PUT", "/uploads/")).hasSize(1);
  }

  @Test
  void aRegistryThatTakesNoChunksIsSentTheWhole() throws Exception {
    TestRegistry registry = registry().refuseChunks();
    push(app(registry), LARGE);
    assertPushed(registry, LARGE);
    assertThat(registry.requests("PATCH", "/uploads/")).hasSize(1);
  }

  @Test
  void aRegistryThatHasMoreThanItWasSentIsRefused() throws Exception {
    TestRegistry registry = registry();
    registry.next("PATCH", "/uploads/", Fault.changed(reply -> reply.with("Range", "0-99999999")));
    RegistryException e = assertRefused(Kind.INVALID, () -> push(app(registry), LARGE));
    assertThat(e).hasMessageContaining("says that it has \"0-99999999\"");
    assertThat(registry.openUploads()).isEmpty();
  }

  @Test
  void whatTheRegistryTookOfAChunkIsNotSentAgain() throws Exception {
    TestRegistry registry = registry();
    registry.next(
        "PATCH",
        "/uploads/",
        exchange -> {
          exchange.takeOnly(CHUNK - 77);
          exchange.send(
              TestReply.of(202)
                  .with("Location", exchange.request().path())
                  .with("Range", "0-" + (CHUNK - 78)));
          return Fault.Then.GO_ON;
        });
    push(app(registry), LARGE);
    assertPushed(registry, LARGE);
    assertThat(ranges(registry, "PATCH").get(1)).startsWith((CHUNK - 77) + "-");
  }

  @Test
  void aRegistryThatFindsAnotherDigestRefusesAndNothingIsLeft() throws Exception {
    TestRegistry registry = registry();
    byte[] other = random(SMALL.length, 3);
    RegistryException e =
        assertRefused(
            Kind.INVALID,
            () ->
                app(registry)
                    .push(blob(SMALL), Content.of(other), List.of(), ProgressListener.NONE));
    assertThat(e).hasMessageContaining("DIGEST_INVALID");
    assertThat(registry.openUploads()).isEmpty();
    assertThat(registry.hasBlob("app", blob(other).digest())).isFalse();
  }

  @Test
  void contentOfAnotherSizeIsNotSent() throws Exception {
    TestRegistry registry = registry();
    Content other = Content.of(new byte[3]);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> app(registry).push(blob(SMALL), other, List.of(), ProgressListener.NONE))
        .withMessageContaining("has 3 bytes where 100000 are due");
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void contentThatCannotBeReadEndsThePushAtOnce() throws Exception {
    TestRegistry registry = registry();
    Content damaged =
        new Content() {
          @Override
          public long size() {
            return SMALL.length;
          }

          @Override
          public Reader open() {
            return new Reader() {
              @Override
              public int read(java.nio.ByteBuffer target, long position) throws IOException {
                throw new IOException("the disk is broken");
              }

              @Override
              public void close() {}
            };
          }
        };
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () -> app(registry).push(blob(SMALL), damaged, List.of(), ProgressListener.NONE))
        .withMessageContaining("the disk is broken");
    assertThat(pauses).isEmpty();
  }

  @Test
  void aMountThatIsDeniedIsNoReasonNotToSend() throws Exception {
    TestRegistry registry = registry().blob("base", SMALL);
    registry.next("POST", "/uploads/", Fault.instead(TestReply.error(403, "DENIED", "not yours")));
    assertThat(push(app(registry), SMALL, "base")).isEqualTo(Pushed.SENT);
    assertPushed(registry, SMALL);
  }

  @Test
  void aRegistryThatDoesNotSayWhereToSendIsRefused() throws Exception {
    TestRegistry registry = registry();
    for (String location : new String[] {null, "", "ftp://localhost/x", "http://[", "http:"}) {
      registry.next("POST", "/uploads/", Fault.changed(reply -> reply.with("Location", location)));
      assertRefused(Kind.INVALID, () -> push(app(registry), SMALL));
    }
  }

  @Test
  void anAbsolutePlaceWithAQueryIsTaken() throws Exception {
    TestRegistry registry = registry();
    registry.always(
        "POST",
        "/uploads/",
        Fault.changed(
            reply ->
                reply.with(
                    "Location",
                    registry.origin() + reply.headers().get("Location") + "&a=%2Fb%3D#part")));
    push(app(registry), SMALL);
    assertPushed(registry, SMALL);
    TestRequest put = registry.requests("PUT", "/uploads/").get(0);
    assertThat(put.parameter("a")).contains("/b=");
    assertThat(put.parameter("digest")).contains(blob(SMALL).digest().toString());
  }

  @Test
  void aRegistryThatTakesAByteOfEachChunkIsGivenUp() throws Exception {
    TestRegistry registry = registry();
    registry.always(
        "PATCH",
        "/uploads/",
        exchange -> {
          exchange.takeOnly(1);
          String from = exchange.request().header("Content-Range").orElse("").split("-")[0];
          exchange.send(
              TestReply.of(202)
                  .with("Location", exchange.request().path())
                  .with("Range", "0-" + from));
          return Fault.Then.GO_ON;
        });
    assertRefused(Kind.UNAVAILABLE, () -> push(app(registry), LARGE));
    assertThat(registry.requests("PATCH", "/uploads/")).hasSizeLessThanOrEqualTo(5);
  }
}
