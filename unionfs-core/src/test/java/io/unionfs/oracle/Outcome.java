package io.unionfs.oracle;

import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The answer to an operation: {@code OK} and a value as canonical text, or the name of an errno.
 */
public record Outcome(String errno, String value) {
  private static final String SUCCESS = "OK";
  private static final String THREW = "THREW";

  public static final Outcome DONE = new Outcome(SUCCESS, "");

  public static Outcome ok(String value) {
    return new Outcome(SUCCESS, value);
  }

  public static Outcome ok(long value) {
    return ok(Long.toString(value));
  }

  public static Outcome fail(String errno) {
    return new Outcome(errno, "");
  }

  public static Outcome bytes(byte[] data) {
    return ok(Content.describe(data));
  }

  public static Outcome name(String name) {
    return ok(Text.quote(name));
  }

  /** Names of xattrs, sorted. */
  public static Outcome names(List<String> names) {
    return ok(names.stream().sorted().map(Text::quote).collect(Collectors.joining(" ", "[", "]")));
  }

  /** A directory's listing. */
  public static Outcome listing(SortedMap<String, FileKind> names) {
    return ok(
        names.entrySet().stream()
            .map(e -> e.getValue().letter() + Text.quote(e.getKey()))
            .collect(Collectors.joining(" ", "[", "]")));
  }

  public static Outcome stat(StatText stat) {
    return ok(stat.toString());
  }

  /** A bug of the subject's. */
  static Outcome thrown(Throwable e) {
    String where = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
    return new Outcome(THREW, e + where);
  }

  boolean isThrown() {
    return errno.equals(THREW);
  }

  public boolean succeeded() {
    return errno.equals(SUCCESS);
  }

  @Override
  public String toString() {
    return value.isEmpty() ? errno : errno + " " + value;
  }

  static Outcome parse(String text) {
    int space = text.indexOf(' ');
    return space < 0
        ? new Outcome(text, "")
        : new Outcome(text.substring(0, space), text.substring(space + 1));
  }
}
