package io.unionfs.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannel;
import java.util.concurrent.CompletableFuture;

/**
 * What an asynchronous operation will have come to. To cancel it so that it may be interrupted
 * closes the channel, as {@link AsynchronousChannel} allows.
 */
final class PendingResult<V> extends CompletableFuture<V> {
  private final AsynchronousChannel channel;

  PendingResult(AsynchronousChannel channel) {
    this.channel = channel;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled && mayInterruptIfRunning) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return cancelled;
  }
}
