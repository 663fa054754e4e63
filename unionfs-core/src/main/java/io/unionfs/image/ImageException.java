package io.unionfs.image;

import io.unionfs.json.DocumentException;
import java.io.IOException;

/**
 * An image that cannot be read: it is damaged, hostile, incomplete, or of a form that is not
 * supported. The message is one line: which file, which document or layer of it, what is wrong, and
 * what can be done.
 */
public class ImageException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With a message that names the file and what in it is wrong. */
  public ImageException(String message) {
    super(message);
  }

  /** With a message that names the file and what in it is wrong, and the failure behind it. */
  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What is wrong with a document of an image. */
  static ImageException of(DocumentException e) {
    return new ImageException(
        switch (e.kind()) {
          case DAMAGED -> e.getMessage() + ": get it anew";
          case REFUSED -> e.getMessage();
        },
        e);
  }
}
