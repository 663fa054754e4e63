package io.unionfs.overlay;

import io.unionfs.layer.Mappable;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;

/** Maps regions of open files into memory (mmap(2)), once it is known that they may be. */
final class FileMapping {
  private FileMapping() {}

  /**
   * Of a file that is not open for writing.
   *
   * @param file what holds its bytes, or null
   * @param end its size
   */
  static MappedByteBuffer readable(Mappable file, long end, MapMode mode, long position, long size)
      throws ErrnoException, IOException {
    if (position + size > end) {
      throw Errno.EINVAL.thrown();
    }
    if (file == null) {
      throw new UnsupportedOperationException("the data is in no file of its own");
    }
    return file.map(mode, position, size);
  }

  /**
   * Of a file that is open for writing: it grows to hold the region. With the lock held of what is
   * stored in the file.
   */
  static MappedByteBuffer writable(
      MountState state, Caller caller, UpperInode upper, MapMode mode, long position, long size)
      throws IOException {
    synchronized (upper) {
      if (position + size > upper.size()) {
        ContentChange.truncate(state, upper, caller, position + size);
      }
      MappedByteBuffer mapped = upper.file().map(mode, position, size);
      if (mode == MapMode.READ_WRITE) {
        upper.setHoldsData(true);
        ContentChange.modified(state, upper);
      }
      return mapped;
    }
  }
}
