package io.unionfs.testing;

import io.unionfs.nio.OpenResource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Something that a test was given, and what is asked of the test at its end.
 *
 * @param element what it was given to
 * @param value what the field or parameter holds
 * @param openResources what the test has open of it
 * @param leaks what becomes of a test that has
 * @param open what is to be closed
 */
record Fixture(
    Element element,
    Object value,
    Faults faults,
    Supplier<List<OpenResource>> openResources,
    UnionFs.Leaks leaks,
    Closing open) {

  void arm() {
    faults.arm();
  }

  void disarm() {
    faults.disarm();
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
    faults.check();
  }

  private void checkClosed() {
    List<OpenResource> left = openResources.get();
    if (!left.isEmpty()) {
      throw LeftOpen.failure(element.label(), left);
    }
  }
}
