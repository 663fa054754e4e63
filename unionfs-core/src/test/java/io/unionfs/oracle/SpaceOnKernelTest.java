package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Quota;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What overlayfs does when its upper is full, and the engine with a quota after it: an upper on
 * ext4 without inodes, and one on tmpfs without space.
 */
class SpaceOnKernelTest {
  private static final String PRELUDE =
      """
      set -e
      cd "$1"; mkdir lower upper merged
      mount -t tmpfs lower lower
      mkdir -p lower/d/e
      for i in 1 2 3 4 5 6 7 8 9; do echo x > lower/d/f$i; echo x > lower/r$i; done
      head -c 81920 /dev/zero > lower/big
      overlay() {
        mkdir upper/u upper/w
        mount -t overlay overlay -o lowerdir=lower,upperdir=upper/u,workdir=upper/w merged
        cd merged
      }
      try() {
        if out=$("$@" 2>&1); then echo OK
        elif [ "${out%No space left on device}" != "$out" ]; then echo ENOSPC
        else echo "$out"; fi
      }
      """;

  private static final String NO_INODES =
      """
      head -c 2097152 /dev/zero > img
      mkfs.ext4 -q -N 32 -b 1024 -O ^has_journal img
      mount -o loop img upper
      overlay
      rm r1; touch n1 n2
      while touch filler$RANDOM 2> /dev/null; do :; done
      """;

  private static final String NO_BYTES =
      """
      mount -t tmpfs -o size=64k upper upper
      overlay
      head -c 100000 /dev/zero > file 2> /dev/null || stat -c %s file
      """;

  /** Commands, and what the kernel answered (6.18). */
  private static final List<String> WITHOUT_INODES =
      List.of(
          "rm r3: OK",
          "rm d/f1: ENOSPC",
          "touch r3: ENOSPC",
          "touch new: ENOSPC",
          "mkdir new: ENOSPC",
          "ln -s t new: ENOSPC",
          "ln n1 link: OK",
          "mv n1 r4: OK",
          "mv r5 moved: ENOSPC",
          "chmod 600 r6: ENOSPC",
          "rm n2: OK",
          "rmdir d/e: OK",
          "rm d/f2: OK",
          "touch new: ENOSPC");

  private static final List<String> WITHOUT_BYTES =
      List.of(
          "touch empty: OK",
          "chmod 600 big: ENOSPC",
          "chmod 600 r6: ENOSPC",
          "rm r3: OK",
          "rm d/f1: OK",
          "rm file: OK");

  @TempDir private Path directory;

  private List<String> kernel(String setup, List<String> commands) throws Exception {
    StringBuilder script = new StringBuilder(PRELUDE).append(setup);
    commands.forEach(command -> script.append("try ").append(command).append('\n'));
    Process process =
        new ProcessBuilder("unshare", "-m", "bash", "-c", script.toString(), "-", "" + directory)
            .redirectErrorStream(true)
            .start();
    try (InputStream out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assumeTrue(
          !said.contains("mkfs.ext4") && !said.contains("loop"), () -> "no disk to fill: " + said);
      assertThat(process.waitFor()).as(said).isZero();
      return said.lines().toList();
    }
  }

  private static UnionFileSystem engine(Quota quota) throws IOException {
    LayerBuilder layer = Layer.builder().directory("d/e").file("big", "\0".repeat(81_920));
    for (int i = 1; i < 10; i++) {
      layer.file("d/f" + i, "x").file("r" + i, "x");
    }
    return UnionFileSystem.builder().lower(layer.build()).quota(quota).mount();
  }

  private static List<String> answers(UnionFileSystem union, List<String> commands) {
    List<String> answers = new ArrayList<>();
    for (String command : commands) {
      try {
        run(union, command.split(" "));
        answers.add("OK");
      } catch (IOException e) {
        answers.add(e.getMessage().endsWith("No space left on device") ? "ENOSPC" : e.toString());
      }
    }
    return answers;
  }

  private static void run(UnionFileSystem union, String[] words) throws IOException {
    Path last = union.getPath("/" + words[words.length - 1]);
    switch (words[0]) {
      case "rm", "rmdir" -> Files.delete(last);
      case "mkdir" -> Files.createDirectory(last);
      case "chmod" ->
          Files.setPosixFilePermissions(last, PosixFilePermissions.fromString("rw-------"));
      case "mv" ->
          Files.move(union.getPath("/" + words[1]), last, StandardCopyOption.REPLACE_EXISTING);
      case "touch" -> {
        try {
          Files.createFile(last);
        } catch (FileAlreadyExistsException e) {
          throw new AssertionError(e);
        }
      }
      case "ln" -> {
        if (words[1].equals("-s")) {
          Files.createSymbolicLink(last, union.getPath(words[2]));
        } else {
          Files.createLink(last, union.getPath("/" + words[1]));
        }
      }
      default -> throw new AssertionError(words[0]);
    }
  }

  private static void assumeKernel() {
    assumeTrue(KernelAvailability.reason().isEmpty(), () -> KernelAvailability.reason().get());
  }

  @Test
  void theKernelWithoutInodes() throws Exception {
    assumeKernel();
    assertThat(kernel(NO_INODES, commands(WITHOUT_INODES))).isEqualTo(answered(WITHOUT_INODES));
  }

  @Test
  void theKernelWithoutBytes() throws Exception {
    assumeKernel();
    List<String> expected = new ArrayList<>(answered(WITHOUT_BYTES));
    expected.add(0, "65536");
    assertThat(kernel(NO_BYTES, commands(WITHOUT_BYTES))).isEqualTo(expected);
  }

  private static List<String> commands(List<String> said) {
    return said.stream().map(line -> line.substring(0, line.indexOf(":"))).toList();
  }

  private static List<String> answered(List<String> said) {
    return said.stream().map(line -> line.substring(line.indexOf(":") + 2)).toList();
  }

  @Test
  void theEngineWithoutInodes() throws Exception {
    try (UnionFileSystem union = engine(new Quota(Quota.ofHeap().bytes(), 5))) {
      Files.delete(union.getPath("/r1"));
      for (String name : List.of("n1", "n2", "filler1", "filler2", "filler3")) {
        Files.createFile(union.getPath("/" + name));
      }
      assertThat(answers(union, commands(WITHOUT_INODES))).isEqualTo(answered(WITHOUT_INODES));
    }
  }

  @Test
  void theEngineWithoutBytes() throws Exception {
    try (UnionFileSystem union = engine(new Quota(65_536, 1000))) {
      Path file = union.getPath("/file");
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        assertThat(channel.write(ByteBuffer.allocate(100_000))).isEqualTo(65_536);
      }
      assertThat(answers(union, commands(WITHOUT_BYTES))).isEqualTo(answered(WITHOUT_BYTES));
    }
  }
}
