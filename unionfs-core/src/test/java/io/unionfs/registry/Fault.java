package io.unionfs.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** What goes wrong with one answer of a {@link TestRegistry}. */
@FunctionalInterface
public interface Fault {
  /** What becomes of the connection. */
  enum Then {
    /** It serves the next request. */
    GO_ON,
    /** It is cut. */
    CUT
  }

  /** The request and how the registry would answer it. */
  interface Exchange {
    TestRequest request();

    /** The right answer; what the request asks for is done. */
    TestReply reply() throws IOException;

    /** Takes so many bytes of the body as if the connection had ended there. */
    void takeOnly(int bytes) throws IOException;
  }

  /** Answers. */
  Then answer(Exchange exchange, OutputStream out) throws IOException, InterruptedException;

  /** Another answer than the right one. */
  static Fault changed(UnaryOperator<TestReply> change) {
    return (exchange, out) -> {
      TestReply reply = change.apply(exchange.reply());
      reply.write(out, !exchange.request().method().equals("HEAD"));
      return Then.GO_ON;
    };
  }

  /** An answer without doing what the request asks for. */
  static Fault instead(TestReply reply) {
    return (exchange, out) -> {
      exchange.request().body().transferTo(OutputStream.nullOutputStream());
      reply.write(out, !exchange.request().method().equals("HEAD"));
      return Then.GO_ON;
    };
  }

  /** Asks to come again. */
  static Fault busy(int status, String retryAfter) {
    TestReply reply = TestReply.error(status, "TOOMANYREQUESTS", "come again");
    return instead(reply.with("Retry-After", retryAfter));
  }

  static Fault redirect(int status, String location) {
    return instead(TestReply.of(status).with("Location", location));
  }

  /** The body is cut off after so many bytes, and the connection with it. */
  static Fault cutAfter(int bytes) {
    return (exchange, out) -> {
      TestReply reply = exchange.reply();
      reply.writeHead(out, reply.body().length);
      out.write(reply.body(), 0, Math.min(bytes, reply.body().length));
      out.flush();
      return Then.CUT;
    };
  }

  /** The connection is cut after so many bytes of the request's body, which the registry keeps. */
  static Fault cutUpload(int bytes) {
    return (exchange, out) -> {
      exchange.takeOnly(bytes);
      return Then.CUT;
    };
  }

  /** All is done, but the connection is cut before the answer. */
  static Fault cutBeforeAnswer() {
    return (exchange, out) -> {
      exchange.reply();
      return Then.CUT;
    };
  }

  /** No answer, ever. */
  static Fault silent() {
    return (exchange, out) -> forever();
  }

  /** The head of the answer and so many bytes, and then nothing more, ever. */
  static Fault silentAfter(int bytes) {
    return (exchange, out) -> {
      TestReply reply = exchange.reply();
      reply.writeHead(out, reply.body().length);
      out.write(reply.body(), 0, bytes);
      out.flush();
      return forever();
    };
  }

  /** The body a few bytes at a time. */
  static Fault trickle(int bytes, Duration pause) {
    return (exchange, out) -> {
      TestReply reply = exchange.reply();
      reply.writeHead(out, reply.body().length);
      for (int sent = 0; sent < reply.body().length; sent += bytes) {
        out.write(reply.body(), sent, Math.min(bytes, reply.body().length - sent));
        out.flush();
        Thread.sleep(pause.toMillis());
      }
      return Then.GO_ON;
    };
  }

  /** The right body, and then more without end. */
  static Fault endless() {
    return (exchange, out) -> {
      TestReply reply = exchange.reply();
      reply.with("Connection", "close").writeHead(out, -1);
      out.write(reply.body());
      byte[] more = new byte[1 << 16];
      Arrays.fill(more, (byte) ' ');
      while (true) {
        out.write(more);
      }
    };
  }

  /** A head without end. */
  static Fault endlessHead() {
    return (exchange, out) -> {
      out.write("HTTP/1.1 200 Test\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] field = ("X-Field: " + "x".repeat(4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      while (true) {
        out.write(field);
      }
    };
  }

  /** The right body in chunks, the second of which has no size. */
  static Fault malformedChunks() {
    return (exchange, out) -> {
      TestReply reply = exchange.reply();
      reply.with("Transfer-Encoding", "chunked").writeHead(out, -1);
      out.write("1\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(reply.body(), 0, 1);
      out.write("\r\nzz\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(reply.body(), 1, reply.body().length - 1);
      out.flush();
      return Then.CUT;
    };
  }

  /** Bytes that need not be HTTP. */
  static Fault raw(String text) {
    return (exchange, out) -> {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return Then.CUT;
    };
  }

  private static Then forever() throws InterruptedException {
    Thread.sleep(Duration.ofDays(1).toMillis());
    return Then.CUT;
  }
}
