package io.unionfs.benchmarks.subject;

import io.unionfs.layer.Content;
import java.nio.ByteBuffer;

/** Zeros, which take no room: in memory none, and on the host a hole. For what copies no data. */
public record Hollow(long size) implements Content, Content.Reader {
  @Override
  public Reader open() {
    return this;
  }

  @Override
  public int read(ByteBuffer target, long position) {
    if (position >= size) {
      return -1;
    }
    int count = (int) Math.min(target.remaining(), size - position);
    target.put(new byte[count]);
    return count;
  }

  @Override
  public void close() {}
}
