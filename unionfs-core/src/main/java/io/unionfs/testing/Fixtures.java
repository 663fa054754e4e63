package io.unionfs.testing;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What one test, or one class, was given. At its end, after all that runs after a test, what is
 * asked of it is checked, unless it has failed by then, and all is closed. Thread-safe.
 */
@SuppressWarnings("deprecation") // JUnit before 5.13 closes CloseableResource alone.
final class Fixtures implements ExtensionContext.Store.CloseableResource, Closeable {
  private static final String KEY = "fixtures";

  private final ExtensionContext context;
  private final List<Fixture> given = new ArrayList<>(); // guarded by this
  private final List<Fixture> lent = new ArrayList<>(); // guarded by this
  private final List<AutoCloseable> atEnd = new ArrayList<>(); // guarded by this
  private boolean testFailed; // guarded by this

  private Fixtures(ExtensionContext context) {
    this.context = context;
  }

  /** Those of {@code context}. */
  static Fixtures of(ExtensionContext context) {
    return Contexts.get(context, KEY, Fixtures.class, () -> new Fixtures(context));
  }

  /** Lets the contexts above {@code context}, which has failed, know. */
  static void failed(ExtensionContext context) {
    for (ExtensionContext each = context; each != null; each = each.getParent().orElse(null)) {
      Fixtures fixtures = Contexts.find(each, KEY, Fixtures.class);
      if (fixtures != null) {
        synchronized (fixtures) {
          fixtures.testFailed = true;
        }
      }
    }
  }

  /** All of {@code context} and of those around it, lent ones too. */
  static List<Fixture> around(ExtensionContext context) {
    List<Fixture> found = new ArrayList<>();
    for (ExtensionContext each = context; each != null; each = each.getParent().orElse(null)) {
      Fixtures fixtures = Contexts.find(each, KEY, Fixtures.class);
      if (fixtures != null) {
        synchronized (fixtures) {
          found.addAll(fixtures.given);
          found.addAll(fixtures.lent);
        }
      }
    }
    return found;
  }

  /** Whether {@code context}, or a test in it, has failed by now. */
  static boolean haveFailed(ExtensionContext context) {
    Fixtures fixtures = Contexts.find(context, KEY, Fixtures.class);
    return fixtures == null ? context.getExecutionException().isPresent() : fixtures.hasFailed();
  }

  /** Takes note of what is checked and closed by somebody else. */
  synchronized void lend(Fixture fixture) {
    lent.add(fixture);
  }

  synchronized void add(Fixture fixture) {
    given.add(fixture);
  }

  /** Has something done in the end, after what was given is closed. */
  synchronized void atEnd(AutoCloseable last) {
    atEnd.add(last);
  }

  /** Has it not done after all. */
  synchronized void notAtEnd(AutoCloseable last) {
    atEnd.remove(last);
  }

  private synchronized List<Fixture> given() {
    return List.copyOf(given);
  }

  private synchronized List<AutoCloseable> lasts() {
    return List.copyOf(atEnd);
  }

  private synchronized boolean hasFailed() {
    return testFailed || context.getExecutionException().isPresent();
  }

  @Override
  public void close() throws IOException {
    Closing all = new Closing();
    lasts().forEach(all::add);
    boolean isChecked = !hasFailed();
    for (Fixture each : given()) {
      all.add(each.open());
      each.disarm();
      if (isChecked) {
        all.add((AutoCloseable) each::check);
      }
    }
    all.close();
  }
}
