package io.unionfs.overlay;

import static io.unionfs.fault.FaultPoint.COPY_UP_DATA;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPlan.ShortWrite;
import io.unionfs.layer.Content;
import io.unionfs.medium.UpperFile;
import io.unionfs.medium.UpperMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The second half of a copy-up that left the data where it was ({@code metacopy}). Until it is done
 * the data is read below; it counts as done when the mark is taken away. With the mount's lock
 * held.
 */
final class DataCopyUp {
  private static final int PIECE = 1 << 20;

  private final MountState state;

  DataCopyUp(MountState state) {
    this.state = state;
  }

  /** Fetches the data of {@code upper} if it is below, and needed here. */
  void complete(UpperInode upper, CopyUp.Data needed) throws IOException {
    LowerInode lower = upper.lowerData();
    if (lower == null || needed == CopyUp.Data.AS_FOR_ATTRIBUTES) {
      return;
    }
    upper.storing().lock();
    try {
      complete(upper, lower, needed);
    } finally {
      upper.storing().unlock();
    }
  }

  private void complete(UpperInode upper, LowerInode lower, CopyUp.Data needed) throws IOException {
    synchronized (upper) {
      long size = needed == CopyUp.Data.WHOLE ? upper.size() : 0;
      byte[] capability = upper.attributes().xattrs().get(FileCapability.XATTR);
      if (size > 0 && capability != null && !FileCapability.isValid(capability)) {
        throw new KnownFailure(Errno.EINVAL); // The kernel cannot save it over the write.
      }
      state.space.chargeAllData(upper, size);
      try {
        fetch(upper, lower, size);
      } finally {
        state.space.settleData(upper);
      }
      upper.setHoldsData(size > 0);
      upper.setLowerData(null);
    }
  }

  private void fetch(UpperInode upper, LowerInode lower, long size) throws IOException {
    long copied;
    UpperFile file = upper.file();
    file.open();
    try {
      file.truncate(0); // what a copy that came to nothing left
      copied = copy(lower.content(), file, size, state.faults());
      if (file.size() != size) {
        file.truncate(size);
      }
    } finally {
      file.close();
    }
    UpperMetadata metadata = upper.metadata().withOwnData();
    if (copied > 0) {
      // The kernel writes the data through an ordinary file.
      metadata = metadata.with(metadata.attributes().modifiedAt(state.now()));
    }
    state.upper.writeNow(upper.node(), metadata);
    upper.setMetadata(metadata);
    upper.setSize(size);
  }

  private static long copy(Content content, UpperFile file, long size, FaultPlan faults)
      throws IOException {
    if (size == 0) {
      return 0;
    }
    try (Content.Reader reader = content.open()) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(PIECE, size));
      long at = 0;
      while (at < size) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), size - at));
        if (reader.read(buffer, at) <= 0) {
          return at;
        }
        buffer.flip();
        ShortWrite cut = faults == null ? null : faults.reach(COPY_UP_DATA, buffer.remaining());
        if (cut != null) {
          buffer.limit(cut.bytes());
        }
        while (buffer.hasRemaining()) {
          at += file.write(buffer, at);
        }
        if (cut != null) {
          throw cut.failure();
        }
      }
      return at;
    }
  }
}
