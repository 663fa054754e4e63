package io.unionfs.testing;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which test a field belongs to just now: two that run at the same time and share an instance, or a
 * static field, would take each other's union. Safe for use by many threads.
 */
final class FieldClaims {
  private static final String KEY = "fields";

  private final Map<Place, ExtensionContext> owners = new ConcurrentHashMap<>();

  private FieldClaims() {}

  static FieldClaims of(ExtensionContext context) {
    return Contexts.get(context.getRoot(), KEY, FieldClaims.class, FieldClaims::new);
  }

  /** A field of an object, or a static one. */
  private record Place(Field field, Object instance) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Place place
          && place.instance == instance
          && place.field.equals(field);
    }

    @Override
    public int hashCode() {
      return 31 * field.hashCode() + System.identityHashCode(instance);
    }
  }

  /**
   * Takes the field for {@code context}, until {@code fixtures} end.
   *
   * @return whether it is to be filled; not if a context around this one has done so
   */
  boolean claim(Element element, Object instance, ExtensionContext context, Fixtures fixtures) {
    Place place = new Place((Field) element.declared(), instance);
    ExtensionContext owner = owners.putIfAbsent(place, context);
    if (owner == null) {
      fixtures.atEnd(() -> owners.remove(place));
      return true;
    }
    for (ExtensionContext each = context; each != null; each = each.getParent().orElse(null)) {
      if (each.getUniqueId().equals(owner.getUniqueId())) {
        return false;
      }
    }
    throw element.failure(
        Element.testName(owner)
            + " runs at the same time and uses the same "
            + (instance == null ? "static field" : "instance")
            + ": "
            + (instance == null
                ? "declare it in each class, or run them one after the other"
                : "use a parameter, one instance for each test, or run them one after the other"));
  }
}
