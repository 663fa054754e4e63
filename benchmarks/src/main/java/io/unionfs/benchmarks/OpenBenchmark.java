package io.unionfs.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What stands around a lookup: opening and reading the file, and parsing the path. */
public class OpenBenchmark extends LookupBenchmark {
  @Param({"FLAT_JIMFS", "UNION_1", "UNION_50", "UNION_500"})
  public String subject;

  private Path bottom;
  private String bottomName;

  /** Where a thread reads to. */
  @State(Scope.Thread)
  public static class Buffer {
    final ByteBuffer bytes = ByteBuffer.allocate(Tree.FILE_SIZE);
  }

  @Override
  protected String subject() {
    return subject;
  }

  @Override
  protected void prepare() {
    bottomName = Tree.bottomFile();
    bottom = fileSystem.getPath(bottomName);
  }

  /** The 4 KiB of a file of the bottom layer, which is opened and closed for it. */
  @Benchmark
  public ByteBuffer openReadCloseBottom(Buffer buffer) throws IOException {
    ByteBuffer bytes = buffer.bytes.clear();
    try (SeekableByteChannel channel = Files.newByteChannel(bottom)) {
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // one read fills the buffer, as a rule
      }
    }
    return bytes.flip();
  }

  /** The attributes of a file of the bottom layer, whose path is parsed for it. */
  @Benchmark
  public BasicFileAttributes getPathStatBottom() throws IOException {
    return Files.readAttributes(fileSystem.getPath(bottomName), BasicFileAttributes.class);
  }
}
