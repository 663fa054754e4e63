package io.unionfs.fault;

/** An error code by its name in errno(3), such as {@code EIO}. */
public interface ErrorCode {
  /** The name, such as {@code ENOSPC}. */
  String name();
}
