package io.unionfs.testing.assertions;

import io.unionfs.container.Container;
import io.unionfs.image.Image;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;

/**
 * Where assertions begin: all of AssertJ's {@link Assertions}, and those on unions, images, layers
 * and containers. One static import serves for both.
 *
 * <pre>{@code
 * import static io.unionfs.testing.assertions.UnionAssertions.assertThat;
 *
 * Files.delete(fs.getPath("/etc/motd"));
 * assertThat(fs.getPath("/etc/motd")).isWhiteoutInUpper().hidesLayers(0);
 * assertThat(fs).hasChanges("C /etc", "D /etc/motd");
 * }</pre>
 *
 * <p>Whoever imports AssertJ's own {@code assertThat} as well gets the two for a {@link Path} mixed
 * up: the compiler refuses that.
 */
@SuppressWarnings("exports") // of AssertJ, which is optional
public class UnionAssertions extends Assertions {
  /** For subclasses, which add assertions of their own. */
  protected UnionAssertions() {}

  /** Assertions on a path of a union; for one of another filesystem those of AssertJ hold. */
  public static UnionPathAssert assertThat(Path actual) {
    return new UnionPathAssert(actual);
  }

  /** Assertions on a union. */
  public static UnionFileSystemAssert assertThat(UnionFileSystem actual) {
    return new UnionFileSystemAssert(actual);
  }

  /** Assertions on an image. */
  public static ImageAssert assertThat(Image actual) {
    return new ImageAssert(actual);
  }

  /** Assertions on a layer by itself. */
  public static LayerAssert assertThat(TreeLayer actual) {
    return new LayerAssert(actual);
  }

  /** Assertions on a container. */
  public static ContainerAssert assertThat(Container actual) {
    return new ContainerAssert(actual);
  }
}
