package io.unionfs.registry;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * What a server answered.
 *
 * @param call what was asked
 */
record Answer(Call call, int status, HttpHeaders headers, AnswerBody body)
    implements AutoCloseable {
  /** Who answered. */
  URI from() {
    return call.uri();
  }

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The length of the body; -1 if it is not told. */
  long length() {
    try {
      return headers.firstValueAsLong("Content-Length").orElse(-1);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public void close() {
    body.close();
  }
}
