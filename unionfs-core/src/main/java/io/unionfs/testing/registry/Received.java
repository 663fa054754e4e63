package io.unionfs.testing.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A request as it comes from a connection (RFC 9112).
 *
 * @param request its head
 * @param body what follows; read once
 */
record Received(TestRequest request, InputStream body) {
  private static final int MAX_LINE = 1 << 16;

  /** The next request of a connection; empty if it ends. */
  static Optional<Received> read(InputStream in) throws IOException {
    String line = line(in);
    if (line == null) {
      return Optional.empty();
    }
    String[] words = line.split(" ");
    if (words.length != 3) {
      throw new IOException("not a request: " + line);
    }
    Map<String, String> headers = new TreeMap<>();
    for (String field = line(in); field != null && !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      if (colon < 0) {
        throw new IOException("not a field: " + field);
      }
      headers.put(
          field.substring(0, colon).toLowerCase(Locale.ROOT), field.substring(colon + 1).strip());
    }
    int mark = words[1].indexOf('?');
    String path = mark < 0 ? words[1] : words[1].substring(0, mark);
    Map<String, List<String>> query = parameters(mark < 0 ? "" : words[1].substring(mark + 1));
    Counted body = new Counted(body(in, headers));
    TestRequest request = new TestRequest(words[0], path, query, headers, body.count::get);
    return Optional.of(new Received(request, body));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      if (line.length() == MAX_LINE) {
        throw new IOException("a line without end");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /**
   * Parameters in the form of a query.
   *
   * @throws IOException if one of them cannot be decoded
   */
  static Map<String, List<String>> parameters(String text) throws IOException {
    Map<String, List<String>> all = new TreeMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals >= 0) {
        all.computeIfAbsent(decoded(pair.substring(0, equals)), name -> new ArrayList<>())
            .add(decoded(pair.substring(equals + 1)));
      }
    }
    return all;
  }

  private static String decoded(String text) throws IOException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a parameter: " + text, e);
    }
  }

  private static InputStream body(InputStream in, Map<String, String> headers) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return new Chunks(in);
    }
    return new Part(in, number(headers.getOrDefault("content-length", "0"), 10));
  }

  private static long number(String text, int radix) throws IOException {
    try {
      return Long.parseLong(text, radix);
    } catch (NumberFormatException e) {
      throw new IOException("not a length: " + text, e);
    }
  }

  /** Read by blocks; a byte is a small one. */
  private abstract static class Bulk extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;
  }

  /** Counts what is read of a body. */
  private static final class Counted extends Bulk {
    private final InputStream in;
    private final AtomicLong count = new AtomicLong();

    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      count.addAndGet(Math.max(0, read));
      return read;
    }
  }

  /** So many bytes of a stream. */
  private static final class Part extends Bulk {
    private final InputStream in;
    private long left;

    Part(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(bytes, offset, (int) Math.min(left, length));
      if (count < 0) {
        throw new EOFException("the connection was cut");
      }
      left -= count;
      return count;
    }
  }

  /** What is sent in chunks (RFC 9112, 7.1). */
  private static final class Chunks extends Bulk {
    private final InputStream in;
    private Part chunk = new Part(InputStream.nullInputStream(), 0);
    private boolean ended;
    private boolean begun;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      while (!ended) {
        int count = chunk.read(bytes, offset, length);
        if (count >= 0) {
          return count;
        }
        if (begun) {
          line(in);
        }
        begun = true;
        String size = line(in);
        if (size == null) {
          throw new EOFException("the connection was cut");
        }
        long next = number(size.split(";")[0].strip(), 16);
        if (next == 0) {
          line(in);
          ended = true;
        }
        chunk = new Part(in, next);
      }
      return -1;
    }
  }
}
