package io.unionfs.image;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What EXPOSE takes: {@code 80}, {@code 53/udp}, {@code 8000-8010/tcp}. */
final class ExposedPorts {
  // What stands before the last colon is for publishing, and says nothing of the image.
  private static final Pattern FORM =
      Pattern.compile("(?:.*:)?([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/([a-zA-Z]*))?");

  private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");
  private static final int MAX_PORT = 65_535;

  private ExposedPorts() {}

  /** The ports, {@code 80/tcp} each. */
  static List<String> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      int first = Integer.parseInt(form.group(1));
      int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
      boolean told = form.group(3) != null && !form.group(3).isEmpty();
      String protocol = told ? form.group(3).toLowerCase(Locale.ROOT) : "tcp";
      if (first <= last && last <= MAX_PORT && PROTOCOLS.contains(protocol)) {
        return IntStream.rangeClosed(first, last).mapToObj(port -> port + "/" + protocol).toList();
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is not a port: expected 80, 53/udp or 8000-8010/tcp");
  }
}
