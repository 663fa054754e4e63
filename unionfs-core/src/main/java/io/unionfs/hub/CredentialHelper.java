package io.unionfs.hub;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Names;
import io.unionfs.registry.Credentials;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A credential helper of Docker's: the program {@code docker-credential-NAME}, which is told a host
 * on its input and prints a name and a secret. It is asked and never told to keep anything.
 */
final class CredentialHelper {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");
  private static final String PROGRAM = "docker-credential-";
  private static final int MAX_BYTES = 1 << 16;
  private static final long SECONDS = 30;

  private final String name;
  private final Runner runner;

  /** Runs programs. */
  interface Runner {
    /** What {@code program get} prints when told {@code input}. */
    Answer run(String program, String input) throws IOException;
  }

  /** What a program printed, and whether it ended well. */
  record Answer(int code, byte[] output) {}

  /**
   * The helper {@code name}.
   *
   * @throws IOException if no helper can be called so
   */
  CredentialHelper(String name, Runner runner) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IOException(
          "\"" + Names.display(name) + "\" in Docker's config.json is no credential helper's name");
    }
    this.name = name;
    this.runner = runner;
  }

  /** What it has for {@code key}. */
  Optional<Credentials> get(String key) throws IOException {
    Answer answer = runner.run(PROGRAM + name, key);
    if (answer.code() != 0) {
      String said = new String(answer.output(), StandardCharsets.UTF_8).strip();
      if (said.startsWith("credentials not found")) {
        return Optional.empty();
      }
      throw fault("fails for " + key + ": " + Names.display(said));
    }
    Document document;
    try {
      document = Document.parse(PROGRAM + name, answer.output());
      // A user "<token>" has a refresh token, which is what such credentials mean to a client too.
      return Optional.of(new Credentials(document.text("Username"), document.text("Secret")));
    } catch (DocumentException e) {
      throw fault("does not answer as a credential helper does"); // what it says may be secret
    }
  }

  private IOException fault(String what) {
    return new IOException(
        PROGRAM + name + " " + what + ": 'login', whose credentials go before Docker's");
  }

  static Answer run(String program, String input) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(program, "get").redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new IOException(
          program
              + ", which Docker's config.json names, cannot be run: 'login', whose credentials go"
              + " before Docker's",
          e);
    }
    try {
      try (OutputStream out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It did not want to know.
      }
      // What is longer than a pipe holds keeps it from ending.
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(program + ": does not answer within " + SECONDS + " seconds");
      }
      return new Answer(process.exitValue(), process.getInputStream().readNBytes(MAX_BYTES));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + program);
    } finally {
      process.destroyForcibly();
    }
  }
}
