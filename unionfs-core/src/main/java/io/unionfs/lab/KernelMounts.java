package io.unionfs.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Times mount(2) itself, which Java cannot call and beside which the start of mount(8) is long: a
 * few lines of Perl call it, in a mount namespace of their own, so that nothing stays mounted.
 */
final class KernelMounts {
  /** The numbers of mount, umount2 and unshare. */
  private static final Map<String, List<String>> CALLS =
      Map.of("amd64", List.of("165", "166", "272"), "aarch64", List.of("40", "39", "97"));

  private static final String SCRIPT =
      """
      use strict; use warnings; use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
      my ($mode, $dir, $layers, $times, $MOUNT, $UMOUNT, $UNSHARE) = @ARGV;
      sub now { clock_gettime(CLOCK_MONOTONIC) * 1e9 }
      sub mnt {
        my ($source, $target, $type, $flags, $data) = @_;
        syscall($MOUNT + 0, $source, $target, $type, $flags + 0, $data) == 0 or die "mount $target: $!\\n";
      }
      sub unmnt { my ($at) = @_; syscall($UMOUNT + 0, $at, 0) == 0 or die "umount $at: $!\\n" }
      chdir $dir or die "$dir: $!\\n";
      syscall($UNSHARE + 0, 0x20000) == 0 or die "unshare: $!\\n";
      mnt("none", "/", "none", 0x44000, 0);
      for ("m", "u", "w", "b") { mkdir $_ }
      my @names = reverse 0 .. $layers - 1;
      my $end = "upperdir=u,workdir=w,redirect_dir=off,metacopy=off,index=off,xino=off";
      if ($mode eq "once") {
        my $data = "lowerdir=" . join(":", @names) . ",$end";
        for (1 .. $times) {
          my $from = now();
          mnt("unionfs-lab", "m", "overlay", 0, $data);
          printf "%.0f 1\\n", now() - $from;
          unmnt("m");
        }
      } else {
        for (@names) { mkdir "b/$_" }
        my $data = "lowerdir=" . join(":", map { "b/$_" } @names) . ",$end";
        for (1 .. $times) {
          my ($time, $count) = (0, 0);
          for (1, 2) {
            my $from = now();
            for (@names) { mnt("$_", "b/$_", "none", 4096, 0); $count++ }
            mnt("unionfs-lab", "m", "overlay", 0, $data); $count++;
            for (@names) { unmnt("b/$_"); $count++ }
            $time += now() - $from;
            unmnt("m");
          }
          printf "%.0f %d\\n", $time, $count;
        }
      }
      """;

  /** How containers are started. */
  enum Way {
    /** One overlay over all layers. */
    ONCE,
    /**
     * Twice: each layer is mounted (by a bind mount), an overlay over these, and they are taken
     * away.
     */
    EACH_LAYER
  }

  /**
   * Mounts.
   *
   * @param nanos of each start, the shortest first
   * @param operations mounts and unmounts of one start
   */
  record Timed(List<Long> nanos, long operations) {
    long median() {
      return nanos.get(nanos.size() / 2);
    }

    double mean() {
      return nanos.stream().mapToLong(Long::longValue).average().orElseThrow();
    }
  }

  private KernelMounts() {}

  /** Why it cannot be timed here; empty if it can. */
  static Optional<String> whyNot() {
    if (!CALLS.containsKey(System.getProperty("os.arch"))) {
      return Optional.of("the numbers of its system calls are not known");
    }
    if (!Files.isExecutable(Path.of("/usr/bin/perl"))) {
      return Optional.of("there is no /usr/bin/perl, which calls mount(2)");
    }
    return KernelOverlay.whyNot();
  }

  /** Starts {@code containers} over the {@code layers} directories called 0, 1, … in {@code in}. */
  static Timed time(Way way, Path in, int layers, int containers) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/perl",
                "-e",
                SCRIPT,
                way == Way.ONCE ? "once" : "each",
                in.toString(),
                Integer.toString(layers),
                Integer.toString(containers)));
    command.addAll(CALLS.get(System.getProperty("os.arch")));
    Path output = Files.createTempFile(in, "times", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      KernelOverlay.await(process, "perl", output);
      long[][] lines =
          Files.readAllLines(output).stream()
              .map(line -> Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray())
              .toArray(long[][]::new);
      return new Timed(Arrays.stream(lines).map(line -> line[0]).sorted().toList(), lines[0][1]);
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
