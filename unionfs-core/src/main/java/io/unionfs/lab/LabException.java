package io.unionfs.lab;

import java.io.IOException;

/** An experiment that cannot be done, or tables that do not fit together; the message says why. */
public final class LabException extends IOException {
  private static final long serialVersionUID = 1L;

  LabException(String message) {
    super(message);
  }
}
