package io.unionfs.testing;

import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What was given to constructors of tests that have yet to begin. JUnit tells a constructor of its
 * class alone: what it was given belongs to the class until the test begins, which it does in the
 * same thread, and then to the test. Safe for use by many threads.
 */
final class ConstructorFixtures {
  private static final String KEY = "constructors";

  private final Map<Thread, List<Waiting>> waiting = new ConcurrentHashMap<>();

  private ConstructorFixtures() {}

  static ConstructorFixtures of(ExtensionContext context) {
    return Contexts.get(
        context.getRoot(), KEY, ConstructorFixtures.class, ConstructorFixtures::new);
  }

  private record Waiting(Fixture fixture, Fixtures owner) {}

  /**
   * Has {@code fixture} wait for its test. Until then it is of the class of {@code context}, which
   * closes it in the end and asks it for nothing.
   */
  void add(Fixture fixture, ExtensionContext context) {
    Fixtures owner = Fixtures.of(context);
    owner.atEnd(fixture.open());
    List<Waiting> mine =
        waiting.computeIfAbsent(Thread.currentThread(), thread -> new ArrayList<>());
    // That of a constructor that has failed.
    mine.removeIf(each -> each.fixture().element().declared().equals(fixture.element().declared()));
    mine.add(new Waiting(fixture, owner));
  }

  /**
   * Gives to the test of {@code context} what this thread gave to the constructors of its
   * instances. What is left over was for a test that never began: it stays with its class.
   */
  void adopt(ExtensionContext context) {
    List<Waiting> mine = waiting.remove(Thread.currentThread());
    if (mine == null) {
      return;
    }
    List<Object> instances = context.getRequiredTestInstances().getAllInstances();
    for (Waiting each : mine) {
      Executable constructor =
          ((Parameter) each.fixture().element().declared()).getDeclaringExecutable();
      if (instances.stream()
          .anyMatch(object -> object.getClass() == constructor.getDeclaringClass())) {
        each.owner().notAtEnd(each.fixture().open());
        Fixtures.of(context).add(each.fixture());
      }
    }
  }
}
