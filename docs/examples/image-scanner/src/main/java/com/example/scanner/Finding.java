package com.example.scanner;

import io.unionfs.layer.Names;
import java.util.OptionalInt;

/**
 * Something in an image that should be looked at.
 *
 * @param layer the layer that holds it, 0 for the bottom one; empty for the configuration
 * @param where a file's absolute path, or which part of the configuration
 * @param what what it is, in words
 * @param hiddenBy the layer above that deleted or replaced the file; whoever has the image has it
 *     all the same
 */
public record Finding(OptionalInt layer, String where, String what, OptionalInt hiddenBy) {
  /** One line. An image chooses its file names, so control characters are escaped. */
  @Override
  public String toString() {
    String holder = layer.isPresent() ? "layer " + layer.getAsInt() : "config ";
    String later =
        hiddenBy.isPresent()
            ? ", hidden by layer " + hiddenBy.getAsInt() + " but in the image"
            : "";
    return holder + "  " + Names.display(where) + "  " + what + later;
  }
}
