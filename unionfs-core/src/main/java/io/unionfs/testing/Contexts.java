package io.unionfs.testing;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * What belongs to one context of JUnit, and ends with it. A store shows what those above it hold,
 * so keys have the context in them.
 */
final class Contexts {
  private static final Namespace NAMESPACE = Namespace.create(Contexts.class);
  private static final Object LOCK = new Object();

  private Contexts() {}

  /** What {@code context} has under {@code key}, made if there is none. */
  static <T> T get(ExtensionContext context, String key, Class<T> type, Supplier<T> maker) {
    Store store = context.getStore(NAMESPACE);
    List<String> own = List.of(key, context.getUniqueId());
    // Not getOrComputeIfAbsent, which JUnit 6 deprecates, nor what JUnit 5 has not yet.
    synchronized (LOCK) {
      T found = store.get(own, type);
      if (found == null) {
        found = maker.get();
        store.put(own, found);
      }
      return found;
    }
  }

  /** What {@code context} has under {@code key}, or null. */
  static <T> T find(ExtensionContext context, String key, Class<T> type) {
    return context.getStore(NAMESPACE).get(List.of(key, context.getUniqueId()), type);
  }
}
