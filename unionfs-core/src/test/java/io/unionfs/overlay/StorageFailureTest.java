package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A failure of the storage under an open file is an errno, and never a bare IOException. */
class StorageFailureTest {
  private static final IOException BROKEN = new IOException("broken disk");

  /** Opens well, but can be neither read nor closed. */
  private record Broken() implements Content {
    @Override
    public long size() {
      return 10;
    }

    @Override
    public Reader open() {
      return new Reader() {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
          throw BROKEN;
        }

        @Override
        public void close() throws IOException {
          throw BROKEN;
        }
      };
    }
  }

  private interface Call {
    void run() throws Exception;
  }

  private static void assertEio(Call call) {
    ErrnoException failure = catchThrowableOfType(ErrnoException.class, call::run);
    assertThat(failure.errno()).isEqualTo(Errno.EIO);
    assertThat(failure).hasCause(BROKEN);
  }

  @Test
  void readingAndClosingWhatIsBrokenIsEio() throws Exception {
    Layer layer = Layer.builder().file("f", new Broken()).build();
    try (Fixture union = Fixture.of(layer)) {
      OpenFile file = union.mount.open(Caller.ROOT, PathName.parse("/f"), Set.of(OpenFlag.READ), 0);
      assertEio(() -> file.read(ByteBuffer.allocate(1), 0));
      assertEio(file::close);
      file.close(); // closed nevertheless
    }
  }
}
