package io.unionfs.testing.images;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Contents one after the other, as one. Immutable once it is read. */
final class SegmentedContent implements Content {
  private final List<Content> parts = new ArrayList<>();
  private final List<Long> ends = new ArrayList<>();
  private long size;
  private long[] starts; // made when reading begins; guarded by this

  void add(Content part) {
    if (part.size() > 0) {
      parts.add(part);
      size += part.size();
      ends.add(size);
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public synchronized Reader open() {
    if (starts == null) {
      starts = new long[parts.size()];
      for (int i = 1; i < starts.length; i++) {
        starts[i] = ends.get(i - 1);
      }
    }
    return new Segments(parts, starts, size);
  }

  /** Opens a part for each read: parts are on the heap, or follow from a seed. */
  private record Segments(List<Content> parts, long[] starts, long size) implements Reader {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      if (position >= size) {
        return -1;
      }
      int found = Arrays.binarySearch(starts, position);
      int part = found >= 0 ? found : -found - 2;
      try (Reader reader = parts.get(part).open()) {
        return reader.read(target, position - starts[part]);
      }
    }

    @Override
    public void close() {}
  }
}
