package io.unionfs.testing;

import io.unionfs.fault.FaultPlan;
import io.unionfs.nio.OpenResource;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Something that a test was given, and what is asked of the test at its end.
 *
 * @param element what it was given to
 * @param value what the field or parameter holds
 * @param faults what shall go wrong while the test runs, disarmed; null for nothing
 * @param openResources what the test has open of it
 * @param leaks what becomes of a test that has
 * @param open what is to be closed
 */
record Fixture(
    Element element,
    Object value,
    FaultPlan faults,
    Supplier<List<OpenResource>> openResources,
    UnionFs.Leaks leaks,
    Closing open) {

  void arm() {
    if (faults != null) {
      faults.arm();
    }
  }

  void disarm() {
    if (faults != null) {
      faults.disarm();
    }
  }

  /**
   * Fails where the test did not do as it should.
   *
   * @throws AssertionError that says what is open and where it was opened, or which fault never
   *     came
   */
  void check() {
    if (leaks == UnionFs.Leaks.FAIL) {
      checkClosed();
    }
    if (faults != null) {
      try {
        faults.assertAllFired();
      } catch (AssertionError e) {
        throw new AssertionError(element.label() + ": " + e.getMessage(), e);
      }
    }
  }

  private void checkClosed() {
    List<OpenResource> left = openResources.get();
    if (left.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder(element.label());
    message.append(": ").append(left.size()).append(" left open by the test; close it");
    message.append(", or say leaks = Leaks.IGNORE:");
    for (OpenResource each : left) {
      message.append("\n  ").append(each);
      each.opened()
          .flatMap(
              opened -> Stream.of(opened.getStackTrace()).filter(Fixture::isOfUser).findFirst())
          .ifPresent(frame -> message.append(", opened at ").append(frame));
    }
    AssertionError error = new AssertionError(message.toString());
    left.forEach(each -> each.opened().ifPresent(error::addSuppressed));
    throw error;
  }

  /** The first of these is where the user's program opened something. */
  private static boolean isOfUser(StackTraceElement frame) {
    String type = frame.getClassName();
    return Stream.of("java.", "jdk.", "sun.", "io.unionfs.nio.", "io.unionfs.container.")
        .noneMatch(type::startsWith);
  }
}
