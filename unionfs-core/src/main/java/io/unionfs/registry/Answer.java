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

  /** Ends it: the connection serves on if there is nothing more to come. */
  @Override
  public void close() {
    if (length() == 0 || status == 204 || call.method().equals("HEAD")) {
      body.release();
    } else {
      body.close();
    }
  }
}
