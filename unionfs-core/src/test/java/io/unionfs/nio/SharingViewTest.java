package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Views that let something go when they are closed. */
class SharingViewTest {
  private static UnionFileSystem mount() throws IOException {
    return UnionFileSystem.builder().lower(Layer.builder().file("f", "x").build()).mount();
  }

  @Test
  void closingLetsGoWhatItOwnsOnceAndLeavesTheMountOpen() throws IOException {
    List<String> closed = new ArrayList<>();
    try (UnionFileSystem fs = mount()) {
      UnionFileSystem one = fs.sharing(() -> closed.add("one"));
      UnionFileSystem two = fs.sharing(() -> closed.add("two"));
      assertThat(Files.isSameFile(one.getPath("/f"), two.getPath("/f"))).isTrue();
      one.close();
      one.close();
      assertThat(closed).containsExactly("one");
      assertThat(one.isOpen()).isFalse();
      assertThat(two.getPath("/f")).hasContent("x");
      two.close();
      assertThat(closed).containsExactly("one", "two");
      assertThat(fs.getPath("/f")).hasContent("x");
    }
  }

  @Test
  void itsChannelsAreClosedBefore() throws IOException {
    try (UnionFileSystem fs = mount()) {
      List<Boolean> open = new ArrayList<>();
      UnionFileSystem view = fs.sharing(() -> open.add(fs.openResources().isEmpty()));
      InputStream in = Files.newInputStream(view.getPath("/f"));
      assertThat(fs.openResources()).hasSize(1);
      view.close();
      assertThat(open).containsExactly(true);
      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatItOwnsIsLetGoThoughTheMountIsClosed() throws IOException {
    List<String> closed = new ArrayList<>();
    UnionFileSystem fs = mount();
    UnionFileSystem view = fs.sharing(() -> closed.add("owned"));
    fs.close();
    assertThat(view.isOpen()).isFalse();
    view.close();
    assertThat(closed).containsExactly("owned");
    assertThatThrownBy(() -> fs.sharing(() -> {})).isInstanceOf(ClosedFileSystemException.class);
  }

  @Test
  void aUriOfItsPathsLeadsToTheSameFile() throws IOException {
    try (UnionFileSystem fs = mount();
        UnionFileSystem view = fs.sharing(() -> {})) {
      assertThat(
              Files.isSameFile(java.nio.file.Path.of(view.getPath("/f").toUri()), fs.getPath("/f")))
          .isTrue();
    }
  }
}
