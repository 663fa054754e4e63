package io.unionfs.archive;

/**
 * Makes one object of equal ones that come soon after each other, as times and owners of a
 * package's files do. Remembers one value for each hash, so that nobody can make it slow. Not safe
 * for use by many threads.
 */
final class Recent<T> {
  private static final int SIZE = 1024;

  private final Object[] values = new Object[SIZE];

  /** A value equal to {@code value}, which came before if that is remembered. */
  @SuppressWarnings("unchecked")
  T shared(T value) {
    int hash = value.hashCode() * 0x9E3779B9;
    int at = hash >>> 22;
    if (value.equals(values[at])) {
      return (T) values[at];
    }
    values[at] = value;
    return value;
  }
}
