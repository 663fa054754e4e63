package io.unionfs.cli.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** When the image of a new container is pulled, in Docker's words. */
enum PullPolicy {
  /** If the store has none of that name. */
  MISSING,
  /** Also where the store has one. */
  ALWAYS,
  /** Not at all. */
  NEVER;

  /** As on a command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static final class Converter implements ITypeConverter<PullPolicy> {
    @Override
    public PullPolicy convert(String text) {
      return Arrays.stream(values())
          .filter(each -> each.toString().equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' is none of "
                          + Arrays.stream(values())
                              .map(PullPolicy::toString)
                              .collect(Collectors.joining(", "))));
    }
  }
}
