package io.unionfs.medium;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/** Storage that counts the names of the paths it is given. */
final class CountedNames {
  private final Storage real = new NioStorage();
  private long sum;
  private int most;

  /** The storage. */
  Storage storage() {
    return (Storage)
        Proxy.newProxyInstance(
            Storage.class.getClassLoader(),
            new Class<?>[] {Storage.class},
            (proxy, method, arguments) -> {
              for (Object argument : arguments) {
                if (argument instanceof Path path) {
                  sum += path.getNameCount();
                  most = Math.max(most, path.getNameCount());
                }
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** How many names there were in all paths together. */
  long sum() {
    return sum;
  }

  /** How many there were in the longest. */
  int most() {
    return most;
  }
}
