package io.unionfs.store;

import java.io.IOException;

/** What was asked of a store cannot be done; the message is one line that says why. */
public class StoreException extends IOException {
  private static final long serialVersionUID = 1;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
