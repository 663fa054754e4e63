package io.unionfs.layer;

import java.io.IOException;

/**
 * A layer that cannot be read or applied: it is damaged, hostile, or says what cannot be shown. The
 * message is one line: which layer, which entry, what is wrong.
 */
public class LayerException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With a message that names the layer and the entry. */
  public LayerException(String message) {
    super(message);
  }

  /** With a message that names the layer and the entry, and the failure behind it. */
  public LayerException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The fault {@code what} of the entry {@code path} in the layer {@code layer}. */
  public static LayerException of(String layer, String path, String what) {
    return new LayerException("layer " + layer + ": entry \"" + Names.display(path) + "\" " + what);
  }
}
