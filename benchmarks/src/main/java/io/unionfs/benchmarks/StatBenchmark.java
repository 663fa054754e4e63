package io.unionfs.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Asks for a file by a path that is there already: found low, found high, not found. */
public class StatBenchmark extends LookupBenchmark {
  @Param({"FLAT_JIMFS", "UNION_1", "UNION_50", "UNION_500", "SCAN_1", "SCAN_50", "SCAN_500"})
  public String subject;

  private Path bottom;
  private Path top;
  private Path missing;

  @Override
  protected String subject() {
    return subject;
  }

  @Override
  protected void prepare() {
    bottom = fileSystem.getPath(Tree.bottomFile());
    top = fileSystem.getPath(Tree.topFile());
    missing = fileSystem.getPath(Tree.missingFile());
  }

  /** The attributes of a file of the bottom layer. */
  @Benchmark
  public BasicFileAttributes statBottom() throws IOException {
    return Files.readAttributes(bottom, BasicFileAttributes.class);
  }

  /** The attributes of a file of the top layer. */
  @Benchmark
  public BasicFileAttributes statTop() throws IOException {
    return Files.readAttributes(top, BasicFileAttributes.class);
  }

  /** Whether a file exists that no layer has: false. */
  @Benchmark
  public boolean existsMissing() {
    return Files.exists(missing);
  }
}
