package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a checkout of nothing, with a Maven and a Java that only say what they do. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -XshowSettings:properties ]; then
        echo asked >>"$(dirname "$0")/asked"
        echo "    java.specification.version = 17"
        echo "    java.home = $(dirname "$(dirname "$0")")"
      else
        for option in "$@"; do
          case $option in -XX:ArchiveClassesAtExit=*) cat >"${option#*=}" ;; esac
        done
        echo "ran $*"
      fi
      """;

  @TempDir private Path directory;
  private Path checkout;
  private Path jdk;

  @BeforeEach
  void lay() throws IOException {
    checkout = Files.createDirectory(directory.resolve("checkout"));
    Files.copy(Path.of("../unionfs"), checkout.resolve("unionfs"));
    Files.createFile(checkout.resolve("pom.xml"));
    for (String module : new String[] {"unionfs-core", "unionfs-cli", "benchmarks"}) {
      Files.createDirectories(checkout.resolve(module).resolve("src/main"));
      Files.createFile(checkout.resolve(module).resolve("pom.xml"));
    }
    jdk = directory.resolve("jdk");
    program(jdk.resolve("bin/java"), JAVA);
    program(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    program(directory.resolve("tools/mvn"), "#!/bin/sh\n");
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Run(int code, String out, String err) {}

  private Run run(String... arguments) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    String[] command = new String[arguments.length + 2];
    command[0] = "bash";
    command[1] = checkout.resolve("unionfs").toString();
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder
        .environment()
        .merge("PATH", directory.resolve("tools").toString(), (p, t) -> t + ":" + p);
    int code = builder.start().waitFor();
    return new Run(code, text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private Path stamp() {
    return checkout.resolve("unionfs-cli/target/unionfs.built");
  }

  @Test
  void theFirstRunBuildsAndLeavesAMarkThatAllMayRead() throws Exception {
    Run run = run("demo", "a b");
    assertThat(run.err()).startsWith("Building unionfs (first run").hasLineCount(1);
    assertThat(run.out()).startsWith("ran ").endsWith("io.unionfs.cli.Main demo a b\n");
    assertThat(Files.getPosixFilePermissions(stamp()))
        .contains(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
  }

  @Test
  void theNextRunAsksForNothing() throws Exception {
    run("demo");
    Files.delete(jdk.resolve("bin/asked"));
    Run run = run("demo");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(jdk.resolve("bin/asked")).doesNotExist();
  }

  @Test
  void itSaysWhichStreamsAreTerminalsAndStartsFromTheArchiveOfClasses() throws Exception {
    Run first = run("demo");
    assertThat(first.out())
        .contains(" -Dunionfs.terminals= ")
        .contains(" -XX:SharedArchiveFile=" + stamp().resolveSibling("unionfs.jsa").toRealPath());
    Files.delete(stamp().resolveSibling("unionfs.jsa"));
    Run second = run("demo");
    assertThat(second.code()).isZero();
    assertThat(second.out()).contains("ran ").doesNotContain("SharedArchiveFile");
  }

  @Test
  void benchIsAnotherProgramBuiltWhenItIsAskedFor() throws Exception {
    run("demo");
    Run first = run("bench", "--quick", "a b");
    assertThat(first.err()).startsWith("Building unionfs (first run").hasLineCount(1);
    assertThat(first.out())
        .contains(" -Dunionfs.home=" + checkout.toRealPath() + " ")
        .contains("/benchmarks/target/benchmarks.jar:")
        .endsWith(" io.unionfs.benchmarks.command.BenchCommand --quick a b\n");
    assertThat(run("bench").err()).isEmpty();
    Path source = checkout.resolve("benchmarks/src/main/New.java");
    Files.createFile(source);
    Files.setLastModifiedTime(
        source, FileTime.from(Files.getLastModifiedTime(source).toInstant().plusSeconds(5)));
    assertThat(run("demo").err()).isEmpty();
    assertThat(run("bench").err()).startsWith("Building unionfs (its sources have changed");
  }

  @Test
  void aMarkThatCannotBeReadCostsALookAtTheVersionAndNoMessage() throws Exception {
    run("demo");
    Files.delete(stamp());
    Files.createDirectory(stamp()); // cat fails for root, too
    Run run = run("demo");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @Test
  void aCheckoutThatCannotBeWrittenNamesTheDirectoryAndTheRemedy() throws Exception {
    Path target = Files.createFile(checkout.resolve("unionfs-cli/target"));
    Run run = run("demo");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "unionfs: cannot write "
                + target.toRealPath()
                + "; build once as its owner: run "
                + checkout.toRealPath().resolve("unionfs")
                + "\n");
  }
}
