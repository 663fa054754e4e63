package io.unionfs.registry;

import io.unionfs.layer.Digest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A small registry on the loopback address that does wrong when it is told to. It speaks the OCI
 * distribution specification 1.1, keeps all in memory, and remembers what it was asked.
 *
 * <pre>{@code
 * try (TestRegistry registry = TestRegistry.open()) {
 *   registry.next("GET", "/blobs/", Fault.cutAfter(1000));
 *   ... // the next fetch of a blob is cut after 1,000 bytes
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class TestRegistry implements AutoCloseable {
  private static final Pattern PLACE =
      Pattern.compile("/v2/(.+?)/(blobs|manifests|tags|referrers)/(.*)");

  /** A TLS client's first byte (RFC 8446, 5.1). */
  private static final int HANDSHAKE = 0x16;

  private record Planned(String method, String part, Fault fault) {
    boolean fits(TestRequest request) {
      return (method.isEmpty() || method.equals(request.method())) && request.path().contains(part);
    }
  }

  private final ServerSocket server;
  private final String scheme;
  private final TestAuth auth;
  private final TestStorage storage = new TestStorage();
  private final List<Planned> planned = new ArrayList<>(); // guarded by itself
  private final List<Planned> lasting = new CopyOnWriteArrayList<>();
  private final List<TestRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private TestRegistry(ServerSocket server, String scheme, TestAuth auth) {
    this.server = server;
    this.scheme = scheme;
    this.auth = auth;
  }

  /** A registry that lets everyone in, without TLS. */
  public static TestRegistry open() throws IOException {
    return open(TestAuth.none());
  }

  /** A registry without TLS. */
  public static TestRegistry open(TestAuth auth) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return started(new TestRegistry(new ServerSocket(0, 50, loopback), "http", auth));
  }

  /** A registry behind TLS. */
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

  /** Host and port, as in image names. */
  public String host() {
    return "localhost:" + server.getLocalPort();
  }

  /** Scheme, host and port. */
  public String origin() {
    return scheme + "://" + host();
  }

  /** The next request of this method whose path has this part is answered with a fault. */
  public TestRegistry next(String method, String part, Fault fault) {
    synchronized (planned) {
      planned.add(new Planned(method, part, fault));
    }
    return this;
  }

  /** The next {@code times} requests are. */
  public TestRegistry next(int times, String method, String part, Fault fault) {
    for (int i = 0; i < times; i++) {
      next(method, part, fault);
    }
    return this;
  }

  /** All such requests from now on are. */
  public TestRegistry always(String method, String part, Fault fault) {
    lasting.add(new Planned(method, part, fault));
    return this;
  }

  /** It lists referrers; else clients must keep the tag that takes their place. */
  public TestRegistry referrersApi() {
    storage.referrersApi();
    return this;
  }

  /** Chunks must have so many bytes, it says. */
  public TestRegistry leastChunk(int bytes) {
    storage.leastChunk(bytes);
    return this;
  }

  /** It takes blobs whole only. */
  public TestRegistry refuseChunks() {
    storage.refuseChunks();
    return this;
  }

  /** Lists come in pages of so many entries. */
  public TestRegistry page(int entries) {
    storage.page(entries);
    return this;
  }

  /** A blob that is there. */
  public TestRegistry blob(String repository, byte[] bytes) {
    storage.putBlob(repository, bytes);
    return this;
  }

  /** A manifest that is there, whatever it says. */
  public TestRegistry manifest(String repository, String tag, String mediaType, byte[] bytes) {
    storage.putManifest(repository, tag, mediaType, bytes);
    return this;
  }

  public boolean hasBlob(String repository, Digest digest) {
    return storage.hasBlob(repository, digest);
  }

  /** The uploads that were begun and neither completed nor abandoned. */
  public Set<String> openUploads() {
    return storage.sessions();
  }

  /** How many connections were made to it. */
  public int connections() {
    return connections.get();
  }

  /** What it was asked for, in order. */
  public List<TestRequest> requests() {
    return List.copyOf(requests);
  }

  /** The requests of a method whose path has a part. */
  public List<TestRequest> requests(String method, String part) {
    Predicate<TestRequest> fits = new Planned(method, part, null)::fits;
    return requests.stream().filter(fits).toList();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
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
        Optional<TestRequest> request = TestRequest.read(in);
        more = request.isPresent() && answer(request.get(), out) == Fault.Then.GO_ON;
      }
      out.flush();
    } catch (IOException | InterruptedException e) {
      // the client left, or the test is over
    } finally {
      sockets.remove(socket);
      threads.remove(Thread.currentThread());
    }
  }

  private Fault.Then answer(TestRequest request, OutputStream out)
      throws IOException, InterruptedException {
    requests.add(request);
    Fault fault = fault(request);
    return fault.answer(
        new Fault.Exchange() {
          @Override
          public TestRequest request() {
            return request;
          }

          @Override
          public TestReply reply() throws IOException {
            return right(request);
          }

          @Override
          public void takeOnly(int bytes) throws IOException {
            String session = request.path().substring(request.path().lastIndexOf('/') + 1);
            byte[] taken = request.body().readNBytes(bytes);
            storage.append(session, new java.io.ByteArrayInputStream(taken));
          }
        },
        out);
  }

  private Fault fault(TestRequest request) {
    synchronized (planned) {
      for (Iterator<Planned> all = planned.iterator(); all.hasNext(); ) {
        Planned each = all.next();
        if (each.fits(request)) {
          all.remove();
          return each.fault();
        }
      }
    }
    for (Planned each : lasting) {
      if (each.fits(request)) {
        return each.fault();
      }
    }
    return Fault.changed(reply -> reply);
  }

  private TestReply right(TestRequest request) throws IOException {
    TestReply reply = routed(request);
    // What is not read of a body would be taken for the next request.
    request.body().transferTo(OutputStream.nullOutputStream());
    return reply;
  }

  private TestReply routed(TestRequest request) throws IOException {
    if (request.path().equals(TestAuth.TOKEN_PATH)) {
      return auth.token(request);
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
        ? storage.answer(request, repository, place.group(2), place.group(3))
        : TestReply.of(404);
  }

  /** Cuts all connections. */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.forEach(Thread::interrupt);
  }
}
