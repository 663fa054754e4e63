package io.unionfs.hub;

import io.unionfs.trace.ProgressListener;

/** Told how a pull or push comes on, by one thread at a time. */
public interface TransferListener extends ProgressListener {
  /** Nobody listens. */
  TransferListener NONE =
      new TransferListener() {
        @Override
        public void progressed(String what, long done, long total) {}

        @Override
        public void finished(Transfer layer) {}
      };

  /** {@code layer} is where it has to be; called once for each, in the order in which they end. */
  void finished(Transfer layer);
}
