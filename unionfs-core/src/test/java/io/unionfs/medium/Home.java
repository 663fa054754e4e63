package io.unionfs.medium;

import io.unionfs.fault.FaultPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where the medium that a contract is about is kept. */
interface Home extends AutoCloseable {
  default UpperMedium open() throws IOException {
    return open((FaultPlan) null);
  }

  /** With the faults of {@code plan}; null for none. */
  UpperMedium open(FaultPlan plan) throws IOException;

  /** Closes {@code medium}, and opens another on what it has stored. */
  UpperMedium reopen(UpperMedium medium) throws IOException;

  /** What is in the work area. */
  List<Path> leftOver() throws IOException;

  /** How many of {@code open} files without a name are in the work area. */
  int orphans(int open);

  /** Checks a file's number after {@link #reopen}, where it is kept. */
  void assertSameNumber(long number, long before);

  @Override
  void close() throws IOException;
}
