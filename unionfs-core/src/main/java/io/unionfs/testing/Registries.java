package io.unionfs.testing;

import io.unionfs.testing.registry.TestRegistry;
import java.io.IOException;
import java.util.List;

/** Opens registries for tests. */
final class Registries {
  private Registries() {}

  /** What the element is to hold, open. */
  static Fixture provide(Element element, Registry how) {
    if (element.type() != TestRegistry.class) {
      throw element.failure(
          "@Registry is no " + element.type().getSimpleName() + ": make it a TestRegistry");
    }
    Closing open = new Closing();
    try {
      TestRegistry registry =
          open.add(
              how.builder().isEmpty()
                  ? TestRegistry.open()
                  : UserMethod.maker(element, how.builder(), TestRegistry.class).call());
      return new Fixture(element, registry, Faults.NONE, List::of, UnionFs.Leaks.IGNORE, open);
    } catch (IOException e) {
      throw element.failure("no registry is open: " + e.getMessage(), e);
    }
  }
}
