package io.unionfs.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.LineSource;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageReference;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a change, and how the changes before are done again. */
class StackUndoTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final AtomicLong seconds = new AtomicLong();
  private int pauses;
  private StackShell shell;

  private static final class NoStore implements StoreAccess {
    @Override
    public String add(ImageContent image, ImageReference name, ProgressListener progress) {
      return "added " + name.familiar();
    }

    @Override
    public Collection<String> names() {
      return List.of();
    }
  }

  /** Types lines. */
  private String run(Iterable<String> lines) throws IOException {
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Streams streams = new Streams(InputStream.nullInputStream(), out, out, Set.of());
    Iterator<String> typed = lines.iterator();
    LineSource source =
        new LineSource() {
          @Override
          public String read(String prompt) {
            return typed.hasNext() ? typed.next() : null;
          }

          @Override
          public boolean next(String prompt) {
            pauses++;
            return true;
          }

          @Override
          public void close() {}
        };
    // Each look at the clock sees another second.
    InstantSource clock = () -> Instant.ofEpochSecond(1_000_000 + seconds.incrementAndGet());
    try (StackImage image = StackImage.demo(directory);
        Stack stack = new Stack(image, OverlayOptions.DEFAULT, clock, directory)) {
      shell = new StackShell(stack, new NoStore(), streams, List.of(), Ink.PLAIN);
      shell.run(source);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private String run(String... lines) throws IOException {
    return run(List.of(lines));
  }

  @Test
  void aPathThatIsCalledAsACommandIsSteppedTo() throws IOException {
    assertThat(run("mkdir /bin", "write /bin/ls x", "write /bin/rm x", "step /bin/ls", "undo"))
        .contains("/bin/ls: file, 2 bytes\n")
        .endsWith("undone: write /bin/rm x\n");
    printed.reset();
    assertThat(run("mkdir /bin", "write /bin/rm x", "step /bin/rm", "step step /bin/rm", "undo"))
        .contains("/bin/rm: file, 2 bytes\n")
        .endsWith("undone: write /bin/rm x\n");
    printed.reset();
    assertThat(run("step /bin/rm /etc/motd", "undo"))
        .containsPattern("whiteout +/etc/motd +written\n")
        .endsWith("undone: /bin/rm /etc/motd\n");
  }

  @Test
  void whatOnlyReadsUnderItsLongNameIsNoChange() throws IOException {
    assertThat(run("write /a b", "/bin/cat /a", "/usr/bin/find /app", "undo"))
        .endsWith("undone: write /a b\n");
    printed.reset();
    assertThat(run("write /a b", "/bin/undo", "/bin/undo"))
        .isEqualTo("undone: write /a b\nundo: there is nothing to take back\n");
  }

  @Test
  void whatFoundNothingToChangeIsNoChange() throws IOException {
    assertThat(run("write /a b", "rm -f /none", "mkdir -p /etc /app", "undo"))
        .isEqualTo("undone: write /a b\n");
  }

  @Test
  void changesOfWhichTheEngineTellsNothingAreChanges() throws IOException {
    assertThat(run("write /a b", "chmod 600 /a", "undo", "write /a", "undo", "cat /a"))
        .isEqualTo("undone: chmod 600 /a\nundone: write /a\nb\n");
  }

  @Test
  void neitherCommitNorUndoIsAPartOfAStep() throws IOException {
    assertThat(run("write /a b", "step commit", "step undo", "step step commit x", "diff"))
        .isEqualTo(
            "commit: cannot be a part of 'step'\nundo: cannot be a part of 'step'\n"
                + "commit: cannot be a part of 'step'\nA /a\n");
  }

  @Test
  void timesAreWhatTheyWereToTheInstant() throws IOException {
    String before = run("mkdir /d", "write /d/a x", "append /etc/motd y", "stat /d /d/a /etc/motd");
    printed.reset();
    seconds.set(0);
    String after =
        run(
            "mkdir /d",
            "write /d/a x",
            "append /etc/motd y",
            "rm -r /d",
            "undo",
            "stat /d /d/a /etc/motd");
    assertThat(after).isEqualTo("undone: rm -r /d\n" + before);
  }

  @Test
  void nobodyIsAskedOrToldWhenACommandIsDoneAgain() throws IOException {
    String out =
        run(
            "sh -c 'trace on; step rm /etc/motd'",
            "trace off",
            "write /mark x",
            "write /a b",
            "undo",
            "trace",
            "diff");
    assertThat(out).endsWith("undone: write /a b\ntrace is off\nC /etc\nD /etc/motd\nA /mark\n");
    int asked = pauses;
    assertThat(asked).isPositive();
    pauses = 0;
    printed.reset();
    run("sh -c 'trace on; step rm /etc/motd'");
    assertThat(pauses).isEqualTo(asked);
  }

  @Test
  void whatAStoppedStepHadChangedIsTakenBack() throws IOException {
    Iterator<String> typed = List.of("step rm /etc/motd /none /etc/issue", "diff").iterator();
    PrintStream stopping =
        new PrintStream(printed, true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            super.println(line);
            if (line.contains("/none")) {
              shell.stop().ask();
            }
          }
        };
    Streams streams = new Streams(InputStream.nullInputStream(), stopping, stopping, Set.of());
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
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "rm: /none: No such file or directory\nstep: interrupted\n"
                + "what it had changed is taken back\n");
  }

  @Test
  void anUndoneCommitSaysWhatTheStoreKeeps() throws IOException {
    assertThat(run("write /a x", "commit demo:1", "commit demo:2", "commit demo:1", "undo", "undo"))
        .endsWith(
            "undone: commit demo:1\n"
                + "the store keeps demo:1 demo:2; 'unionfs rmi demo:1 demo:2' removes them\n"
                + "undone: write /a x\n");
    printed.reset();
    assertThat(run("write /a x", "commit", "write /b x", "commit demo:2", "undo", "undo", "undo"))
        .as("only of the layers that were made into an image")
        .endsWith(
            "undone: commit demo:2\n"
                + "the store keeps demo:2; 'unionfs rmi demo:2' removes it\n"
                + "undone: write /b x\nundone: commit\n");
    printed.reset();
    assertThat(run("write /a x", "commit", "commit later:1", "undo"))
        .as("a name that was given afterwards")
        .endsWith("undone: commit\nthe store keeps later:1; 'unionfs rmi later:1' removes it\n");
  }

  /** It may take as long as all that was done before. */
  @Test
  void anUndoCanBeStopped() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      lines.add("cp -r /usr /usr" + i);
    }
    lines.add("write /last x");
    lines.add("undo");
    lines.add("cat /last");
    Thread asking =
        new Thread(
            () -> {
              while (!Thread.interrupted()) {
                shell.stop().ask();
              }
            });
    Iterable<String> typed =
        () -> {
          Iterator<String> all = lines.iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return all.hasNext();
            }

            @Override
            public String next() {
              String line = all.next();
              if (line.equals("undo")) {
                asking.start();
              } else if (asking.isAlive()) {
                asking.interrupt();
                try {
                  asking.join();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
              return line;
            }
          };
        };
    assertThat(run(typed)).isEqualTo("undo: interrupted\nx\n");
  }
}
