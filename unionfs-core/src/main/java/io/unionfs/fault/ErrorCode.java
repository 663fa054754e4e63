package io.unionfs.fault;

/**
 * An error code by its name in errno(3), such as {@code EIO}. {@code io.unionfs.overlay.Errno} has
 * those that a mount can give; it refuses a plan with another name.
 */
public interface ErrorCode {
  /** The name, such as {@code ENOSPC}. */
  String name();
}
