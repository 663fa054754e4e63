package io.unionfs.contract;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import org.junit.jupiter.api.Test;

/** What a {@code FileChannel} refuses: not opened for it, closed, or its thread interrupted. */
class FileChannelRefusalContractTest extends FileChannelContract {
  // ---- what a channel was not opened for ----

  @Test
  void aChannelForReadingDoesNotWrite() throws IOException {
    try (FileChannel reader = open("f", READ)) {
      assertThrows(NonWritableChannelException.class, () -> reader.write(bytes("x")));
      assertThrows(NonWritableChannelException.class, () -> reader.write(bytes("x"), 0));
      assertThrows(
          NonWritableChannelException.class, () -> reader.write(new ByteBuffer[] {bytes("x")}));
      assertThrows(NonWritableChannelException.class, () -> reader.truncate(0));
      assertThrows(NonWritableChannelException.class, () -> reader.transferFrom(channel, 0, 1));
    }
  }

  @Test
  void aChannelForWritingDoesNotRead() throws IOException {
    try (FileChannel writer = open("f", WRITE)) {
      ByteBuffer buffer = ByteBuffer.allocate(1);
      assertThrows(NonReadableChannelException.class, () -> writer.read(buffer));
      assertThrows(NonReadableChannelException.class, () -> writer.read(buffer, 0));
      assertThrows(NonReadableChannelException.class, () -> writer.read(new ByteBuffer[] {buffer}));
      assertThrows(NonReadableChannelException.class, () -> writer.transferTo(0, 1, channel));
    }
  }

  // ---- closed ----

  @Test
  void aClosedChannelIsNotOpenAndClosesAgain() throws IOException {
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    channel.close();
  }

  @Test
  void aClosedChannelDoesNothing() throws IOException {
    channel.close();
    ByteBuffer buffer = ByteBuffer.allocate(1);
    assertThrows(ClosedChannelException.class, () -> channel.read(buffer));
    assertThrows(ClosedChannelException.class, () -> channel.read(buffer, 0));
    assertThrows(ClosedChannelException.class, () -> channel.read(new ByteBuffer[] {buffer}));
    assertThrows(ClosedChannelException.class, () -> channel.write(buffer));
    assertThrows(ClosedChannelException.class, () -> channel.write(buffer, 0));
    assertThrows(ClosedChannelException.class, () -> channel.write(new ByteBuffer[] {buffer}));
    assertThrows(ClosedChannelException.class, channel::position);
    assertThrows(ClosedChannelException.class, () -> channel.position(0));
    assertThrows(ClosedChannelException.class, channel::size);
    assertThrows(ClosedChannelException.class, () -> channel.truncate(0));
    assertThrows(ClosedChannelException.class, () -> channel.force(true));
    assertThrows(ClosedChannelException.class, channel::lock);
    assertThrows(ClosedChannelException.class, channel::tryLock);
    try (FileChannel other = open("dir/x", READ, WRITE)) {
      assertThrows(ClosedChannelException.class, () -> channel.transferTo(0, 1, other));
      assertThrows(ClosedChannelException.class, () -> channel.transferFrom(other, 0, 1));
    }
  }

  // ---- interrupts ----

  @Test
  void anInterruptedThreadsReadClosesTheChannel() {
    Thread.currentThread().interrupt();
    assertThrows(ClosedByInterruptException.class, () -> channel.read(ByteBuffer.allocate(1)));
    assertThat(channel.isOpen()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anInterruptedThreadsWriteClosesTheChannelAndWritesNothing() throws IOException {
    Thread.currentThread().interrupt();
    assertThrows(ClosedByInterruptException.class, () -> channel.write(bytes("x")));
    assertThat(channel.isOpen()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void anInterruptClosesThatChannelOnly() throws IOException {
    try (FileChannel other = open("f", READ)) {
      Thread.currentThread().interrupt();
      assertThrows(ClosedByInterruptException.class, () -> channel.read(ByteBuffer.allocate(1), 0));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(other.read(ByteBuffer.allocate(9))).isEqualTo(5);
    }
  }

  @Test
  void lockingByAnInterruptedThreadClosesTheChannel() {
    Thread.currentThread().interrupt();
    assertThrows(FileLockInterruptionException.class, channel::lock);
    assertThat(channel.isOpen()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
