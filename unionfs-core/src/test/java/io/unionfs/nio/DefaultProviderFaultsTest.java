package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the default provider leaves when a system call of a copy or move fails, which strace(1) has
 * it do, and that a union leaves the same when its step fails.
 */
@Tag("long")
class DefaultProviderFaultsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "copy, 'openat,open', t, UPPER_CREATE, source 9000 target absent",
    "copy, 'write,sendfile,copy_file_range', t, UPPER_WRITE, source 9000 target absent",
    "copy REPLACE_EXISTING, unlink, t, UPPER_REMOVE, source 9000 target 3",
    "copy REPLACE_EXISTING, 'write,sendfile,copy_file_range', t, UPPER_WRITE,"
        + " source 9000 target absent",
    "copy COPY_ATTRIBUTES, fchown, t, UPPER_UPDATE, done source 9000 target 9000",
    "move REPLACE_EXISTING, rename, s, UPPER_MOVE, source 9000 target absent",
    "move REPLACE_EXISTING ATOMIC_MOVE, rename, s, UPPER_MOVE, source 9000 target 3",
    "directories, mkdir, t, UPPER_CREATE, done source 9000 target directory",
    "write, write, t, UPPER_WRITE, source 9000 target 0",
  })
  void aUnionLeavesTheSame(
      String call, String systemCalls, String on, FaultPoint point, String left) throws Exception {
    boolean replaces = call.contains("REPLACE") || call.equals("write");
    assertThat(defaultProvider(call, systemCalls, on, replaces)).isEqualTo(left);
    FaultPlan plan = FaultPlan.builder().on(point).call(1).fail(Errno.EIO).build();
    plan.disarm();
    try (UnionFileSystem union =
        UnionFileSystem.builder().lower(Layer.builder().build()).faults(plan).mount()) {
      prepare(union.getPath("/"), replaces);
      plan.arm();
      String result = ManyStepMain.result(union.getPath("/s"), union.getPath("/t"), call);
      plan.assertAllFired();
      assertThat(result).isEqualTo(left);
    }
  }

  private static void prepare(Path top, boolean replaces) throws IOException {
    Files.write(top.resolve("s"), new byte[9000]);
    Files.setAttribute(top.resolve("s"), "unix:uid", 7);
    if (replaces) {
      Files.writeString(top.resolve("t"), "old");
    }
  }

  private String defaultProvider(String call, String systemCalls, String on, boolean replaces)
      throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "gives files away");
    prepare(directory, replaces);
    List<String> command = new ArrayList<>();
    command.addAll(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
    command.addAll(List.of("-P", directory.resolve(on).toString()));
    command.addAll(List.of("-e", "inject=" + systemCalls + ":error=EIO:when=1"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ManyStepMain.class.getName(), directory.toString(), call));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return abort("strace is needed: " + e.getMessage());
    }
    String output = new String(process.getInputStream().readAllBytes());
    assumeTrue(process.waitFor() == 0 || !output.contains("ptrace"), output);
    return output.strip();
  }
}
