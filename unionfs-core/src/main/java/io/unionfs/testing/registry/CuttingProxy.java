package io.unionfs.testing.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands before a server and cuts a connection when so much has passed: for servers that cannot be
 * told to. Safe for use by many threads.
 */
public final class CuttingProxy implements AutoCloseable {
  /** Which way bytes go. */
  public enum Way {
    /** From the client to the server. */
    UP,
    /** From the server to the client. */
    DOWN
  }

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final String host;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong up = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong down = new AtomicLong(Long.MAX_VALUE);

  private CuttingProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
  }

  /**
   * A proxy before the server {@code target}.
   *
   * @param target host and port, with a colon between them
   * @throws IllegalArgumentException if it is not
   * @throws IOException if no port is free
   */
  public static CuttingProxy before(String target) throws IOException {
    int colon = target.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("\"" + target + "\" has no port");
    }
    CuttingProxy proxy =
        new CuttingProxy(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
    start(proxy::accept);
    return proxy;
  }

  /** Host and port for clients. */
  public String host() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Cuts one connection, once, when {@code bytes} more have gone one way, on all together. */
  public void cutAfter(Way way, long bytes) {
    (way == Way.UP ? up : down).set(bytes);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        connect(server.accept());
      } catch (IOException e) {
        // closed, or the server is not there
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket target;
    try {
      target = new Socket(host, port);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    sockets.add(client);
    sockets.add(target);
    if (server.isClosed()) {
      client.close(); // close() may have looked before they were there
      target.close();
    }
    start(() -> pass(client, target, up));
    start(() -> pass(target, client, down));
  }

  private void pass(Socket from, Socket to, AtomicLong left) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 14];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        long rest = left.addAndGet(-n);
        if (rest < 0 && left.compareAndSet(rest, Long.MAX_VALUE)) {
          out.write(buffer, 0, (int) Math.max(0, n + rest));
          return;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // one of them left
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  /** Cuts all connections. */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
