package io.unionfs.image;

import io.unionfs.json.DocumentBuilder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What HEALTHCHECK says, as an image's configuration holds it; times are in nanoseconds. */
final class HealthcheckChange {
  private static final long SHORTEST = 1_000_000;

  /** The flags for times, and the fields they are kept in. */
  private static final Map<String, String> TIMES =
      Map.of(
          "interval", "Interval",
          "timeout", "Timeout",
          "start-period", "StartPeriod",
          "start-interval", "StartInterval");

  private static final Pattern DURATION =
      Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{0,9})?|\\.[0-9]{1,9})(ns|us|µs|μs|ms|s|m|h)");

  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private HealthcheckChange() {}

  static DocumentBuilder of(DockerfileInstruction change) {
    String type = change.arguments().split("\\s", 2)[0];
    String rest = change.arguments().substring(type.length()).strip();
    DocumentBuilder check = DocumentBuilder.empty();
    switch (type.toUpperCase(Locale.ROOT)) {
      case "NONE" -> {
        if (!rest.isEmpty()) {
          throw new IllegalArgumentException("HEALTHCHECK NONE takes no arguments");
        }
        return check.putTexts("Test", List.of("NONE"));
      }
      case "CMD" -> check.putTexts("Test", test(rest));
      default -> throw new IllegalArgumentException("HEALTHCHECK is followed by CMD or NONE");
    }
    List.of("interval", "timeout", "start-period", "start-interval")
        .forEach(flag -> addTime(check, flag, change.flags().getOrDefault(flag, "")));
    addRetries(check, change.flags().getOrDefault("retries", ""));
    for (String flag : change.flags().keySet()) {
      if (!TIMES.containsKey(flag) && !flag.equals("retries")) {
        throw new IllegalArgumentException("HEALTHCHECK has no flag --" + flag);
      }
    }
    return check;
  }

  private static List<String> test(String command) {
    Optional<List<String>> json = DockerfileInstruction.jsonForm(command);
    if (command.isEmpty() || json.isPresent() && json.get().isEmpty()) {
      throw new IllegalArgumentException("HEALTHCHECK CMD needs a command");
    }
    List<String> test = new ArrayList<>();
    test.add(json.isPresent() ? "CMD" : "CMD-SHELL");
    test.addAll(json.orElse(List.of(command)));
    return test;
  }

  private static void addTime(DocumentBuilder check, String flag, String text) {
    long time = text.isEmpty() || text.equals("0") ? 0 : nanoseconds(flag, text);
    if (time != 0 && time < SHORTEST) {
      throw new IllegalArgumentException("--" + flag + " must not be shorter than 1ms");
    }
    if (time != 0) {
      check.put(TIMES.get(flag), time);
    }
  }

  /** A duration as Go writes it: {@code 1m30s}, {@code 1.5h}. */
  private static long nanoseconds(String flag, String text) {
    Matcher part = DURATION.matcher(text);
    BigDecimal sum = BigDecimal.ZERO;
    int end = 0;
    while (end < text.length() && part.find(end) && part.start() == end) {
      BigDecimal unit = BigDecimal.valueOf(UNITS.get(part.group(2)));
      sum = sum.add(new BigDecimal(part.group(1)).multiply(unit));
      end = part.end();
    }
    boolean holds = sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    if (end < text.length() || !holds) {
      throw new IllegalArgumentException(
          "--" + flag + "=" + text + " is not a duration such as 30s or 1m30s");
    }
    return sum.longValue();
  }

  private static void addRetries(DocumentBuilder check, String text) {
    if (text.isEmpty()) {
      return;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("--retries=" + text + " is not a number from 0 on");
    }
    if (Integer.parseInt(text) > 0) {
      check.put("Retries", Integer.parseInt(text));
    }
  }
}
