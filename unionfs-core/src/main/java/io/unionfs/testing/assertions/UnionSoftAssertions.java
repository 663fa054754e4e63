package io.unionfs.testing.assertions;

import io.unionfs.container.Container;
import io.unionfs.image.Image;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractSoftAssertions;
import org.assertj.core.api.Java6StandardSoftAssertionsProvider;
import org.assertj.core.api.SoftAssertionsProvider;

/**
 * Soft assertions: all are verified, and what failed is told together by {@link #assertAll}. What
 * an assertion leads on to, such as {@link UnionFileSystemAssert#changes}, is collected too.
 *
 * <pre>{@code
 * UnionSoftAssertions.assertSoftly(softly -> {
 *   softly.assertThat(fs.getPath("/etc/app.conf")).isProvidedByUpper().hasMode(0600);
 *   softly.assertThat(fs).hasNoOpenResources();
 * });
 * }</pre>
 *
 * <p>AssertJ must be on the class path for it: between named modules it cannot collect failures.
 *
 * <p>It takes what AssertJ's does of values, strings, collections and so on. JUnit's extension of
 * AssertJ, {@code SoftAssertionsExtension}, injects it as any other.
 */
@SuppressWarnings("exports") // of AssertJ, which is optional
public class UnionSoftAssertions extends AbstractSoftAssertions
    implements Java6StandardSoftAssertionsProvider {

  /** With nothing collected. */
  public UnionSoftAssertions() {}

  /** Verifies what {@code assertions} say, and fails with all that failed. */
  public static void assertSoftly(Consumer<UnionSoftAssertions> assertions) {
    SoftAssertionsProvider.assertSoftly(UnionSoftAssertions.class, assertions);
  }

  /** As {@link UnionAssertions#assertThat(Path)}. */
  public UnionPathAssert assertThat(Path actual) {
    return proxy(UnionPathAssert.class, Path.class, actual).collectedBy(this);
  }

  /** As {@link UnionAssertions#assertThat(UnionFileSystem)}. */
  public UnionFileSystemAssert assertThat(UnionFileSystem actual) {
    return proxy(UnionFileSystemAssert.class, UnionFileSystem.class, actual).collectedBy(this);
  }

  /** As {@link UnionAssertions#assertThat(Image)}. */
  public ImageAssert assertThat(Image actual) {
    return proxy(ImageAssert.class, Image.class, actual).collectedBy(this);
  }

  /** As {@link UnionAssertions#assertThat(TreeLayer)}. */
  public LayerAssert assertThat(TreeLayer actual) {
    return proxy(LayerAssert.class, TreeLayer.class, actual).collectedBy(this);
  }

  /** As {@link UnionAssertions#assertThat(Container)}. */
  public ContainerAssert assertThat(Container actual) {
    return proxy(ContainerAssert.class, Container.class, actual).collectedBy(this);
  }
}
