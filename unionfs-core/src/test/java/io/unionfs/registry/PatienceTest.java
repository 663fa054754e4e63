package io.unionfs.registry;

import static io.unionfs.registry.RegistryContractTest.blob;
import static io.unionfs.registry.RegistryContractTest.push;
import static io.unionfs.registry.RegistryContractTest.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestAuth;
import io.unionfs.testing.registry.TestRegistry;
import io.unionfs.testing.registry.TestReply;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How often is tried again, and how long is waited: never for ever. */
class PatienceTest extends FaultTestBase {
  private static final Duration SILENCE = Duration.ofMillis(600);
  private static final byte[] BYTES = random(100_000, 1);

  @Override
  RegistryClient.Builder builder() {
    return super.builder().silence(SILENCE);
  }

  private static void soon(ThrowingCallable call) {
    assertTimeoutPreemptively(SOON, call::call);
  }

  private Repository once(TestRegistry registry) {
    return app(registry, builder().attempts(1));
  }

  @Test
  void whoAsksToComeAgainInSecondsIsAskedThen() throws Exception {
    for (int status : new int[] {429, 503}) {
      TestRegistry registry = registry().blob("app", BYTES);
      pauses.clear();
      registry.next("GET", "/blobs/", Fault.busy(status, "7"));
      assertThat(app(registry).fetch(blob(BYTES), BYTES.length)).isEqualTo(BYTES);
      assertThat(pauses).containsExactly(Duration.ofSeconds(7));
    }
  }

