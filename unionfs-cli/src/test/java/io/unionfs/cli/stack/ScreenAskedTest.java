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
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a terminal is asked for its width, for which a process is started. */
class ScreenAskedTest {
  private static final StoreAccess NO_STORE =
      new StoreAccess() {
        @Override
        public String add(ImageContent image, ImageReference name, ProgressListener progress) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Collection<String> names() {
          return List.of();
        }
      };

  @TempDir private Path directory;

  private static LineSource typed(String... lines) {
    Iterator<String> rest = List.of(lines).iterator();
    return new LineSource() {
      @Override
      public String read(String prompt) {
        return rest.hasNext() ? rest.next() : null;
      }

      @Override
      public boolean next(String prompt) {
        return true;
      }

      @Override
      public void close() {}
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"diff", "tree", "upper", "layers", "layers 0", "which /etc /app", "help"})
  void aCommandAsksOnceForEachThingItPrints(String command) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Streams streams = new Streams(InputStream.nullInputStream(), out, out, Set.of());
    AtomicInteger asked = new AtomicInteger();
    try (StackImage image = StackImage.demo(directory);
        Stack stack = new Stack(image, OverlayOptions.DEFAULT, InstantSource.system(), directory)) {
      StackShell shell =
          new StackShell(
              stack,
              NO_STORE,
              streams,
              List.of(),
              Ink.PLAIN,
              () -> {
                asked.incrementAndGet();
                return 80;
              });
      shell.run(typed("touch /a /b /c /d /e /f", "mkdir -p /g/h/i", command));
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines()).hasSizeGreaterThan(4);
    assertThat(asked.get()).isEqualTo(command.startsWith("which") ? 2 : 1);
  }
}
