package io.unionfs.registry;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.LongConsumer;

/** The body of a request, and how much of it was taken to be sent. It can be sent again. */
final class Outgoing {
  static final Outgoing NOTHING = of(new byte[0]);

  private static final int PIECE = 1 << 14;

  private interface Source {
    void read(ByteBuffer target, long position) throws IOException;
  }

  private final Source source;
  private final long length;
  private final LongConsumer progress;
  private volatile long sent;
  private volatile IOException failure;

  private Outgoing(Source source, long length, LongConsumer progress) {
    this.source = source;
    this.length = length;
    this.progress = progress;
  }

  static Outgoing of(byte[] bytes) {
    return new Outgoing(
        (target, position) -> target.put(bytes, (int) position, target.remaining()),
        bytes.length,
        done -> {});
  }

  /**
   * A part of some content.
   *
   * @param progress told, by the thread that waits for the answer, how much of it was sent
   */
  static Outgoing of(Content.Reader reader, long from, long length, LongConsumer progress) {
    return new Outgoing(
        (target, position) -> {
          while (target.hasRemaining()) {
            if (reader.read(target, from + position + target.position()) < 0) {
              throw new IOException("the content ends before its size");
            }
          }
        },
        length,
        progress);
  }

  long length() {
    return length;
  }

  /** How many bytes were taken to be sent. */
  long sent() {
    return sent;
  }

  /** Tells the listener how much was sent. */
  void report() {
    progress.accept(sent);
  }

  /** Fails if the content could not be read: then the connection's failure is ours. */
  void check() throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  BodyPublisher publisher() {
    sent = 0;
    failure = null;
    return length == 0
        ? BodyPublishers.noBody()
        : BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(Pieces::new), length);
  }

  private final class Pieces implements Iterator<byte[]> {
    private long position;

    @Override
    public boolean hasNext() {
      return position < length;
    }

    @Override
    public byte[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      byte[] piece = new byte[(int) Math.min(PIECE, length - position)];
      try {
        source.read(ByteBuffer.wrap(piece), position);
      } catch (IOException e) {
        failure = e;
        throw new UncheckedIOException(e);
      }
      position += piece.length;
      sent = position;
      return piece;
    }
  }
}
