package io.unionfs.testing.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * What goes wrong with one answer of a {@link TestRegistry}: one of those below, or a function of
 * your own. It is called by the thread of the connection, by many at once if many answers go wrong.
 */
@FunctionalInterface
public interface Fault {
  /** What becomes of the connection. */
  enum Then {
    /** It serves the next request. */
    GO_ON,
    /** It is cut. */
    CUT
  }

  /** A request, and how it is answered. It belongs to the thread that it is given to. */
  interface Exchange {
    /** The request. */
    TestRequest request();

    /** The body of the request, of which nothing is read yet. */
    InputStream body();

    /**
     * The right answer; what the request asks for is done.
     *
     * @throws IOException if the client does not send all of the body
     */
    TestReply reply() throws IOException;

    /**
     * Adds the first {@code bytes} of the body to the upload that the request is for, as if the
     * connection had ended there.
     */
    void takeOnly(int bytes) throws IOException;

    /** Answers {@code reply}, to a HEAD without its body. What is left of the request is read. */
    void send(TestReply reply) throws IOException;

    /** The connection, for bytes that need not be HTTP. */
    OutputStream out();
  }

  /**
   * Answers. Of what it throws beside these, the connection is cut, and {@link TestRegistry#close}
   * tells.
   *
   * @throws IOException if the client leaves; the connection is closed
   * @throws InterruptedException if the registry is closed meanwhile
   */
  Then answer(Exchange exchange) throws IOException, InterruptedException;

  /** No fault. */
  static Fault none() {
    return changed(reply -> reply);
  }

  /** Another answer than the right one. */
  static Fault changed(UnaryOperator<TestReply> change) {
    return exchange -> {
      exchange.send(change.apply(exchange.reply()));
      return Then.GO_ON;
    };
  }

  /** An answer without doing what the request asks for. */
  static Fault instead(TestReply reply) {
    return exchange -> {
      exchange.send(reply);
      return Then.GO_ON;
    };
  }

  /**
   * Asks to come again, and does not do what was asked for.
   *
   * @param status 429 or 503, say
   * @param retryAfter in seconds, or a date (RFC 9110, 10.2.3)
   */
  static Fault busy(int status, String retryAfter) {
    TestReply reply = TestReply.error(status, "TOOMANYREQUESTS", "come again");
    return instead(reply.with("Retry-After", retryAfter));
  }

  /** Sends the client elsewhere: to an absolute URL, or to a path of this registry. */
  static Fault redirect(int status, String location) {
    return instead(TestReply.of(status).with("Location", location));
  }

  /** A body of the right length in which the last byte is another. */
  static Fault corrupted() {
    return changed(
        reply -> {
          byte[] bytes = reply.body();
          if (bytes.length > 0) {
            bytes[bytes.length - 1] ^= 1;
          }
          return reply.body(bytes);
        });
  }

  /** Only the first {@code bytes} of the body, as if they were all of it. */
  static Fault shortened(int bytes) {
    return changed(
        reply -> reply.body(Arrays.copyOf(reply.body(), Math.min(bytes, reply.body().length))));
  }

  /** The body, and {@code bytes} zeros, as if they belonged to it. */
  static Fault lengthened(int bytes) {
    return changed(reply -> reply.body(Arrays.copyOf(reply.body(), reply.body().length + bytes)));
  }

  /** The body is cut off after so many bytes, and the connection with it. */
  static Fault cutAfter(int bytes) {
    return exchange -> {
      begin(exchange, bytes);
      return Then.CUT;
    };
  }

  /** The connection is cut after so many bytes of the request's body, which the registry keeps. */
  static Fault cutUpload(int bytes) {
    return exchange -> {
      exchange.takeOnly(bytes);
      return Then.CUT;
    };
  }

  /** All is done, but the connection is cut before the answer. */
  static Fault cutBeforeAnswer() {
    return exchange -> {
      exchange.reply();
      return Then.CUT;
    };
  }

  /** No answer, ever. */
  static Fault silent() {
    return exchange -> forever();
  }

  /** The head of the answer and so many bytes, and then nothing more, ever. */
  static Fault silentAfter(int bytes) {
    return exchange -> {
      begin(exchange, bytes);
      return forever();
    };
  }

  /** The right answer, after a pause. */
  static Fault late(Duration pause) {
    return exchange -> {
      Thread.sleep(pause.toMillis());
      exchange.send(exchange.reply());
      return Then.GO_ON;
    };
  }

  /** The body a few bytes at a time. */
  static Fault trickle(int bytes, Duration pause) {
    return exchange -> {
      TestReply reply = exchange.reply();
      byte[] body = body(exchange, reply);
      reply.writeHead(exchange.out(), reply.body().length);
      exchange.out().flush();
      for (int sent = 0; sent < body.length; sent += bytes) {
        exchange.out().write(body, sent, Math.min(bytes, body.length - sent));
        exchange.out().flush();
        Thread.sleep(pause.toMillis());
      }
      return Then.GO_ON;
    };
  }

  /** The right body, and then more without end. */
  static Fault endless() {
    return exchange -> {
      TestReply reply = exchange.reply();
      reply.with("Connection", "close").writeHead(exchange.out(), -1);
      exchange.out().write(reply.body());
      byte[] more = new byte[1 << 16];
      Arrays.fill(more, (byte) ' ');
      while (true) {
        exchange.out().write(more);
      }
    };
  }

  /** A head without end. */
  static Fault endlessHead() {
    return exchange -> {
      exchange.out().write(ascii("HTTP/1.1 200 Test\r\n"));
      byte[] field = ascii("X-Field: " + "x".repeat(4000) + "\r\n");
      while (true) {
        exchange.out().write(field);
      }
    };
  }

  /** The right body in chunks, the second of which has no size. */
  static Fault malformedChunks() {
    return exchange -> {
      TestReply reply = exchange.reply();
      byte[] body = reply.body();
      OutputStream out = exchange.out();
      reply.with("Transfer-Encoding", "chunked").writeHead(out, -1);
      int first = Math.min(1, body.length);
      out.write(ascii("1\r\n"));
      out.write(body, 0, first);
      out.write(ascii("\r\nzz\r\n"));
      out.write(body, first, body.length - first);
      out.flush();
      return Then.CUT;
    };
  }

  /** Bytes that need not be HTTP, one for each character up to U+00FF. */
  static Fault raw(String text) {
    return exchange -> {
      exchange.out().write(text.getBytes(StandardCharsets.ISO_8859_1));
      exchange.out().flush();
      return Then.CUT;
    };
  }

  private static void begin(Exchange exchange, int bytes) throws IOException {
    TestReply reply = exchange.reply();
    byte[] body = body(exchange, reply);
    reply.writeHead(exchange.out(), reply.body().length);
    exchange.out().write(body, 0, Math.min(bytes, body.length));
    exchange.out().flush();
  }

  /** What follows the head: nothing after that of a HEAD. */
  private static byte[] body(Exchange exchange, TestReply reply) {
    return exchange.request().method().equals("HEAD") ? new byte[0] : reply.body();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Then forever() throws InterruptedException {
    Thread.sleep(Duration.ofDays(1).toMillis());
    return Then.CUT;
  }
}
