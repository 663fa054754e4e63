package io.unionfs.registry;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentException;
import io.unionfs.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sends requests to servers, again if need be, and reads answers. Safe for use by many threads. */
final class Sender {
  private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);
  private static final int MAX_ERROR_BYTES = 64 << 10;

  private final String name;
  private final Transport transport;
  private final Settings settings;

  /** Something that is tried until it succeeds or may not pass. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws IOException;
  }

  /**
   * A sender for one registry.
   *
   * @param name the registry, for messages
   */
  Sender(String name, Transport transport, Settings settings) {
    this.name = name;
    this.transport = transport;
    this.settings = settings;
  }

  Settings settings() {
    return settings;
  }

  /** Registry and thing, for messages. */
  String where(Call call) {
    return name + ": " + call.what();
  }

  /** Tries until it succeeds, as often as the client is set to. */
  <T> T retried(Call call, Attempt<T> attempt) throws IOException {
    Attempts attempts = new Attempts(settings, where(call));
    while (true) {
      try {
        return attempt.run();
      } catch (WireException e) {
        attempts.failed(e);
      }
    }
  }

  /** Sends it to where it leads, once, as it is. */
  Answer send(Call call) throws IOException {
    return transport.send(call);
  }

  /**
   * The same answer.
   *
   * @throws WireException if it asks to come again
   */
  Answer calm(Answer answer) throws IOException {
    if (!BUSY.contains(answer.status())) {
      return answer;
    }
    try (answer) {
      Duration after = answer.header("Retry-After").flatMap(this::duration).orElse(null);
      throw new WireException("status " + answer.status() + said(answer), after);
    }
  }

  /** In seconds, or until a date (RFC 9110, 10.2.3). */
  private Optional<Duration> duration(String text) {
    try {
      if (text.matches("[0-9]{1,9}")) {
        return Optional.of(Duration.ofSeconds(Integer.parseInt(text)));
      }
      ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(settings.clock().instant(), date.toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The whole body of an answer. */
  byte[] document(Answer answer, int limit) throws IOException {
    Optional<byte[]> whole =
        answer.length() > limit
            ? Optional.empty()
            : answer.body().readAll(limit, transport.watchman());
    return whole.orElseThrow(
        () -> {
          String message = where(answer.call()) + ": the answer is longer than " + limit + " bytes";
          return new RegistryException(Kind.INVALID, message, null);
        });
  }

  /** What an answer says went wrong, with a colon before it; empty if it says nothing. */
  String said(Answer answer) throws IOException {
    String body =
        new String(
            answer.body().readStart(MAX_ERROR_BYTES, transport.watchman()), StandardCharsets.UTF_8);
    // Before it is cut: a part of a secret is one, too.
    String text = Texts.line(answer.call().redacted(reason(body)));
    return text.isEmpty() ? "" : ": " + text;
  }

  /** Code and message of the first error (OCI distribution spec, error codes), or all text. */
  private static String reason(String body) {
    try {
      List<Document> errors =
          Document.parse("error", body.getBytes(StandardCharsets.UTF_8)).objects("errors");
      if (!errors.isEmpty()) {
        String code = errors.get(0).text("code", "");
        String message = errors.get(0).text("message", "");
        return code + (code.isEmpty() || message.isEmpty() ? "" : ": ") + message;
      }
    } catch (DocumentException e) {
      // then it is some other text
    }
    return body.strip().startsWith("<") ? "" : body;
  }
}
