package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Closing while something is being opened, at each moment of taking note of it. */
class OpenFilesTest {
  /** Has everything closed while a map is about to take it: then its hash is asked for. */
  private static final class Opened implements Closeable {
    private final OpenFiles noted;
    private final OpenFiles closing;
    private final int moment;
    private int asked;
    private boolean closed;

    Opened(OpenFiles noted, OpenFiles closing, int moment) {
      this.noted = noted;
      this.closing = closing;
      this.moment = moment;
    }

    @Override
    public int hashCode() {
      if (++asked == moment) {
        try {
          closing.closeAll();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return 1;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        noted.forget(this);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"VIEW,1", "VIEW,2", "MOUNT,1", "MOUNT,2"})
  void whatIsOpenedWhileAllIsClosedIsClosedAndForgotten(String what, int moment) {
    OpenFiles mount = new OpenFiles(OpenFiles.Tracking.PATHS);
    OpenFiles view = new OpenFiles(mount);
    Opened opened = new Opened(view, "VIEW".equals(what) ? view : mount, moment);
    assertThatThrownBy(() -> view.register(opened, OpenResource.Kind.FILE_CHANNEL, Path.of("/f")))
        .isInstanceOf(ClosedFileSystemException.class);
    assertThat(opened.closed).isTrue();
    assertThat(view.list()).isEmpty();
    assertThat(mount.list()).isEmpty();
  }
}
