package io.unionfs.testing.registry;

import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A small registry on the loopback address that does wrong when it is told to. It speaks the OCI
 * distribution specification 1.1, keeps all in memory, and remembers what it was asked. It stands
 * on sockets: no module of the JDK but {@code java.base} is needed.
 *
 * <pre>{@code
 * try (TestRegistry registry = TestRegistry.open()) {
 *   registry.image("team/app:1", image);
 *   registry.next("GET", "/blobs/", Fault.cutAfter(1000));
 *   client.pull(registry.host() + "/team/app:1"); // the first fetch of a blob is cut
 *   assertEquals(2, registry.requests("GET", "/blobs/" + layer).size());
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads. The threads that answer are daemons.
 */
public final class TestRegistry implements AutoCloseable {
  private static final Pattern PLACE =
      Pattern.compile("/v2/(.+?)/(blobs|manifests|tags|referrers)/(.*)");

  /** A TLS client's first byte (RFC 8446, 5.1). */
  private static final int HANDSHAKE = 0x16;

  private static final Optional<String> CLOSE = Optional.of("close");

  private final ServerSocket server;
  private final String scheme;
  private final TestAuth auth;
  private final Repositories repositories = new Repositories();
  private final FaultQueue faults = new FaultQueue();
  private final List<TestRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private TestRegistry(ServerSocket server, String scheme, TestAuth auth) {
    this.server = server;
    this.scheme = scheme;
    this.auth = auth;
  }

  /**
   * A registry that lets everyone in, without TLS, at a port that is free.
   *
   * @throws IOException if no port is free
   */
  public static TestRegistry open() throws IOException {
    return open(TestAuth.none());
  }

  /**
   * A registry without TLS.
   *
   * @throws IOException if no port is free
   */
  public static TestRegistry open(TestAuth auth) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return started(new TestRegistry(new ServerSocket(0, 50, loopback), "http", auth));
  }

  /**
   * A registry behind TLS.
   *
   * @param tls has the key of a certificate for {@code localhost}; {@code keytool -genkeypair}
   *     makes one
   * @throws IOException if no port is free
   */
  public static TestRegistry open(TestAuth auth, SSLContext tls) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerSocket server = tls.getServerSocketFactory().createServerSocket(0, 50, loopback);
    return started(new TestRegistry(server, "https", auth));
  }

  private static TestRegistry started(TestRegistry registry) {
    registry.start(registry::accept);
    return registry;
  }

  private void start(Runnable work) {
    Thread thread = new Thread(work, "test-registry");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Host and port, as in image names: {@code localhost:40123}. */
  public String host() {
    return "localhost:" + server.getLocalPort();
  }

  /** Scheme, host and port. */
  public String origin() {
    return scheme + "://" + host();
  }

  // ---- what goes wrong ----

  /**
   * The next request of a method whose path has a part is answered with a fault. Faults wait in the
   * order in which they were planned, each for the first request that fits.
   *
   * @param method in upper case; empty for any
   * @param part a part of the path, {@code "/manifests/1"}; empty for any
   */
  public TestRegistry next(String method, String part, Fault fault) {
    return next(1, method, part, fault);
  }

  /** The next {@code times} such requests are. */
  public TestRegistry next(int times, String method, String part, Fault fault) {
    faults.next(times, method, part, fault);
    return this;
  }

  /** All such requests from now on are, unless {@link #next} has a fault for one. */
  public TestRegistry always(String method, String part, Fault fault) {
    faults.always(method, part, fault);
    return this;
  }

  /** Nothing goes wrong from now on: all that was planned is dropped. */
  public TestRegistry noFaults() {
    faults.clear();
    return this;
  }

  // ---- how it is ----

  /** It lists referrers; else clients must keep the tag that takes their place. */
  public TestRegistry referrersApi() {
    repositories.referrersApi();
    return this;
  }

  /** Chunks of uploads must have {@code bytes} bytes or more, it says; it takes smaller ones. */
  public TestRegistry leastChunk(int bytes) {
    repositories.leastChunk(bytes);
    return this;
  }

  /** It takes blobs whole only. */
  public TestRegistry refuseChunks() {
    repositories.refuseChunks();
    return this;
  }

  /** Lists of tags and referrers come in pages of so many entries. */
  public TestRegistry page(int entries) {
    repositories.page(entries);
    return this;
  }

  // ---- what is there ----

  /**
   * An image with all its blobs: one that was opened from a file, is in a store, or was made.
   *
   * @param name the repository and, after a colon, the tag; without one it is {@code latest}
   * @throws IllegalArgumentException if the name is none
   * @throws IOException if the image cannot be read
   */
  public TestRegistry image(String name, ImageContent image) throws IOException {
    ImageReference reference = ImageReference.parse(host() + "/" + name);
    Manifest manifest = image.manifest();
    for (Descriptor layer : manifest.layers()) {
      blob(reference.path(), bytes(image.blob(layer)));
    }
    blob(reference.path(), image.config().bytes());
    return manifest(reference.path(), reference.tag(), manifest.mediaType(), manifest.bytes());
  }

  private static byte[] bytes(Content content) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(content.size()));
    try (Content.Reader reader = content.open()) {
      while (all.hasRemaining() && reader.read(all, all.position()) >= 0) {
        // reads on
      }
    }
    return all.array();
  }

  /** A blob of a repository. */
  public TestRegistry blob(String repository, byte[] bytes) {
    repositories.putBlob(repository, bytes);
    return this;
  }

  /**
   * A manifest, whatever it says: it may be hostile.
   *
   * @param reference its tag; or its digest, if it has no tag
   */
  public TestRegistry manifest(
      String repository, String reference, String mediaType, byte[] bytes) {
    repositories.putManifest(repository, reference, mediaType, bytes);
    return this;
  }

  /** Whether a repository has a blob. */
  public boolean hasBlob(String repository, Digest digest) {
    return repositories.hasBlob(repository, digest);
  }

  /** The bytes of a repository's blob, if it has it. */
  public Optional<byte[]> blob(String repository, Digest digest) {
    return repositories.blob(repository, digest);
  }

  /** The bytes of the manifest at a tag or digest, if there is one. */
  public Optional<byte[]> manifest(String repository, String reference) {
    return repositories.manifest(repository, reference);
  }

  /** The tags of a repository, sorted. */
  public List<String> tags(String repository) {
    return repositories.tags(repository);
  }

  /** The uploads that were begun and neither completed nor abandoned. */
  public Set<String> openUploads() {
    return repositories.sessions();
  }

  // ---- what it was asked ----

  /** How many connections were made to it. */
  public int connections() {
    return connections.get();
  }

  /** What it was asked for, in order. */
  public List<TestRequest> requests() {
    return List.copyOf(requests);
  }

  /** The requests of a method whose path has a part; an empty text stands for any. */
  public List<TestRequest> requests(String method, String part) {
    return requests.stream().filter(each -> FaultQueue.fits(each, method, part)).toList();
  }

  // ---- serving ----

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        if (server.isClosed()) {
          socket.close(); // close() may have looked before it was there
        }
        start(() -> serve(socket));
      } catch (IOException e) {
        // closed, or a client that left at once
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      in.mark(1);
      if (scheme.equals("http") && in.read() == HANDSHAKE) {
        return;
      }
      in.reset();
      boolean more = true;
      while (more) {
        Optional<Received> received = Received.read(in);
        more =
            received.isPresent()
                && answer(received.get(), out) == Fault.Then.GO_ON
                && !received.get().request().header("Connection").equals(CLOSE);
      }
      out.flush();
    } catch (IOException | InterruptedException e) {
      // the client left, or the test is over
    } finally {
      sockets.remove(socket);
      threads.remove(Thread.currentThread());
    }
  }

  private Fault.Then answer(Received received, OutputStream out)
      throws IOException, InterruptedException {
    requests.add(received.request());
    Fault fault = faults.of(received.request());
    try {
      return fault.answer(new Served(received, out, this::routed, repositories));
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e); // of a function of the test, an assertion perhaps
      return Fault.Then.CUT;
    }
  }

  private TestReply routed(Received received) throws IOException {
    TestRequest request = received.request();
    if (request.path().equals(TestAuth.TOKEN_PATH)) {
      return auth.token(received);
    }
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    Matcher place = PLACE.matcher(request.path());
    String repository = place.matches() ? place.group(1) : "";
    Optional<TestReply> refused =
        auth.check(origin(), request, repository, reads ? "pull" : "pull,push");
    if (refused.isEmpty() && request.parameter("mount").isPresent()) {
      refused = auth.check(origin(), request, request.parameter("from").orElse(""), "pull");
    }
    if (refused.isPresent()) {
      return refused.get();
    }
    if (request.path().equals("/v2/")) {
      return TestReply.of(200).body("{}");
    }
    return place.matches()
        ? repositories.answer(received, repository, place.group(2), place.group(3))
        : TestReply.of(404);
  }

  /**
   * Cuts all connections; faults that wait end. A second call does nothing.
   *
   * @throws AssertionError if the function of a {@link Fault} failed with an unchecked exception or
   *     an error, which is the cause
   */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.forEach(Thread::interrupt);
    Throwable failed = failure.getAndSet(null);
    if (failed != null) {
      throw new AssertionError("a fault's function failed: " + failed, failed);
    }
  }
}
