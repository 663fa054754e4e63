package io.unionfs.analysis;

import com.google.common.base.Strings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who pays for the bytes that nothing shows: for each of them one layer wrote it, the
 * <em>payer</em>, and one took its last name away, the <em>killer</em>. Sums over payers, over
 * killers, over causes and over instructions are all {@link #total}. Immutable.
 */
public final class Payers {
  private final List<DeadFile> files;
  private final List<String> instructions;
  private final long[][] bytes;
  private final Map<Cause, Long> causes = new EnumMap<>(Cause.class);
  private final long total;

  /**
   * What an instruction has to do with waste; one that made several layers is one.
   *
   * @param instruction the command, or {@code layer N} where it is not told
   * @param paid the dead bytes that its layers hold
   * @param killed the bytes that its layers killed
   */
  public record Share(String instruction, long paid, long killed) {}

  /**
   * What one layer wrote and another killed.
   *
   * @param payer the ordinal of the layer that holds the bytes
   * @param killer the ordinal of the layer that took their last name away
   * @param bytes how many
   * @param files in how many files
   * @param below the deepest directory that holds them all, with a leading slash
   */
  public record Debt(int payer, int killer, long bytes, long files, String below) {}

  Payers(List<DeadFile> dead, List<String> instructions) {
    List<DeadFile> sorted = new ArrayList<>(dead);
    sorted.sort(
        Comparator.comparingLong(DeadFile::bytes)
            .reversed()
            .thenComparing(DeadFile::path)
            .thenComparingInt(DeadFile::payer));
    this.files = List.copyOf(sorted);
    this.instructions = List.copyOf(instructions);
    this.bytes = new long[instructions.size()][instructions.size()];
    long sum = 0;
    for (DeadFile file : files) {
      bytes[file.payer()][file.killer()] += file.bytes();
      causes.merge(file.cause(), file.bytes(), Long::sum);
      sum += file.bytes();
    }
    this.total = sum;
  }

  /** All dead bytes. */
  public long total() {
    return total;
  }

  /** The dead files with content, the largest first. */
  public List<DeadFile> files() {
    return files;
  }

  /** The dead bytes that layer {@code ordinal} holds. */
  public long paidBy(int ordinal) {
    long sum = 0;
    for (long each : bytes[ordinal]) {
      sum += each;
    }
    return sum;
  }

  /** The bytes that layer {@code ordinal} killed. */
  public long killedBy(int ordinal) {
    long sum = 0;
    for (long[] each : bytes) {
      sum += each[ordinal];
    }
    return sum;
  }

  /** Every pair of layers of which one killed bytes of the other, the largest debt first. */
  public List<Debt> debts() {
    Map<Integer, Debt> debts = new HashMap<>();
    for (DeadFile file : files) {
      int slash = Math.max(0, file.path().lastIndexOf('/'));
      Debt one =
          new Debt(
              file.payer(), file.killer(), file.bytes(), 1, "/" + file.path().substring(0, slash));
      debts.merge(file.payer() * bytes.length + file.killer(), one, Payers::sum);
    }
    List<Debt> sorted = new ArrayList<>(debts.values());
    sorted.sort(
        Comparator.comparingLong(Debt::bytes)
            .reversed()
            .thenComparingInt(Debt::payer)
            .thenComparingInt(Debt::killer));
    return sorted;
  }

  private static Debt sum(Debt a, Debt b) {
    return new Debt(
        a.payer(),
        a.killer(),
        a.bytes() + b.bytes(),
        a.files() + b.files(),
        common(a.below(), b.below()));
  }

  private static String common(String a, String b) {
    String shared = Strings.commonPrefix(a + "/", b + "/");
    int slash = shared.lastIndexOf('/');
    return slash == 0 ? "/" : shared.substring(0, slash);
  }

  /** The dead bytes by how they died; what did not happen is left out. */
  public Map<Cause, Long> causes() {
    return new EnumMap<>(causes);
  }

  /** What each instruction has to do with it, in the order of layers; those with nothing too. */
  public List<Share> instructions() {
    Map<String, long[]> sums = new LinkedHashMap<>();
    for (int i = 0; i < instructions.size(); i++) {
      String name = instructions.get(i).isEmpty() ? "layer " + i : instructions.get(i);
      long[] sum = sums.computeIfAbsent(name, any -> new long[2]);
      sum[0] += paidBy(i);
      sum[1] += killedBy(i);
    }
    List<Share> shares = new ArrayList<>();
    sums.forEach((name, sum) -> shares.add(new Share(name, sum[0], sum[1])));
    return shares;
  }
}
