package io.unionfs.medium;

/** The handle of a file or directory in a writable layer. */
public interface UpperNode {
  /**
   * The file's number in the medium: different for different files that are there at one time, the
   * same for all names of one file, and the same when the medium is opened again. Positive, at most
   * 48 bits.
   */
  long number();
}
