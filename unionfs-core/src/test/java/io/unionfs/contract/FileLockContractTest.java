package io.unionfs.contract;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code FileLock}, within one virtual machine. */
class FileLockContractTest extends Contract {
  private FileChannel channel;
  private FileChannel other;

  @BeforeEach
  void openChannels() throws IOException {
    channel = FileChannel.open(at("f"), READ, WRITE);
    other = FileChannel.open(at("f"), READ, WRITE);
  }

  @AfterEach
  void closeChannels() throws IOException {
    channel.close();
    other.close();
  }

  @Test
  void aLockIsValidAndKnowsWhatItLocks() throws IOException {
    FileLock lock = channel.lock(1, 3, false);
    assertThat(lock.isValid()).isTrue();
    assertThat(lock.position()).isEqualTo(1);
    assertThat(lock.size()).isEqualTo(3);
    assertThat(lock.isShared()).isFalse();
    assertThat(lock.acquiredBy()).isSameAs(channel);
    assertThat(lock.channel()).isSameAs(channel);
  }

  @Test
  void aLockWithoutARangeIsExclusiveAndOnTheWholeFile() throws IOException {
    FileLock lock = channel.lock();
    assertThat(lock.position()).isZero();
    assertThat(lock.size()).isEqualTo(Long.MAX_VALUE);
    assertThat(lock.isShared()).isFalse();
  }

  @Test
  void aReleasedLockIsNotValid() throws IOException {
    FileLock lock = channel.lock();
    lock.release();
    assertThat(lock.isValid()).isFalse();
    lock.release();
    lock.close();
  }

  @Test
  void aReleasedLockIsInNobodysWay() throws IOException {
    channel.lock().release();
    try (FileLock lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();
    }
  }

  @Test
  void closingTheChannelReleasesItsLocks() throws IOException {
    FileLock lock = channel.lock();
    channel.close();
    assertThat(lock.isValid()).isFalse();
    try (FileLock another = other.lock()) {
      assertThat(another.isValid()).isTrue();
    }
  }

  @Test
  void releasingALockOfAClosedChannelFails() throws IOException {
    FileLock lock = channel.lock();
    channel.close();
    assertThrows(ClosedChannelException.class, lock::release);
  }

  @Test
  void locksOfOneChannelDoNotOverlap() throws IOException {
    channel.lock(0, 5, false);
    assertThrows(OverlappingFileLockException.class, () -> channel.lock(4, 5, false));
    assertThrows(OverlappingFileLockException.class, () -> channel.tryLock(0, 1, true));
  }

  @Test
  void locksOfTwoChannelsDoNotOverlap() throws IOException {
    channel.lock(0, 5, false);
    assertThrows(OverlappingFileLockException.class, () -> other.lock(4, 5, false));
    assertThrows(OverlappingFileLockException.class, () -> other.tryLock());
  }

  @Test
  void sharedLocksOfOneVirtualMachineDoNotOverlapEither() throws IOException {
    channel.lock(0, 5, true);
    assertThrows(OverlappingFileLockException.class, () -> other.tryLock(0, 5, true));
  }

  @Test
  void locksOnOtherNamesOfTheFileOverlap() throws IOException {
    channel.lock();
    try (FileChannel third = FileChannel.open(at("h"), READ, WRITE)) {
      assertThrows(OverlappingFileLockException.class, third::tryLock);
    }
  }

  @Test
  void locksOnOtherFilesDoNotOverlap() throws IOException {
    channel.lock();
    try (FileChannel third = FileChannel.open(at("dir/x"), READ, WRITE)) {
      assertThat(third.tryLock()).isNotNull();
    }
  }

  @Test
  void locksSideBySideDoNotOverlap() throws IOException {
    channel.lock(0, 5, false);
    assertThat(other.tryLock(5, 5, false)).isNotNull();
    assertThat(other.tryLock(10, 5, true)).isNotNull();
  }

  @Test
  void overlapsIsByPositionAndSize() throws IOException {
    FileLock lock = channel.lock(2, 3, false);
    assertThat(lock.overlaps(0, 2)).isFalse();
    assertThat(lock.overlaps(0, 3)).isTrue();
    assertThat(lock.overlaps(4, 1)).isTrue();
    assertThat(lock.overlaps(5, 9)).isFalse();
  }

  @Test
  void aLockMayLieBeyondTheEndOfTheFile() throws IOException {
    assertThat(channel.lock(100, 10, false).isValid()).isTrue();
    assertThat(channel.size()).isEqualTo(5);
  }

  @Test
  void aSharedLockNeedsAChannelForReading() throws IOException {
    try (FileChannel writer = FileChannel.open(at("f"), WRITE)) {
      assertThrows(NonReadableChannelException.class, () -> writer.lock(0, 1, true));
      assertThrows(NonReadableChannelException.class, () -> writer.tryLock(0, 1, true));
    }
  }

  @Test
  void anExclusiveLockNeedsAChannelForWriting() throws IOException {
    try (FileChannel reader = FileChannel.open(at("f"), READ)) {
      assertThrows(NonWritableChannelException.class, reader::lock);
      assertThrows(NonWritableChannelException.class, reader::tryLock);
    }
  }

  @Test
  void aSharedLockOfAReaderIsShared() throws IOException {
    try (FileChannel reader = FileChannel.open(at("f"), READ)) {
      FileLock lock = reader.lock(0, Long.MAX_VALUE, true);
      assertThat(lock.isShared()).isTrue();
    }
  }

  @Test
  void aLockWithNegativeArgumentsIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> channel.lock(-1, 1, false));
    assertThrows(IllegalArgumentException.class, () -> channel.lock(0, -1, false));
    assertThrows(IllegalArgumentException.class, () -> channel.lock(Long.MAX_VALUE, 1, false));
  }

  @Test
  void aLockIsInNoReadersOrWritersWay() throws IOException {
    channel.lock();
    other.write(bytes("J"));
    assertThat(content("f")).isEqualTo("Jello");
  }
}
