package io.unionfs.testing.assertions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Assertions that must fail, with the whole text that a person gets to see. */
final class Failures {
  private static final Pattern FAILING =
      Pattern.compile("fails\\w*\\((.*?),\\s*\"\"\"", Pattern.DOTALL);
  private static final Pattern CALL = Pattern.compile("\\.(\\w+)\\(");

  private Failures() {}

  /**
   * Verifies that {@code assertion} fails with {@code message}, but for blanks at the ends of
   * lines.
   */
  static void fails(ThrowingCallable assertion, String message) {
    fails(assertion, message, null);
  }

  /** The same, with {@code leftOut}, which is not the same each time, taken out of the message. */
  static void fails(ThrowingCallable assertion, String message, String leftOut) {
    Throwable thrown = catchThrowable(assertion);
    assertThat(thrown).isInstanceOf(AssertionError.class);
    String told = leftOut == null ? thrown.getMessage() : thrown.getMessage().replace(leftOut, "");
    assertThat(told.replace(" \n", "\n").strip()).isEqualTo(message.strip());
  }

  /**
   * Verifies that {@code tests} let each assertion that {@code type} declares fail, with its text.
   */
  static void areAllShown(Class<?> type, Class<?>... tests) throws IOException {
    Set<String> shown = new TreeSet<>();
    for (Class<?> test : tests) {
      Path source = Path.of("src/test/java", test.getName().replace('.', '/') + ".java");
      FAILING
          .matcher(Files.readString(source))
          .results()
          .flatMap(failing -> CALL.matcher(failing.group(1)).results())
          .forEach(call -> shown.add(call.group(1)));
    }
    Set<String> assertions = new TreeSet<>();
    for (Method method : type.getDeclaredMethods()) {
      // What leads on to another assertion tells nothing by itself.
      if (Modifier.isPublic(method.getModifiers())
          && !method.isBridge()
          && method.getReturnType() == type) {
        assertions.add(method.getName());
      }
    }
    assertThat(assertions).hasSizeGreaterThan(3);
    assertThat(shown).containsAll(assertions);
  }
}
