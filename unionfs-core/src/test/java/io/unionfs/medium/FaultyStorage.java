package io.unionfs.medium;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * Storage whose calls can be made to fail: one of them, or all from one on, as when a process dies.
 */
final class FaultyStorage {
  /** The calls that change nothing, and are not counted. */
  private static final Set<String> HARMLESS =
      Set.of("resolve", "readSymlink", "children", "attributes", "xattrs", "xattr");

  private final Storage real = new NioStorage();
  private long untilFailure = Long.MAX_VALUE;
  private boolean staysDead;
  private boolean dead;

  /** The storage. */
  Storage storage() {
    return (Storage)
        Proxy.newProxyInstance(
            Storage.class.getClassLoader(),
            new Class<?>[] {Storage.class},
            (proxy, method, arguments) -> {
              if (dead || (!HARMLESS.contains(method.getName()) && untilFailure-- == 0)) {
                dead = staysDead;
                throw new IOException("injected into " + method.getName());
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** The changing call after the next {@code calls} fails. */
  void failAfter(int calls) {
    untilFailure = calls;
    staysDead = false;
  }

  /** That call and all after it fail. */
  void dieAfter(int calls) {
    untilFailure = calls;
    staysDead = true;
  }

  /** No more failures. */
  void heal() {
    untilFailure = Long.MAX_VALUE;
    staysDead = false;
    dead = false;
  }

  /** Whether the failure that was asked for has happened. */
  boolean hasFailed() {
    return untilFailure < 0;
  }
}
