package io.unionfs.cli.command;

import io.unionfs.cli.output.Streams;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** The password of a private key: of a file, of the environment, or typed. */
final class KeyPassword {
  private static final String VARIABLE = "UNIONFS_KEY_PASSWORD";

  /** Longer is no password. */
  private static final int MAX_BYTES = 1 << 10;

  @Option(
      names = "--password-file",
      paramLabel = "FILE|-",
      description =
          "The first line is the key's password; - is standard input. Else $UNIONFS_KEY_PASSWORD"
              + " is, or at a terminal it is asked for.")
  private String file;

  /** The password of a key that is there; null if there is none. */
  char[] known(Context context) throws IOException {
    char[] given = given(context);
    Console console = given == null ? console(context) : null;
    return console == null ? given : console.readPassword("Password of the key: ");
  }

  /** The password for a new key; null or empty for none. */
  char[] chosen(Context context) throws IOException {
    char[] given = given(context);
    Console console = given == null ? console(context) : null;
    if (console == null) {
      return given;
    }
    char[] once = console.readPassword("Password for the key (empty for none): ");
    if (once == null || once.length == 0) {
      return once;
    }
    char[] again = console.readPassword("Once more: ");
    if (!Arrays.equals(once, again)) {
      throw new IOException("the passwords differ; no key was made");
    }
    return once;
  }

  private char[] given(Context context) throws IOException {
    if (file == null) {
      String variable = context.environment(VARIABLE);
      return variable == null ? null : variable.toCharArray();
    }
    if (file.equals("-")) {
      return firstLine("standard input", context.streams().in());
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return firstLine(file, in);
    }
  }

  private static char[] firstLine(String where, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException(where + ": is longer than " + MAX_BYTES + " bytes, as no password is");
    }
    return new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse("").toCharArray();
  }

  private static Console console(Context context) {
    return context.streams().terminals().contains(Streams.End.INPUT) ? System.console() : null;
  }
}