  @Test
  void whoAsksToComeAgainAtATimeIsAskedThen() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.next("GET", "/blobs/", Fault.busy(503, "Tue, 01 Jan 2030 00:00:42 GMT"));
    registry.next("GET", "/blobs/", Fault.busy(503, "Mon, 31 Dec 2029 00:00:42 GMT"));
    app(registry).fetch(blob(BYTES), BYTES.length);
    assertThat(pauses).containsExactly(Duration.ofSeconds(42), Duration.ZERO);
  }

  @Test
  void whoAsksToComeAgainInAnHourIsGivenUp() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.next("GET", "/blobs/", Fault.busy(429, "3600"));
    RegistryException e =
        assertRefused(Kind.UNAVAILABLE, () -> app(registry).fetch(blob(BYTES), BYTES.length));
    assertThat(e).hasMessageContaining("come again in 3600 seconds");
    assertThat(pauses).isEmpty();
  }

  @Test
  void whatIsNoTimeToComeAgainIsIgnored() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    for (String after : new String[] {"soon", "-1", "99999999999", ""}) {
      registry.next("GET", "/blobs/", Fault.busy(503, after));
    }
    app(registry).fetch(blob(BYTES), BYTES.length);
    assertThat(pauses).hasSize(4).allMatch(pause -> pause.toSeconds() < 10);
  }

  @Test
  void pausesGrowAndAttemptsAreCounted() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    for (int status : new int[] {500, 502, 503, 504, 429}) {
      registry.next("HEAD", "/blobs/", Fault.instead(TestReply.of(status)));
    }
    RegistryException e =
        assertRefused(Kind.UNAVAILABLE, () -> app(registry).hasBlob(blob(BYTES).digest()));
    assertThat(e).hasMessageContaining("status 429").hasMessageContaining("tried 5 times");
    assertThat(registry.requests("HEAD", "/blobs/")).hasSize(5);
    assertThat(pauses).hasSize(4);
    for (int i = 0; i < 4; i++) {
      long whole = 500L << i;
      assertThat(pauses.get(i).toMillis()).isBetween(whole / 2, whole);
    }
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() throws Exception {
    TestRegistry registry = registry();
    for (int status : new int[] {400, 403, 404, 405, 410, 501, 600, 204}) {
      registry.next("GET", "/manifests/", Fault.instead(TestReply.of(status)));
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> app(registry).manifest("v1"));
    }
    assertThat(pauses).isEmpty();
  }

  @Test
  void aRegistryThatDoesNotAnswerIsGivenUp() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.always("", "/blobs/", Fault.silent());
    soon(
        () -> {
          RegistryException e =
              assertRefused(Kind.UNAVAILABLE, () -> once(registry).hasBlob(blob(BYTES).digest()));
          assertThat(e).hasMessageContaining("is silent");
        });
  }

  @Test
  void aRegistryThatFallsSilentIsGivenUpAndAskedAgain() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.next("GET", "/blobs/", Fault.silentAfter(50_000));
    soon(() -> app(registry).fetch(blob(BYTES), directory.resolve("x"), ProgressListener.NONE));
    assertThat(directory.resolve("x")).hasBinaryContent(BYTES);
    assertThat(registry.requests("GET", "/blobs/").get(1).header("Range")).contains("bytes=50000-");
  }

  @Test
  void aRegistryThatSendsAByteNowAndThenIsGivenUp() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.manifest("app", "v1", "application/json", BYTES);
    registry.always("GET", "", Fault.trickle(1, Duration.ofMillis(50)));
    soon(
        () -> {
          RegistryException e =
              assertRefused(
                  Kind.UNAVAILABLE, () -> once(registry).fetch(blob(BYTES), BYTES.length));
          assertThat(e).hasMessageContaining("too slowly");
        });
    soon(() -> assertRefused(Kind.UNAVAILABLE, () -> once(registry).manifest("v1")));
  }

  @Test
  void aDocumentThatTakesTooLongAsAWholeIsGivenUp() throws Exception {
    byte[] large = new byte[4_000_000];
    TestRegistry registry = registry().manifest("app", "v1", "application/json", large);
    registry.always("GET", "", Fault.trickle(8192, Duration.ofMillis(100)));
    soon(
        () -> {
          RegistryException e =
              assertRefused(Kind.UNAVAILABLE, () -> once(registry).manifest("v1"));
          assertThat(e).hasMessageContaining("too slowly");
        });
  }

  @Test
  void aBlobThatComesSlowlyButSteadilyIsWaitedFor() throws Exception {
    byte[] some = random(60_000, 3);
    TestRegistry registry = registry().blob("app", some);
    registry.always("GET", "", Fault.trickle(4096, Duration.ofMillis(300)));
    app(registry, builder().attempts(1).silence(Duration.ofMillis(1500)))
        .fetch(blob(some), directory.resolve("x"), ProgressListener.NONE);
    assertThat(directory.resolve("x")).hasBinaryContent(some);
  }

  @Test
  void theTimeThatTheReaderTakesDoesNotCount() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    AtomicReference<Boolean> slept = new AtomicReference<>(false);
    once(registry)
        .fetch(
            blob(BYTES),
            directory.resolve("x"),
            (what, done, total) -> {
              if (done > 0 && !slept.getAndSet(true)) {
                sleep(SILENCE.multipliedBy(4));
              }
            });
    assertThat(directory.resolve("x")).hasBinaryContent(BYTES);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDocumentThatNeverEndsIsCutOff() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.manifest("app", "v1", RegistryContractTest.OCI_MANIFEST, "{}".getBytes());
    registry.always("GET", "", Fault.endless());
    soon(
        () -> {
          RegistryException e = assertRefused(Kind.INVALID, () -> app(registry).manifest("v1"));
          assertThat(e).hasMessageContaining("longer than 4194304 bytes");
          assertRefused(Kind.INVALID, () -> app(registry).tags());
        });
  }

  @Test
  void anErrorThatNeverEndsIsCutOff() throws Exception {
    TestRegistry registry = registry();
    registry.always("GET", "", Fault.endless());
    soon(() -> assertRefused(Kind.NOT_FOUND, () -> app(registry).manifest("v1")));
  }

  @Test
  void aTokenThatNeverEndsIsCutOff() throws Exception {
    TestRegistry registry = registry(TestAuth.token(WHO));
    registry.always("GET", "/token", Fault.endless());
    soon(
        () -> {
          RegistryException e = assertRefused(Kind.INVALID, () -> app(registry).manifest("v1"));
          assertThat(e).hasMessageContaining("longer than 1048576 bytes");
        });
  }

  @Test
  void aHeadThatNeverEndsIsCutOff() throws Exception {
    TestRegistry registry = registry();
    registry.always("GET", "/manifests/", Fault.endlessHead());
    soon(() -> assertRefused(Kind.UNAVAILABLE, () -> once(registry).manifest("v1")));
  }

  @Test
  void whatIsNotHttpIsACutConnection() throws Exception {
    for (String text : new String[] {"", "\0\0\0", "SSH-2.0-x\r\n", "HTTP/1.1 abc\r\n\r\n"}) {
      TestRegistry registry = registry();
      registry.always("GET", "/manifests/", Fault.raw(text));
      soon(() -> assertRefused(Kind.UNAVAILABLE, () -> once(registry).manifest("v1")));
    }
  }

  @Test
  void aRegistryThatTakesNothingIsGivenUp() throws Exception {
    TestRegistry registry = registry();
    registry.always("PUT", "/uploads/", Fault.silent());
    byte[] large = random((int) Session.CHUNK, 2);
    soon(
        () -> {
          RegistryException e = assertRefused(Kind.UNAVAILABLE, () -> push(once(registry), large));
          assertThat(e).hasMessageContaining("takes what is sent too slowly");
        });
  }

  @Test
  void nobodyThereIsToldAtOnce() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Repository nobody =
        client(builder()).repository(ImageReference.parse("localhost:" + port + "/app"));
    RegistryException e = assertRefused(Kind.UNAVAILABLE, () -> nobody.manifest("v1"));
    assertThat(e).hasMessageContaining("nobody listens there");
    assertThat(pauses).isEmpty();
  }

  @Test
  void whoWaitsForTheEndOfALineInsteadOfTlsIsSpokenToWithout() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Object> server = failing(() -> serveSlowly(slow));
      Repository there =
          client(builder())
              .repository(ImageReference.parse("localhost:" + slow.getLocalPort() + "/app"));
      soon(() -> assertThat(there.hasBlob(blob(BYTES).digest())).isTrue());
      assertThat(server.get(5, TimeUnit.SECONDS)).isEqualTo("it succeeded");
    }
  }

  /** Says nothing to what does not begin with a letter. */
  private static void serveSlowly(ServerSocket server) throws IOException {
    try (Socket tls = server.accept();
        Socket plain = server.accept()) {
      assertThat(tls.getInputStream().read()).isEqualTo(0x16);
      assertThat(plain.getInputStream().read()).isEqualTo('H');
      plain.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes());
      plain.getOutputStream().flush();
    }
  }

  /** Calls in a thread that is interrupted when it is asked; returns what it throws. */
  private static Throwable interrupted(TestRegistry registry, String method, ThrowingCallable call)
      throws Exception {
    return interrupted(() -> !registry.requests(method, "").isEmpty(), call);
  }

  private static Throwable interrupted(Callable<Boolean> ready, ThrowingCallable call)
      throws Exception {
    AtomicReference<Boolean> still = new AtomicReference<>();
    CompletableFuture<Throwable> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                call.call();
                result.complete(new AssertionError("it succeeded"));
              } catch (Throwable e) {
                still.set(Thread.currentThread().isInterrupted());
                result.complete(e);
              }
            });
    thread.start();
    while (!ready.call()) {
      assertThat(result).isNotDone();
      Thread.sleep(5);
    }
    Thread.sleep(100);
    thread.interrupt();
    Throwable e = result.get(5, TimeUnit.SECONDS);
    assertThat(still.get()).as("the thread is still interrupted").isTrue();
    return e;
  }

  private Repository patient(TestRegistry registry) {
    return client(RegistryClient.builder().silence(Duration.ofMinutes(5)))
        .repository(ImageReference.parse(registry.host() + "/app"));
  }

  @Test
  void anInterruptEndsTheWaitForAnAnswer() throws Exception {
    TestRegistry registry = registry();
    registry.always("HEAD", "", Fault.silent());
    Repository app = patient(registry);
    assertThat(interrupted(registry, "HEAD", () -> app.hasBlob(blob(BYTES).digest())))
        .isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void anInterruptEndsTheWaitForABlob() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.always("GET", "/blobs/", Fault.silentAfter(10_000));
    Repository app = patient(registry);
    Path part = directory.resolve("x");
    assertThat(
            interrupted(
                () -> Files.exists(part) && Files.size(part) == 10_000,
                () -> app.fetch(blob(BYTES), part, ProgressListener.NONE)))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(part).hasSize(10_000);
  }

  @Test
  void anInterruptEndsAnUpload() throws Exception {
    TestRegistry registry = registry();
    registry.always("PUT", "", Fault.silent());
    Repository app = patient(registry);
    assertThat(interrupted(registry, "PUT", () -> push(app, BYTES)))
        .isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void anInterruptEndsAPause() throws Exception {
    TestRegistry registry = registry();
    registry.always("HEAD", "", Fault.busy(503, "100"));
    Repository app = patient(registry);
    assertThat(interrupted(registry, "HEAD", () -> app.hasBlob(blob(BYTES).digest())))
        .isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void closingTheClientEndsWhatIsUnderWay() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.always("HEAD", "", Fault.silent());
    registry.always("GET", "/blobs/", Fault.silentAfter(10_000));
    RegistryClient client = client(RegistryClient.builder().silence(Duration.ofMinutes(5)));
    Repository app = client.repository(ImageReference.parse(registry.host() + "/app"));
    CompletableFuture<Object> head = failing(() -> app.hasBlob(blob(BYTES).digest()));
    CountDownLatch some = new CountDownLatch(1);
    ProgressListener progress =
        (what, done, total) -> {
          if (done > 0) {
            some.countDown();
          }
        };
    CompletableFuture<Object> get =
        failing(() -> app.fetch(blob(BYTES), directory.resolve("x"), progress));
    assertThat(some.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    while (registry.requests("HEAD", "").isEmpty()) {
      Thread.sleep(5);
    }
    Thread.sleep(100);
    client.close();
    assertThat(head.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    assertThat(get.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> app.hasBlob(blob(BYTES).digest()))
        .withMessageContaining("closed");
  }

  private static CompletableFuture<Object> failing(ThrowingCallable call) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                call.call();
                result.complete("it succeeded");
              } catch (Throwable e) {
                result.complete(e);
              }
            });
    thread.start();
    return result;
  }
}
