package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whole processes over one store. */
@EnabledOnOs(OS.LINUX)
class ProcessTest {
  private static final Path IMAGE = Cli.IMAGES.resolve("built-docker.tar");

  @TempDir private Path directory;
  private StoreCli cli;

  @BeforeEach
  void lay() {
    cli = new StoreCli(directory.resolve("store"));
  }

  /** The numbers of the streams that the next process takes for terminals. */
  private String terminals = "";

  /** A build in the background ignores interrupts, and what it starts inherits that. */
  private static final List<String> INTERRUPTIBLE = interruptible("env", "--default-signal=INT");

  private static List<String> interruptible(String... words) {
    List<String> command = new ArrayList<>(List.of(words));
    command.add("true");
    try {
      int code = new ProcessBuilder(command).start().waitFor();
      return code == 0 ? List.of(words) : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Process start(String... args) throws IOException {
    return start(null, args);
  }

  private Process start(Path output, String... args) throws IOException {
    List<String> command = new ArrayList<>(INTERRUPTIBLE);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dunionfs.terminals=" + terminals);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TERM", "dumb");
    builder.environment().put("UNIONFS_STORE", directory.resolve("store").toString());
    if (output != null) {
      builder.redirectOutput(output.toFile());
    }
    return builder.redirectError(directory.resolve("err").toFile()).start();
  }

  private byte[] run(InputStream input, String... args) throws Exception {
    Process process = start(args);
    try (OutputStream to = process.getOutputStream()) {
      input.transferTo(to);
    }
    byte[] out = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(errors()).isZero();
    return out;
  }

  private String errors() throws IOException {
    return Files.readString(directory.resolve("err"));
  }

  @Test
  void imagesGoThroughPipesByteForByte() throws Exception {
    try (InputStream image = Files.newInputStream(IMAGE)) {
      assertThat(new String(run(image, "load"), StandardCharsets.UTF_8))
          .isEqualTo("Loaded image: built:latest\nLoaded image: localhost/built:latest\n");
    }
    assertThat(errors()).isEmpty();
    byte[] saved = run(InputStream.nullInputStream(), "save", "--format", "oci", "built");
    Path file = directory.resolve("saved.tar");
    cli.out("save --format oci -o " + file + " built");
    assertThat(saved).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void outputThatIsLostIsAFailure() throws Exception {
    cli.out("load -i " + IMAGE);
    for (String verb : List.of("save built", "images", "run --rm built ls /", "--help")) {
      Process process = start(Path.of("/dev/full"), verb.split(" "));
      assertThat(process.waitFor()).as(verb).isEqualTo(1);
      assertThat(errors())
          .as(verb)
          .isEqualTo("unionfs: standard output: No space left on device\n");
    }
  }

  @Test
  void whoReadsOnlyTheBeginningOfAListSeesNoFailure() throws Exception {
    cli.out("load -i " + IMAGE);
    Process process = start("images");
    process.getInputStream().close();
    assertThat(process.waitFor()).as(errors()).isZero();
    assertThat(errors()).isEmpty();
  }

  @Test
  void anImageThatNobodyReadsIsNotSaved() throws Exception {
    cli.out("load -i " + IMAGE);
    Process process = start("save", "built");
    process.getInputStream().close();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(errors()).isEqualTo("unionfs: standard output: Broken pipe\n");
  }

  @Test
  void theExitCodeIsThatOfTheCommand() throws Exception {
    cli.out("load -i " + IMAGE);
    Process process = start("run", "--rm", "built", "sh", "-c", "exit 7");
    assertThat(process.waitFor()).isEqualTo(7);
  }

  @Test
  void anInterruptEndsTheContainerToo() throws Exception {
    cli.out("load -i " + IMAGE);
    terminals = "01";
    Process process = start("run", "--name", "web", "built", "sh");
    // Its prompt tells that the container's files are open.
    for (int c = 0; c != '>'; ) {
      c = process.getInputStream().read();
      assertThat(c).as(errors()).isNotNegative();
    }
    assertThat(cli.run("exec", "web", "ls").err())
        .isEqualTo("unionfs: container web is in use by another process\n");
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(cli.out("ps -a --format {{.Status}}")).startsWith("Exited (130) ");
  }
}
