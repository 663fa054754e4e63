package io.unionfs.medium;

import io.unionfs.layer.Mappable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The handle of a regular file in a writable layer. Data is reached between {@link #open} and
 * {@link #close}, which count; safe for use by many threads. An interrupt breaks off nothing, and
 * stays pending.
 *
 * <p>What is written through a writable mapping ({@link Mappable}) changes no size, and the times
 * of the storing file only, which are put right at the next flush.
 */
public interface UpperFile extends UpperNode, Mappable {
  /** Announces one more user of the data; while there is one, the data outlives the last name. */
  void open() throws IOException;

  /** Takes one {@link #open} back. */
  void close() throws IOException;

  /** The size in bytes. */
  long size() throws IOException;

  /**
   * Reads up to {@code target.remaining()} bytes from {@code position} on.
   *
   * @return the number of bytes read, or -1 at or beyond the end
   */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * Writes all of {@code source} at {@code position}, growing the file where needed.
   *
   * @return the number of bytes written; fewer than asked only when space ran out after some
   * @throws MediumException of kind {@link MediumException.Kind#NO_SPACE} when none could be
   *     written
   */
  int write(ByteBuffer source, long position) throws IOException;

  /** Cuts the file, or grows it with zeros, to {@code size} bytes. */
  void truncate(long size) throws IOException;

  /** Forces the data to the storing device, unless the medium is {@link Durability#VOLATILE}. */
  void force() throws IOException;
}
