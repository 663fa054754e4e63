package io.unionfs.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.shell.LineSource;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is noted of what is typed. */
class RecordingTest {
  private static List<String> recorded(String... typed) throws IOException {
    Recording recording = new Recording("$ unionfs shell --demo");
    Iterator<String> lines = List.of(typed).iterator();
    LineSource source =
        new LineSource() {
          @Override
          public String read(String prompt) {
            return lines.hasNext() ? lines.next() : null;
          }

          @Override
          public void close() {}
        };
    try (LineSource noted = recording.noting(source, () -> {})) {
      while (noted.read("/> ") != null) {
        // It is noted.
      }
    }
    return recording.lines();
  }

  /** An editor takes what is pasted as one line with line ends in it. */
  @Test
  void severalLinesThatArePastedAreOneLineThatDoesTheSame() throws IOException {
    assertThat(recorded("write /a 'b  c'\n\n# said\nrm /b;cat /a", "pwd"))
        .containsExactly("$ unionfs shell --demo", "/> write /a 'b  c'; rm /b; cat /a", "/> pwd");
    assertThat(recorded("write /a 'b\nc"))
        .containsExactly("$ unionfs shell --demo", "/> write /a 'b c");
  }
}
