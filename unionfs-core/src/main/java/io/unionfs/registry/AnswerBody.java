package io.unionfs.registry;

import io.unionfs.registry.WireException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The body of an answer, pulled by one thread piece by piece, so that no more than a piece is held.
 * A sender that is silent, or slower than {@link #LEAST} bytes in the time of silence, is cut off;
 * the time that the reading thread spends elsewhere does not count.
 */
final class AnswerBody implements BodySubscriber<AnswerBody>, AutoCloseable {
  /** The bytes that must come in each period. */
  static final long LEAST = 4096;

  /** A document has come whole after so many periods. */
  static final int DOCUMENT_PERIODS = 4;

  private sealed interface Event {}

  private record Piece(List<ByteBuffer> bytes) implements Event {}

  private record Failed(Throwable cause) implements Event {}

  private record End() implements Event {}

  private final Duration silence;
  private final Consumer<AnswerBody> whenClosed;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  /** Guarded by this. */
  private Subscription subscription;

  /** Guarded by this. */
  private boolean closed;

  /** Guarded by this. */
  private ScheduledFuture<?> watch;

  private volatile boolean waiting;
  private volatile long received;

  /** Of the watching thread. */
  private long receivedBefore = -1;

  private List<ByteBuffer> piece = List.of();
  private int next;
  private volatile boolean ended;

  /**
   * A body that is yet to come.
   *
   * @param whenClosed told when nothing more is read from it
   */
  AnswerBody(Duration silence, Consumer<AnswerBody> whenClosed) {
    this.silence = silence;
    this.whenClosed = whenClosed;
  }

  @Override
  public CompletionStage<AnswerBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public synchronized void onSubscribe(Subscription given) {
    subscription = given;
    if (closed) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    events.add(new Piece(bytes));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Failed(cause));
  }

  @Override
  public void onComplete() {
    events.add(new End());
  }

  /** From now on the sender must keep its pace. Called once, before anything is read. */
  synchronized void watchedBy(ScheduledExecutorService watchman) {
    if (closed) {
      return;
    }
    long period = silence.toMillis();
    watch = watchman.scheduleAtFixedRate(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  private void look() {
    long now = received;
    if (!waiting) {
      receivedBefore = -1;
    } else if (receivedBefore >= 0 && now - receivedBefore < LEAST) {
      events.add(new Failed(new WireException("sends too slowly")));
    } else {
      receivedBefore = now;
    }
  }

  /**
   * The next bytes, at least one.
   *
   * @return null at the end
   */
  ByteBuffer read() throws WireException, InterruptedIOException {
    while (!ended) {
      while (next < piece.size()) {
        ByteBuffer bytes = piece.get(next++);
        if (bytes.hasRemaining()) {
          return bytes;
        }
      }
      advance();
    }
    return null;
  }

  private void advance() throws WireException, InterruptedIOException {
    Event event = await();
    if (event == null) {
      close();
      throw new WireException("is silent");
    } else if (event instanceof Piece more) {
      piece = more.bytes();
      next = 0;
      long sum = received;
      for (ByteBuffer bytes : piece) {
        sum += bytes.remaining();
      }
      received = sum;
      requestMore();
    } else if (event instanceof Failed failure) {
      close();
      if (failure.cause() instanceof WireException told) {
        throw new WireException(told.getMessage());
      }
      throw new WireException(Reason.CUT, "ended its answer too early", failure.cause());
    } else {
      ended = true;
      close();
    }
  }

  private Event await() throws InterruptedIOException {
    waiting = true;
    try {
      return events.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      close();
      throw Interrupts.of(e);
    } finally {
      waiting = false;
    }
  }

  private synchronized void requestMore() {
    if (!closed) {
      subscription.request(1);
    }
  }

  /**
   * All bytes.
   *
   * @param watchman ends it if the whole takes longer than a document may
   * @return empty if there are more than {@code limit}
   */
  Optional<byte[]> readAll(int limit, ScheduledExecutorService watchman)
      throws WireException, InterruptedIOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    return readInto(whole, limit, watchman) ? Optional.of(whole.toByteArray()) : Optional.empty();
  }

  /** The bytes that come, at most {@code limit}; however the rest ends. */
  byte[] readStart(int limit, ScheduledExecutorService watchman) throws InterruptedIOException {
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    try {
      readInto(start, limit, watchman);
    } catch (WireException e) {
      // What came will do.
    }
    return start.toByteArray();
  }

  /** Returns whether there is no more than the limit. */
  private boolean readInto(
      ByteArrayOutputStream whole, int limit, ScheduledExecutorService watchman)
      throws WireException, InterruptedIOException {
    ScheduledFuture<?> end =
        watchman.schedule(
            () -> events.add(new Failed(new WireException("sends too slowly"))),
            silence.toMillis() * DOCUMENT_PERIODS,
            TimeUnit.MILLISECONDS);
    try {
      for (ByteBuffer bytes = read(); bytes != null; bytes = read()) {
        byte[] copy = new byte[Math.min(bytes.remaining(), limit - whole.size())];
        bytes.get(copy);
        whole.writeBytes(copy);
        if (bytes.hasRemaining()) {
          return false;
        }
      }
      return true;
    } finally {
      end.cancel(false);
      close();
    }
  }

  /** Ends it; a connection with more to come is closed. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (watch != null) {
        watch.cancel(false);
      }
      if (subscription != null && !ended) {
        subscription.cancel();
      }
    }
    whenClosed.accept(this);
  }

  /** Leaves an empty body to end by itself. */
  void release() {
    synchronized (this) {
      if (watch != null) {
        watch.cancel(false);
      }
    }
    whenClosed.accept(this);
  }

  /** Ends it, and tells the thread that reads. */
  void abort() {
    events.add(new Failed(new WireException(Transport.CLOSED)));
    close();
  }
}
