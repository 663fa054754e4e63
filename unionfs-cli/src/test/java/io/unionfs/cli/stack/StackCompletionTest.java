package io.unionfs.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.LineSource;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageReference;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.trace.ProgressListener;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Tab offers in a shell on layers. */
class StackCompletionTest {
  @TempDir private Path directory;
  private StackImage image;
  private Stack stack;
  private StackShell shell;
  private LineSource.Completion completion;

  @BeforeEach
  void open() throws Exception {
    PrintStream out = new PrintStream(OutputStream.nullOutputStream());
    image = StackImage.demo(directory);
    stack = new Stack(image, OverlayOptions.DEFAULT, InstantSource.system(), directory);
    StoreAccess store =
        new StoreAccess() {
          @Override
          public String add(ImageContent added, ImageReference name, ProgressListener progress) {
            return "sha256:id";
          }

          @Override
          public Collection<String> names() {
            return List.of("debian:stable", "demo:1");
          }
        };
    Streams streams = new Streams(InputStream.nullInputStream(), out, out, Set.of());
    shell = new StackShell(stack, store, streams, List.of(), Ink.PLAIN);
    completion = shell.completion();
  }

  @AfterEach
  void close() throws Exception {
    stack.close();
    image.close();
  }

  private List<String> offered(String line) {
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    String word = words.remove(words.size() - 1);
    List<String> offered = new ArrayList<>();
    completion.candidates(words, word).forEach(offered::add);
    return offered;
  }

  @Test
  void commandsFirst() {
    assertThat(offered("tr")).containsExactly("trace", "tree", "true");
    assertThat(offered("u")).containsExactly("undo", "upper");
    assertThat(offered("")).contains("ls", "commit", "step");
  }

  @Test
  void thenWhatEachTakes() {
    assertThat(offered("trace ")).containsExactly("off", "on", "scan");
    assertThat(offered("layers ")).containsExactly("0", "1", "2");
    assertThat(offered("commit de")).containsExactly("debian:stable", "demo:1");
    assertThat(offered("help un")).containsExactly("undo");
    assertThat(offered("which /etc/mo")).containsExactly("/etc/motd");
    assertThat(offered("cat /usr/")).containsExactly("/usr/lib/", "/usr/share/");
    assertThat(offered("diff ")).isEmpty();
  }

  @Test
  void stepTakesPathsAndCommandsWithWhatTheyTake() {
    assertThat(offered("step /e")).containsExactly("/etc/");
    assertThat(offered("step app")).containsExactly("app/", "append");
    assertThat(offered("step rm /etc/mo")).containsExactly("/etc/motd");
  }

  @Test
  void aLayerThatIsCommittedIsOfferedToo() {
    shell.runScript("rm /etc/motd; commit; cd /etc".getBytes(StandardCharsets.UTF_8));
    assertThat(offered("layers ")).containsExactly("0", "1", "2", "3");
    assertThat(offered("cat m")).isEmpty();
    assertThat(offered("cat hos")).containsExactly("hostname");
  }
}
