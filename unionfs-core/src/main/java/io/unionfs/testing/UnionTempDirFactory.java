package io.unionfs.testing;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Has a {@code @TempDir} of JUnit lie on a union: {@code /tmp/junit}, of the user's own.
 *
 * <pre>{@code
 * @Test
 * void reportIsWritten(@TempDir(factory = UnionTempDirFactory.class) Path dir) { … }
 * }</pre>
 *
 * <p>For all of them at once, without a change of the tests, JUnit has the configuration parameter
 * {@code junit.jupiter.tempdir.factory.default=io.unionfs.testing.UnionTempDirFactory}.
 *
 * <p>The union is described by the annotations that {@link UnionFs} names, but for itself; its root
 * is {@code dir.getRoot()}. It ends with the test, whatever {@code cleanup} says: in memory there
 * is nothing to be looked at later. Channels that are left open fail the test, as with {@link
 * UnionFs}. A directory of type {@code File} cannot be on it; JUnit says so.
 */
@SuppressWarnings("exports") // JUnit is there where this is used.
public final class UnionTempDirFactory implements TempDirFactory {
  private final Closing mounted = new Closing();

  /** Made by JUnit. */
  public UnionTempDirFactory() {}

  @Override
  public Path createTempDirectory(AnnotatedElementContext shown, ExtensionContext context) {
    Element element = Element.of(shown, context);
    Fixture fixture = new Provider(element, How.DEFAULT, context).provideTemporary();
    mounted.add(fixture.open());
    mounted.add(
        () -> {
          fixture.disarm();
          if (!Fixtures.haveFailed(context)) {
            fixture.check();
          }
        });
    Fixtures.of(context).lend(fixture);
    if (element.isOf(context.getTestMethod())) {
      fixture.arm(); // the test begins
    }
    return (Path) fixture.value();
  }

  /** Ends the union, after JUnit has removed the directory. */
  @Override
  public void close() throws IOException {
    mounted.close();
  }
}
