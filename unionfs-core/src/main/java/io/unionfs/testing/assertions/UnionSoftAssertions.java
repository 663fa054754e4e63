package io.unionfs.testing.assertions;

import io.unionfs.container.Container;
import io.unionfs.image.Image;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractSoftAssertions;
import org.assertj.core.api.Java6StandardSoftAssertionsProvider;

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
 * <p>Between named modules AssertJ needs options of the JVM for it, which docs/testing.md explains,
 * as does the failure without them.
 *
 * <p>It takes what AssertJ's does of values, strings, collections and so on. JUnit's extension of
 * AssertJ, {@code SoftAssertionsExtension}, injects it as any other.
 */
@SuppressWarnings("exports") // of AssertJ, which is optional
public class UnionSoftAssertions extends AbstractSoftAssertions
    implements Java6StandardSoftAssertionsProvider {

  /** What a JVM with named modules must be told; the package is open already. */
  private static final String OPTIONS =
      "--add-modules net.bytebuddy --add-reads org.assertj.core=io.unionfs.core --add-exports"
          + " org.assertj.core/org.assertj.core.api.recursive.assertion=io.unionfs.core";

  /**
   * With nothing collected.
   *
   * @throws IllegalStateException if AssertJ is a named module that was not told of this one
   */
  public UnionSoftAssertions() {
    this(checked());
  }

  /** Behind the check, which must come before AssertJ fails by half. */
  private UnionSoftAssertions(Module assertj) {
    super();
  }

  private static Module checked() {
    Module ours = UnionSoftAssertions.class.getModule();
    Module assertj = AbstractSoftAssertions.class.getModule();
    if (ours.isNamed() && !assertj.canRead(ours)) {
      throw new IllegalStateException(
          "between named modules soft assertions need the JVM's options "
              + OPTIONS
              + "; or put this and AssertJ on the class path");
    }
    return assertj;
  }

  /** Verifies what {@code assertions} say, and fails with all that failed. */
  public static void assertSoftly(Consumer<UnionSoftAssertions> assertions) {
    UnionSoftAssertions softly = new UnionSoftAssertions();
    assertions.accept(softly);
    softly.assertAll();
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
