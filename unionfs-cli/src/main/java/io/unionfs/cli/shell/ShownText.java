package io.unionfs.cli.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** Prints a file as a terminal can show it: what is in an image is not to be trusted. */
final class ShownText {
  private ShownText() {}

  /** Copies text; control characters but tab and line end are shown as {@code \x1b}. */
  static void copy(InputStream in, PrintStream out, Stop stop) throws IOException {
    Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
    char[] buffer = new char[8192];
    StringBuilder text = new StringBuilder();
    for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
      stop.check();
      text.setLength(0);
      for (int i = 0; i < n; i++) {
        char c = buffer[i];
        if (Character.isISOControl(c) && c != '\n' && c != '\t') {
          text.append(String.format("\\x%02x", (int) c));
        } else {
          text.append(c);
        }
      }
      out.print(text);
    }
  }
}
