package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The upper layers of a chain as one: what only layers in directories, or of code, can say. */
class SquashedLayersTest {
  private static byte[] squashed(int first, Layer... chain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SquashedLayers.write(List.of(chain), first, out, "made", ProgressListener.NONE);
    return out.toByteArray();
  }

  @Test
  void aNameThatALayerReadsAsAWhiteoutIsRefusedBeforeAnythingIsWritten() {
    Layer base = Layer.builder().file("x", "x").build();
    Layer top = Layer.builder().file("a/.wh.x", "x").build();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(
            () -> SquashedLayers.write(List.of(base, top), 1, out, "made", ProgressListener.NONE))
        .isInstanceOf(LayerException.class)
        .hasMessage(
            "layer made: entry \"a/.wh.x\" has a name that begins with .wh., which in a layer is a"
                + " whiteout");
    assertThat(out.size()).isZero();
  }

  @Test
  void aNameThatNoLayerCanSayBelowTheRangeIsNoMatter() throws IOException {
    Layer base = Layer.builder().file(".wh.x", "x").build();
    Layer top = Layer.builder().file("a", "a").build();
    assertThat(TarOf.words(squashed(1, base, top))).containsExactly("/", "a");
  }

  @Test
  void redirectsAndMetacopiesAreResolved() throws IOException {
    Layer base = Layer.builder().file("old/f", "data").file("old/g", "g").build();
    Layer moved =
        Layer.builder()
            .whiteout("old")
            .redirectedDirectory("new", "/old")
            .whiteout("new/g")
            .build();
    Layer more = Layer.builder().file("new/h", "h").build();
    byte[] tar = squashed(1, base, moved, more);
    assertThat(TarOf.words(tar)).containsExactly("/", "-old", "new/", "new/f", "new/h");
    List<Layer> one = new ArrayList<>(List.of(base, TarOf.layer(tar)));
    assertThat(TreeComparison.of(List.of(base, moved, more), one)).isEmpty();
  }

  @Test
  void allLayersAreAWholeTree() throws IOException {
    Layer base = Layer.builder().file("a", "a").file("b", "b").build();
    Layer top = Layer.builder().whiteout("a").build();
    assertThat(TarOf.words(squashed(0, base, top))).containsExactly("/", "b");
  }

  @Test
  void theRangeIsNotEmpty() {
    Layer base = Layer.builder().build();
    assertThatThrownBy(() -> squashed(1, base)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
