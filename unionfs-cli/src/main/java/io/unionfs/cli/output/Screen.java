package io.unionfs.cli.output;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** How wide the lines are that somebody reads. */
@FunctionalInterface
public interface Screen {
  /** Lines that are as long as they are: in files, pipes and recorded sessions. */
  Screen ENDLESS = () -> Integer.MAX_VALUE;

  /** How many columns there are now; {@link Integer#MAX_VALUE} where nothing limits them. */
  int columns();

  /**
   * Of what {@code streams} print to: a terminal has as many columns as it has each time it is
   * asked.
   *
   * @param columns the variable COLUMNS, which counts more than the terminal; null for none
   */
  static Screen of(Streams streams, String columns) {
    if (!streams.terminals().contains(Streams.End.OUTPUT)) {
      return ENDLESS;
    }
    if (columns != null && columns.matches("[1-9][0-9]{0,4}")) {
      int said = Integer.parseInt(columns);
      return () -> said;
    }
    return Screen::ofTerminal;
  }

  /** What stty(1) says, as of a line editor: no native code is loaded. */
  private static int ofTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      return columnsIn(said);
    } catch (IOException e) {
      return ENDLESS.columns();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ENDLESS.columns();
    }
  }

  /** The second of two numbers; a terminal that does not know has none of either. */
  static int columnsIn(String size) {
    String[] numbers = size.strip().split(" ");
    boolean isKnown = numbers.length == 2 && numbers[1].matches("[1-9][0-9]{0,4}");
    return isKnown ? Integer.parseInt(numbers[1]) : ENDLESS.columns();
  }
}
