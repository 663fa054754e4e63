package io.unionfs.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** As much of a registry as the command line needs, on the loopback address. */
final class TinyRegistry implements AutoCloseable {
  final Map<String, byte[]> blobs = new ConcurrentHashMap<>(); // by "repository digest"
  final Map<String, byte[]> manifests = new ConcurrentHashMap<>(); // by "repository reference"
  final List<String> sent = new CopyOnWriteArrayList<>();

  /** A TLS client's first byte (RFC 8446, 5.1). */
  private static final int HANDSHAKE = 0x16;

  /** A blob that is cut off after {@link #CUT} bytes whenever it is fetched. */
  volatile String cut = "";

  private static final int CUT = 200;

  private final Map<String, String> types = new ConcurrentHashMap<>();
  private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private final String authorization;
  private final HttpServer server;
  private final ServerSocket door;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * @param login {@code user:password}, or null to let everybody in
   */
  TinyRegistry(String login) throws IOException {
    authorization =
        login == null
            ? null
            : "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::letIn);
  }

  String host() {
    return "localhost:" + door.getLocalPort();
  }

  /** The JDK's server waits long for who speaks TLS; a real one does not. */
  private void letIn() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket inside =
            new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
      int first = client.getInputStream().read();
      if (first < 0 || first == HANDSHAKE) {
        return;
      }
      inside.getOutputStream().write(first);
      threads.execute(() -> pass(client, inside));
      inside.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // cut
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // cut
    }
  }

  private void answer(HttpExchange call) throws IOException {
    try (call) {
      if (authorization != null
          && !authorization.equals(call.getRequestHeaders().getFirst("Authorization"))) {
        call.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"tiny\"");
        error(call, 401, "UNAUTHORIZED");
        return;
      }
      String path = call.getRequestURI().getPath();
      String[] parts = path.split("/(?=blobs/|manifests/|tags/)", 2);
      if (path.equals("/v2/")) {
        reply(call, 200, new byte[0]);
      } else if (parts.length < 2 || !parts[0].startsWith("/v2/")) {
        error(call, 404, "NAME_UNKNOWN");
      } else if (parts[1].equals("tags/list")) {
        tags(call, parts[0].substring(4));
      } else if (parts[1].startsWith("blobs/uploads/")) {
        upload(call, parts[0].substring(4), path.substring(path.lastIndexOf('/') + 1));
      } else if (parts[1].startsWith("blobs/")) {
        blob(call, parts[0].substring(4) + " " + parts[1].substring(6));
      } else {
        manifest(call, parts[0].substring(4), parts[1].substring(10));
      }
    }
  }

  private void tags(HttpExchange call, String repository) throws IOException {
    String tags =
        manifests.keySet().stream()
            .filter(each -> each.startsWith(repository + " ") && !each.contains("sha256:"))
            .map(each -> '"' + each.substring(repository.length() + 1) + '"')
            .collect(Collectors.joining(","));
    String json = "{\"name\":\"" + repository + "\",\"tags\":[" + tags + "]}";
    reply(call, 200, json.getBytes(StandardCharsets.UTF_8));
  }

  private void blob(HttpExchange call, String key) throws IOException {
    byte[] bytes = blobs.get(key);
    if (bytes == null) {
      error(call, 404, "BLOB_UNKNOWN");
      return;
    }
    String range = call.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.substring(6, range.length() - 1));
    if (range != null) {
      call.getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
    }
    byte[] rest = java.util.Arrays.copyOfRange(bytes, from, bytes.length);
    if (key.endsWith(" " + cut) && rest.length > CUT && call.getRequestMethod().equals("GET")) {
      call.sendResponseHeaders(range == null ? 200 : 206, rest.length);
      call.getResponseBody().write(rest, 0, CUT);
      call.getResponseBody().flush();
      pause(); // what is on its way is lost with the connection
      return; // to close the exchange cuts it
    }
    reply(call, range == null ? 200 : 206, rest);
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void manifest(HttpExchange call, String repository, String reference) throws IOException {
    String key = repository + " " + reference;
    if (call.getRequestMethod().equals("PUT")) {
      byte[] bytes = call.getRequestBody().readAllBytes();
      String digest = digest(bytes);
      for (String name : List.of(key, repository + " " + digest)) {
        manifests.put(name, bytes);
        types.put(name, call.getRequestHeaders().getFirst("Content-Type"));
      }
      call.getResponseHeaders().set("Docker-Content-Digest", digest);
      call.getResponseHeaders().set("Location", "/v2/" + repository + "/manifests/" + digest);
      reply(call, 201, new byte[0]);
      return;
    }
    byte[] bytes = manifests.get(key);
    if (bytes == null) {
      error(call, 404, "MANIFEST_UNKNOWN");
      return;
    }
    call.getResponseHeaders().set("Content-Type", types.get(key));
    call.getResponseHeaders().set("Docker-Content-Digest", digest(bytes));
    reply(call, 200, bytes);
  }

  private void upload(HttpExchange call, String repository, String id) throws IOException {
    String query = String.valueOf(call.getRequestURI().getQuery());
    Map<String, String> asked = new ConcurrentHashMap<>();
    for (String each : query.split("&")) {
      String[] pair = each.split("=", 2);
      asked.put(pair[0], pair.length < 2 ? "" : pair[1]);
    }
    byte[] mounted = blobs.get(asked.get("from") + " " + asked.get("mount"));
    if (mounted != null) {
      blobs.put(repository + " " + asked.get("mount"), mounted);
      reply(call, 201, new byte[0]);
      return;
    }
    String session = id.isEmpty() ? Integer.toString(sessions.incrementAndGet()) : id;
    ByteArrayOutputStream upload =
        uploads.computeIfAbsent(session, each -> new ByteArrayOutputStream());
    call.getRequestBody().transferTo(upload);
    String digest = asked.get("digest");
    if (digest != null) {
      byte[] bytes = upload.toByteArray();
      if (!digest(bytes).equals(digest)) {
        error(call, 400, "DIGEST_INVALID");
        return;
      }
      blobs.put(repository + " " + digest, bytes);
      sent.add(digest);
      reply(call, 201, new byte[0]);
      return;
    }
    call.getResponseHeaders().set("Location", "/v2/" + repository + "/blobs/uploads/" + session);
    call.getResponseHeaders().set("Range", "0-" + Math.max(0, upload.size() - 1));
    reply(call, 202, new byte[0]);
  }

  private static void error(HttpExchange call, int status, String code) throws IOException {
    String json = "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"no\"}]}";
    reply(call, status, json.getBytes(StandardCharsets.UTF_8));
  }

  private static void reply(HttpExchange call, int status, byte[] body) throws IOException {
    call.getRequestBody().readAllBytes();
    boolean head = call.getRequestMethod().equals("HEAD");
    if (head) {
      call.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
    }
    call.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      call.getResponseBody().write(body);
    }
  }

  static String digest(byte[] bytes) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return "sha256:" + HexFormat.of().formatHex(sha.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
