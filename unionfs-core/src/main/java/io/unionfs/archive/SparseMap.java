package io.unionfs.archive;

import java.util.Arrays;

/**
 * The runs of a sparse file that are stored; what lies between and behind them is zeros. Checked
 * when it is made: in order, without overlap, inside the file, and as many bytes as are stored.
 */
final class SparseMap {
  private final long size;
  private final long[] starts;
  private final long[] lengths;
  private final long[] stored;

  /**
   * Makes a map of {@code pairs} of offset and length.
   *
   * @param size the file's size
   * @param bytes how many bytes stand in the tar
   * @throws IllegalArgumentException if they contradict each other
   */
  SparseMap(long size, long bytes, long[] pairs) {
    int count = 0;
    this.size = size;
    starts = new long[pairs.length / 2];
    lengths = new long[pairs.length / 2];
    stored = new long[pairs.length / 2];
    long end = 0;
    long sum = 0;
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      long start = pairs[i];
      long length = pairs[i + 1];
      if (start < end || length < 0 || start > size || length > size - start) {
        throw new IllegalArgumentException("has a sparse map that is out of order or too long");
      }
      end = start + length;
      if (length > 0) { // an empty run marks the file's end
        starts[count] = start;
        lengths[count] = length;
        stored[count++] = sum;
      }
      sum += length;
    }
    if (sum != bytes) {
      throw new IllegalArgumentException(
          "has a sparse map of " + sum + " bytes, but " + bytes + " are stored");
    }
    this.runs = count;
  }

  private final int runs;

  long size() {
    return size;
  }

  int runs() {
    return runs;
  }

  /** The lengths of all runs together. */
  long storedBytes() {
    return runs == 0 ? 0 : stored[runs - 1] + lengths[runs - 1];
  }

  long start(int run) {
    return starts[run];
  }

  long length(int run) {
    return lengths[run];
  }

  /** Where the run stands among the stored bytes. */
  long stored(int run) {
    return stored[run];
  }

  /** The run that holds {@code position}, or the first behind it, or {@link #runs}. */
  int runAtOrAfter(long position) {
    int found = Arrays.binarySearch(starts, 0, runs, position);
    if (found >= 0) {
      return found;
    }
    int next = -found - 1;
    boolean inPrevious = next > 0 && position - starts[next - 1] < lengths[next - 1];
    return inPrevious ? next - 1 : next;
  }
}
