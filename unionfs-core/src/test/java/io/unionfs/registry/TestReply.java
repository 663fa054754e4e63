package io.unionfs.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a {@link TestRegistry} answers. Immutable.
 *
 * @param headers the fields of the head, but for the length
 */
public record TestReply(int status, Map<String, String> headers, byte[] body) {
  /** Without a body. */
  public static TestReply of(int status) {
    return new TestReply(status, Map.of(), new byte[0]);
  }

  /** An error in the registries' form. */
  public static TestReply error(int status, String code, String message) {
    String json = "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}";
    return of(status).with("Content-Type", "application/json").body(json);
  }

  /** The same with another value of a field, or without the field if it is null. */
  public TestReply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    if (value == null) {
      more.remove(name);
    } else {
      more.put(name, value);
    }
    return new TestReply(status, more, body);
  }

  public TestReply body(byte[] bytes) {
    return new TestReply(status, headers, bytes);
  }

  public TestReply body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends the head: as if the body had {@code length} bytes, or with no length if it is -1. */
  void writeHead(OutputStream out, long length) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Test\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (length >= 0 && status != 204) {
      head.append("Content-Length: " + length + "\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  void write(OutputStream out, boolean withBody) throws IOException {
    writeHead(out, body.length);
    if (withBody) {
      out.write(body);
    }
    out.flush();
  }
}
