package io.unionfs.contract;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A channel on the file {@code f}, which says "hello", for reading and writing. */
abstract class FileChannelContract extends Contract {
  FileChannel channel;

  @BeforeEach
  void openChannel() throws IOException {
    channel = open("f", READ, WRITE);
  }

  @AfterEach
  void closeChannel() throws IOException {
    channel.close();
  }

  FileChannel open(String name, OpenOption... options) throws IOException {
    return FileChannel.open(at(name), options);
  }

  String read(int count, long position) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    channel.read(buffer, position);
    return text(buffer);
  }
}
