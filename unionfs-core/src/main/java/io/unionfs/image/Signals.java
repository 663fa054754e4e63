package io.unionfs.image;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** The signals of Linux on x86 and ARM by name and number (signal(7)). */
final class Signals {
  private static final int REALTIME_FIRST = 34;
  private static final int REALTIME_LAST = 64;
  private static final Map<String, Integer> NUMBERS = numbers();

  private Signals() {}

  private static Map<String, Integer> numbers() {
    String[] names =
        ("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT"
                + " STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS")
            .split(" ");
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      numbers.put(names[i], i + 1);
    }
    numbers.put("IOT", numbers.get("ABRT"));
    numbers.put("CLD", numbers.get("CHLD"));
    numbers.put("POLL", numbers.get("IO"));
    for (int i = 0; i <= 15; i++) {
      String offset = i == 0 ? "" : Integer.toString(i);
      numbers.put("RTMIN" + (i == 0 ? "" : "+" + offset), REALTIME_FIRST + i);
      if (i < 15) {
        numbers.put("RTMAX" + (i == 0 ? "" : "-" + offset), REALTIME_LAST - i);
      }
    }
    return numbers;
  }

  /** The number of {@code SIGTERM}, {@code term} or {@code 15}; empty if it is no signal. */
  static OptionalInt number(String signal) {
    if (!signal.isEmpty() && signal.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int number = signal.length() > 3 ? 0 : Integer.parseInt(signal);
      return number >= 1 && number <= REALTIME_LAST ? OptionalInt.of(number) : OptionalInt.empty();
    }
    String name = signal.toUpperCase(Locale.ROOT);
    Integer number = NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
