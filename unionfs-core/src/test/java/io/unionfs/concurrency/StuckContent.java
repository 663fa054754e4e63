package io.unionfs.concurrency;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/** The content of a lower file on a storage that hangs until it is released. */
final class StuckContent implements Content {
  /** Down when a reader hangs. */
  final CountDownLatch reached = new CountDownLatch(1);

  /** Lets readers go on. */
  final CountDownLatch released = new CountDownLatch(1);

  private final Content bytes;

  StuckContent(String text) {
    bytes = Content.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Override
  public long size() {
    return bytes.size();
  }

  @Override
  public Reader open() throws IOException {
    Reader reader = bytes.open();
    return new Reader() {
      @Override
      public int read(ByteBuffer target, long position) throws IOException {
        reached.countDown();
        try {
          released.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        return reader.read(target, position);
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }
}
