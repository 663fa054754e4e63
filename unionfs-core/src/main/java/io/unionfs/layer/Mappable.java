package io.unionfs.layer;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;

/**
 * What an open file can do besides when its bytes are in a file of the operating system: a {@link
 * Content.Reader}, or a file of a writable layer. Whether it can shows only when it is asked, for
 * that depends on the filesystem that stores it.
 */
public interface Mappable {
  /**
   * Maps a region into memory (mmap(2)); the mapping outlives the close.
   *
   * @param mode only {@link MapMode#READ_ONLY} for the content of a layer
   * @param position where the region begins, in bytes
   * @param size how long it is, in bytes; the file is that long
   * @throws UnsupportedOperationException if the storing filesystem cannot map files
   * @throws IOException if the storage fails
   */
  MappedByteBuffer map(MapMode mode, long position, long size) throws IOException;
}
