package io.unionfs.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a server on the loopback address and cuts a connection when so much has passed. */
final class CuttingProxy implements AutoCloseable {
  /** Which way bytes go. */
  enum Way {
    UP,
    DOWN
  }

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final String host;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong up = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong down = new AtomicLong(Long.MAX_VALUE);

  CuttingProxy(String target) throws IOException {
    int colon = target.lastIndexOf(':');
    host = target.substring(0, colon);
    port = Integer.parseInt(target.substring(colon + 1));
    start(this::accept);
  }

  String host() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Cuts one connection, once, when {@code bytes} more have gone one way. */
  void cutAfter(Way way, long bytes) {
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
        Socket client = server.accept();
        Socket target = new Socket(host, port);
        sockets.add(client);
        sockets.add(target);
        start(() -> pass(client, target, up));
        start(() -> pass(target, client, down));
      } catch (IOException e) {
        // closed
      }
    }
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

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
