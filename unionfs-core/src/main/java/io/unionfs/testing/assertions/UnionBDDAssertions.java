package io.unionfs.testing.assertions;

import io.unionfs.container.Container;
import io.unionfs.image.Image;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import java.nio.file.Path;
import org.assertj.core.api.BDDAssertions;

/** {@link UnionAssertions} in the words of given, when, then: {@code then(path).isWhiteout()}. */
@SuppressWarnings("exports") // of AssertJ, which is optional
public class UnionBDDAssertions extends BDDAssertions {
  /** For subclasses, which add assertions of their own. */
  protected UnionBDDAssertions() {}

  /** As {@link UnionAssertions#assertThat(Path)}. */
  public static UnionPathAssert then(Path actual) {
    return UnionAssertions.assertThat(actual);
  }

  /** As {@link UnionAssertions#assertThat(UnionFileSystem)}. */
  public static UnionFileSystemAssert then(UnionFileSystem actual) {
    return UnionAssertions.assertThat(actual);
  }

  /** As {@link UnionAssertions#assertThat(Image)}. */
  public static ImageAssert then(Image actual) {
    return UnionAssertions.assertThat(actual);
  }

  /** As {@link UnionAssertions#assertThat(TreeLayer)}. */
  public static LayerAssert then(TreeLayer actual) {
    return UnionAssertions.assertThat(actual);
  }

  /** As {@link UnionAssertions#assertThat(Container)}. */
  public static ContainerAssert then(Container actual) {
    return UnionAssertions.assertThat(actual);
  }
}
