package io.unionfs.medium;

import java.io.IOException;

/**
 * A writable layer is refused because of what an earlier mount has left in its work directory: what
 * it holds may not be whole. The message is one line that says what was found, where, and what to
 * do.
 */
public final class UnsafeUpperException extends IOException {
  private static final long serialVersionUID = 1L;

  UnsafeUpperException(String message) {
    super(message);
  }
}
