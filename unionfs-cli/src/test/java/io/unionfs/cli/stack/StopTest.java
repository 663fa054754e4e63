package io.unionfs.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.LineSource;
import io.unionfs.cli.shell.Stop;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageReference;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while a command runs. */
class StopTest {
  private static final int SIGINT = 2;

  @TempDir private Path directory;

  /** How Ctrl-C comes. */
  private interface Interrupt {
    void on(Stop stop) throws IOException;
  }

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private StackShell shell;

  /** What is printed; once {@code mark} is, Ctrl-C comes. */
  private PrintStream interruptedBehind(String mark, Interrupt interrupt) {
    return new PrintStream(
        new FilterOutputStream(printed) {
          private boolean sent;

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            printed.write(bytes, offset, length);
            if (!sent && printed.toString(StandardCharsets.UTF_8).contains(mark)) {
              sent = true;
              interrupt.on(shell.stop());
            }
          }
        },
        true,
        StandardCharsets.UTF_8);
  }

  /** This process sends the signal to itself. */
  private static void signal(Stop stop) throws IOException {
    try {
      long self = ProcessHandle.current().pid();
      new ProcessBuilder("kill", "-INT", Long.toString(self)).start().waitFor();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!stop.isAsked() && System.nanoTime() < deadline) {
        Thread.sleep(1); // The signal is told on a thread of its own.
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static final class NoStore implements StoreAccess {
    @Override
    public String add(ImageContent image, ImageReference name, ProgressListener progress)
        throws IOException {
      throw new IOException("there is no store");
    }

    @Override
    public Collection<String> names() {
      return List.of();
    }
  }

  private String run(PrintStream out, String... lines) throws IOException {
    Streams streams = new Streams(InputStream.nullInputStream(), out, out, Set.of());
    Iterator<String> typed = List.of(lines).iterator();
    LineSource source =
        new LineSource() {
          @Override
          public String read(String prompt) {
            return typed.hasNext() ? typed.next() : null;
          }

          @Override
          public void close() {}
        };
    try (StackImage image = StackImage.demo(directory);
        Stack stack = new Stack(image, OverlayOptions.DEFAULT, InstantSource.system(), directory)) {
      shell = new StackShell(stack, new NoStore(), streams, List.of(), Ink.PLAIN);
      shell.run(source);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void itStopsTheCommandAndTheRestOfItsLineAndNotTheShell() throws IOException {
    String out = run(interruptedBehind("/lib\n", Stop::ask), "find /; echo rest", "echo next");
    assertThat(out)
        .endsWith("find: interrupted\nnext\n")
        .doesNotContain("/usr")
        .doesNotContain("rest");
  }

  @Test
  void whatTheStoppedCommandHadChangedIsTakenBack() throws IOException {
    String out =
        run(
            interruptedBehind("rm: /none", Stop::ask),
            "write /before x",
            "rm -r /etc /none /usr /var",
            "diff",
            "undo",
            "diff");
    assertThat(out)
        .isEqualTo(
            "rm: /none: No such file or directory\nrm: interrupted\n"
                + "what it had changed is taken back\nA /before\nundone: write /before x\n");
  }

  /** A build in the background may ignore the signal, and what it starts does so as well. */
  static boolean hearsSignals() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElse("SigIgn: 2");
    return (Long.parseLong(ignored.substring(7).strip(), 16) & 1L << SIGINT - 1) == 0;
  }

  @Test
  @EnabledIf("hearsSignals")
  void theSignalStopsTheCommand() throws IOException {
    String out = run(interruptedBehind("/lib\n", StopTest::signal), "find /", "echo next");
    assertThat(out).endsWith("find: interrupted\nnext\n").doesNotContain("/usr");
  }
}
