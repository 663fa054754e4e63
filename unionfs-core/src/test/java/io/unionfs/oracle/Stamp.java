package io.unionfs.oracle;

/**
 * A timestamp of utimensat(2) and stat(2).
 *
 * <p>Times that tests set lie before {@link #EPOCH_OF_CLOCKS}; anything later was taken from some
 * clock and is rendered as {@code now}, so that two subjects with different clocks compare equal.
 */
public record Stamp(long seconds, int nanos) {
  /** 2001-09-09: no clock shows an earlier time, no test sets a later one. */
  public static final long EPOCH_OF_CLOCKS = 1_000_000_000L;

  private static final int UTIME_NOW = 0x3fffffff;
  private static final int UTIME_OMIT = 0x3ffffffe;

  /** Set this time to the clock. */
  public static final Stamp NOW = new Stamp(0, UTIME_NOW);

  /** Leave this time as it is. */
  public static final Stamp OMIT = new Stamp(0, UTIME_OMIT);

  public boolean isNow() {
    return nanos == UTIME_NOW;
  }

  public boolean isOmit() {
    return nanos == UTIME_OMIT;
  }

  @Override
  public String toString() {
    if (isOmit()) {
      return "omit";
    }
    return isNow() || seconds >= EPOCH_OF_CLOCKS
        ? "now"
        : seconds + "." + String.format("%09d", nanos);
  }

  static Stamp parse(String text) {
    if (text.equals("omit")) {
      return OMIT;
    }
    if (text.equals("now")) {
      return NOW;
    }
    int dot = text.indexOf('.');
    return new Stamp(
        Long.parseLong(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
  }
}
