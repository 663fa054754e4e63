package io.unionfs.testing.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a {@link TestRegistry} answers. Immutable.
 *
 * @param status the status code of HTTP
 * @param headers the fields of the head, but for the length, which follows from the body
 * @param body the bytes after the head: a copy
 */
public record TestReply(int status, Map<String, String> headers, byte[] body) {
  public TestReply {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    body = body.clone();
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  /** Without a body. */
  public static TestReply of(int status) {
    return new TestReply(status, Map.of(), new byte[0]);
  }

  /** An error in the registries' form (OCI distribution spec, "Error Codes"). */
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

  /** The same with another body. */
  public TestReply body(byte[] bytes) {
    return new TestReply(status, headers, bytes);
  }

  /** The same with another body, in UTF-8. */
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

  /** Sends all of it, or, if {@code asHead}, what a HEAD is answered. */
  void write(OutputStream out, boolean asHead) throws IOException {
    writeHead(out, body.length);
    if (!asHead) {
      out.write(body);
    }
    out.flush();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TestReply that
        && status == that.status
        && headers.equals(that.headers)
        && java.util.Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return Objects.hash(status, headers, java.util.Arrays.hashCode(body));
  }

  /** The status and the number of bytes. */
  @Override
  public String toString() {
    return status + ", " + body.length + " bytes";
  }
}
