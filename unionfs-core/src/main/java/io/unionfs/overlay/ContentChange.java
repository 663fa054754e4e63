package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.medium.UpperFile;
import io.unionfs.medium.UpperMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a change of a file's content, or a look at it, changes beside it: rights, times, size. */
final class ContentChange {
  private static final int SET_USER_ID = 04000;
  private static final int SET_GROUP_ID = 02000;
  private static final int GROUP_EXECUTE = 0010;
  private static final Duration DAY = Duration.ofDays(1);

  private ContentChange() {}

  /**
   * Writes as much of {@code sources} as there is space for, at least one byte; with the monitor of
   * {@code upper} held. The size grows once. What was written before a failure counts.
   *
   * @param wanted how many bytes {@code sources} have, some
   * @return how many bytes were written
   */
  static long write(
      MountState state,
      UpperInode upper,
      Caller writer,
      List<ByteBuffer> sources,
      long wanted,
      long position)
      throws IOException {
    long end = position + wanted;
    try {
      dropRights(state, upper, writer); // Even when there is no space, as the kernel does.
      long fits = state.space.chargeData(upper, end);
      if (fits <= position) {
        throw new KnownFailure(Errno.ENOSPC);
      }
      long written = store(upper.file(), sources, position, fits);
      if (written > upper.size()) {
        upper.setSize(written);
      }
      return written - position;
    } finally {
      state.space.settleData(upper);
    }
  }

  /** Stores {@code sources} from {@code position} to {@code end} at most; returns where it got. */
  private static long store(UpperFile file, List<ByteBuffer> sources, long position, long end)
      throws IOException {
    long at = position;
    for (ByteBuffer source : sources) {
      int limit = source.limit();
      int some = (int) Math.min(source.remaining(), end - at);
      if (some == 0) {
        continue;
      }
      source.limit(source.position() + some);
      int count;
      try {
        count = file.write(source, at);
      } catch (IOException e) {
        if (at == position) {
          throw e;
        }
        return at;
      } finally {
        source.limit(limit);
      }
      at += count;
      if (count < some) {
        return at;
      }
    }
    return at;
  }

  static void truncate(MountState state, UpperInode upper, Caller caller, long size)
      throws IOException {
    upper.storing().lock();
    try {
      cut(state, upper, caller, size);
    } finally {
      upper.storing().unlock();
    }
  }

  private static void cut(MountState state, UpperInode upper, Caller caller, long size)
      throws IOException {
    synchronized (upper) {
      try {
        state.space.chargeAllData(upper, size);
        dropRights(state, upper, caller);
        if (size != upper.size()) {
          UpperFile file = upper.file();
          file.truncate(size);
          upper.setSize(size);
        }
      } finally {
        state.space.settleData(upper);
      }
      if (size == 0) {
        upper.setHoldsData(false);
      }
      modified(state, upper);
    }
  }

  /**
   * Before a change of content: takes away the bits that would give away the owner's rights. They
   * are written before the content is ({@code file_remove_privs}), so that no crash leaves both.
   */
  static void dropRights(MountState state, UpperInode upper, Caller caller) throws IOException {
    UpperMetadata metadata = upper.metadata();
    Attributes old = metadata.attributes();
    Attributes kept = withoutRights(old, caller);
    if (kept.mode() != old.mode() || kept.xattrs() != old.xattrs()) {
      UpperMetadata changed = metadata.with(kept);
      if (upper.links() > 0) {
        state.upper.writeThrough(upper.node(), changed);
      }
      upper.setMetadata(changed);
      state.space.settleMetadata(upper);
    }
  }

  private static Attributes withoutRights(Attributes attributes, Caller caller) {
    Attributes kept = FileCapability.dropped(attributes);
    return caller.isRoot() ? kept : kept.withMode(withoutSetId(kept, caller));
  }

  /**
   * What must be copied up of a file that is to lose all its data: all of it where {@link
   * #dropRights}, which comes first, may fail.
   */
  static CopyUp.Data neededToCut(Attributes attributes, Caller caller) {
    Attributes kept = withoutRights(attributes, caller);
    boolean keepsRights = kept.mode() == attributes.mode() && kept.xattrs() == attributes.xattrs();
    return keepsRights ? CopyUp.Data.NONE : CopyUp.Data.WHOLE;
  }

  /** After a change of content, before which {@link #dropRights} was called: the times. */
  static void modified(MountState state, UpperInode upper) {
    UpperMetadata metadata = upper.metadata();
    UpperMetadata changed = metadata.with(metadata.attributes().modifiedAt(state.now()));
    upper.setMetadata(changed);
    if (upper.links() > 0) {
      state.upper.writeLater(upper.node(), changed);
    }
  }

  /**
   * The mode without set-user-ID, and without a set-group-ID that means something or is not the
   * caller's to keep ({@code setattr_should_drop_sgid}).
   */
  static int withoutSetId(Attributes attributes, Caller caller) {
    int mode = attributes.mode() & ~SET_USER_ID;
    boolean keepsGroup =
        (mode & GROUP_EXECUTE) == 0 && (caller.isRoot() || caller.isIn(attributes.gid()));
    return keepsGroup ? mode : mode & ~SET_GROUP_ID;
  }

  /** The relatime rule of mount(8). A lower file's access time never changes. */
  static void accessed(MountState state, UpperInode upper) {
    Attributes now = upper.attributes();
    if (now.accessed().isAfter(now.modified()) && now.accessed().isAfter(now.changed())) {
      Instant time = state.now();
      if (Duration.between(now.accessed(), time).compareTo(DAY) < 0) {
        return;
      }
    }
    if (!state.upper.isCurrent(upper)) {
      return; // A snapshot froze it.
    }
    if (!upper.storing().tryLock()) {
      return; // A reader does not wait until something is stored; the next one may set the time.
    }
    try {
      setAccessed(state, upper);
    } finally {
      upper.storing().unlock();
    }
  }

  private static void setAccessed(MountState state, UpperInode upper) {
    synchronized (upper) {
      UpperMetadata metadata = upper.metadata();
      Attributes attributes = metadata.attributes();
      UpperMetadata changed =
          metadata.with(attributes.withTimes(state.now(), attributes.modified()));
      upper.setMetadata(changed);
      if (upper.links() > 0) {
        state.upper.writeLater(upper.node(), changed);
      }
    }
  }
}
