package io.unionfs.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy on the loopback address that leads every host to one port of this machine, by a
 * tunnel (CONNECT) or by passing requests on, and keeps the first line of each connection.
 */
final class TestProxy implements Closeable {
  private static final int MAX_HEAD = 1 << 16;
  private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *([0-9]+)");

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final int tunnel;
  private final int plain;

  /**
   * Opens one.
   *
   * @param tunnel the port that tunnels lead to, or 0 to refuse them
   * @param plain the port that other requests are passed on to
   */
  TestProxy(int tunnel, int plain) throws IOException {
    this.tunnel = tunnel;
    this.plain = plain;
    daemon(
        () -> {
          while (true) {
            Socket client = server.accept();
            sockets.add(client);
            daemon(() -> serve(client));
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // It is closed.
              }
            },
            "test-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket client) throws IOException {
    String head = head(client.getInputStream());
    String line = head.lines().findFirst().orElse("");
    lines.add(line);
    boolean isTunnel = line.startsWith("CONNECT ");
    if (isTunnel && tunnel == 0) {
      client
          .getOutputStream()
          .write(ascii("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"));
      client.close();
      return;
    }
    Socket to = new Socket(InetAddress.getLoopbackAddress(), isTunnel ? tunnel : plain);
    sockets.add(to);
    daemon(() -> pass(to, client));
    if (isTunnel) {
      client.getOutputStream().write(ascii("HTTP/1.1 200 Connection established\r\n\r\n"));
      pass(client, to);
    } else {
      passOn(client, to, head);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Requests as the server knows them: a path, where a proxy is sent a URL (RFC 9112, 3.2). */
  private static void passOn(Socket client, Socket to, String first) throws IOException {
    try (client;
        to;
        InputStream in = client.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (String head = first; ; head = head(in)) {
        out.write(ascii(head.replaceFirst(" http://[^/ ]+", " ")));
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
          out.write(in.readNBytes(Integer.parseInt(length.group(1))));
        }
        out.flush();
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || head.length() > MAX_HEAD) {
        throw new IOException("no head of a request");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void pass(Socket from, Socket to) throws IOException {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    }
  }

  /** As a variable of the environment names it. */
  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** The first line of each connection: {@code CONNECT registry.example:443 HTTP/1.1}. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket each : sockets) {
      each.close();
    }
  }
}
