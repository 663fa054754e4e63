package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.Mount;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of a mount that was closed. */
class ClosedMountTest {
  @Test
  void whoHoldsAPathHoldsNoData() throws Exception {
    UnionFileSystem union =
        UnionFileSystem.builder().lower(Layer.builder().file("f", "lower").build()).mount();
    WeakReference<Mount> engine = new WeakReference<>(union.mount());
    WeakReference<Layer> layer = new WeakReference<>(union.lowerLayers().get(0));
    UnionFileSystem view = union.as("1000");
    Path file = Files.writeString(union.getPath("/new"), "data");
    PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
    List<Object> held =
        List.of(union, view, file, view.getPath("/f"), attributes, attributes.owner());
    union.close();
    Released.await(engine);
    Released.await(layer);
    Reference.reachabilityFence(held);
    assertThat(attributes.size()).isEqualTo(4);
    assertThat(attributes.owner()).hasToString("0");
    assertThat(attributes.fileKey()).isNotNull();
  }

  @Test
  void whatCanStillBeAskedIsAnswered() throws IOException {
    UnionFileSystem union =
        UnionFileSystem.builder().lower(Layer.builder().build()).readOnly().name("gone").mount();
    Path file = union.getPath("/f");
    union.close();
    union.close();
    assertThat(union.isReadOnly()).isTrue();
    assertThat(union.isOpen()).isFalse();
    assertThat(file.toUri()).hasToString("unionfs://gone/f");
    assertThat(union.openResources()).isEmpty();
    assertThatThrownBy(() -> Files.size(file)).isInstanceOf(ClosedFileSystemException.class);
    assertThatThrownBy(union::usage).isInstanceOf(ClosedFileSystemException.class);
  }

  @Test
  void whatIsWrittenWhenItIsClosedIsBrokenOff() throws IOException {
    UnionFileSystem union = UnionFileSystem.builder().lower(Layer.builder().build()).mount();
    Files.write(union.getPath("/a"), new byte[1 << 20]);
    Files.write(union.getPath("/b"), new byte[1 << 20]);
    ProgressListener closing =
        (what, done, total) -> {
          try {
            union.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    OutputStream out = OutputStream.nullOutputStream();
    assertThatThrownBy(() -> union.writeLayer(out, closing))
        .isInstanceOf(ClosedFileSystemException.class);
    assertThatThrownBy(() -> union.writeTree(out)).isInstanceOf(ClosedFileSystemException.class);
  }
}
