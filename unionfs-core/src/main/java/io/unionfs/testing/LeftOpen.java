package io.unionfs.testing;

import io.unionfs.nio.OpenResource;
import java.util.List;
import java.util.stream.Stream;

/** What is left open, for a message: what it is, and where the user's program opened it. */
final class LeftOpen {
  private LeftOpen() {}

  /** {@code file channel on /etc/motd, opened at com.acme.AppTest.reads(AppTest.java:42)}. */
  static String line(OpenResource left) {
    return left.opened()
        .flatMap(opened -> Stream.of(opened.getStackTrace()).filter(LeftOpen::isOfUser).findFirst())
        .map(frame -> left + ", opened at " + frame)
        .orElse(left.toString());
  }

  /** The first of these is where the user's program opened something. */
  private static boolean isOfUser(StackTraceElement frame) {
    String type = frame.getClassName();
    return Stream.of("java.", "jdk.", "sun.", "io.unionfs.nio.", "io.unionfs.container.")
        .noneMatch(type::startsWith);
  }

  /** The failure of a test that left something open; each opening is suppressed in it. */
  static AssertionError failure(String label, List<OpenResource> left) {
    StringBuilder message = new StringBuilder(label);
    message.append(": ").append(left.size()).append(" left open by the test; close it");
    message.append(", or say leaks = Leaks.IGNORE:");
    left.forEach(each -> message.append("\n  ").append(line(each)));
    AssertionError error = new AssertionError(message.toString());
    left.forEach(each -> each.opened().ifPresent(error::addSuppressed));
    return error;
  }
}
