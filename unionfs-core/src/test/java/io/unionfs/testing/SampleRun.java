package io.unionfs.testing;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/** Runs sample tests with the engine of JUnit, and tells what became of them. */
final class SampleRun {
  private final EngineExecutionResults results;

  private SampleRun(EngineExecutionResults results) {
    this.results = results;
  }

  static SampleRun of(Class<?>... samples) {
    return with(Map.of(), samples);
  }

  static SampleRun with(Map<String, String> parameters, Class<?>... samples) {
    EngineTestKit.Builder builder = EngineTestKit.engine("junit-jupiter");
    for (Class<?> sample : samples) {
      builder.selectors(selectClass(sample));
    }
    parameters.forEach(builder::configurationParameter);
    return new SampleRun(builder.execute());
  }

  /** Checks that so many tests ran, and nothing failed. */
  void assertSucceeded(long tests) {
    assertThat(failures()).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isEqualTo(tests);
  }

  /** The tests, and classes, that failed, with their failures. */
  Map<String, Throwable> failures() {
    return finished()
        .filter(event -> failureOf(event).isPresent())
        .collect(
            toMap(
                event -> event.getTestDescriptor().getDisplayName(),
                event -> failureOf(event).orElseThrow(),
                (first, second) -> {
                  first.addSuppressed(second);
                  return first;
                }));
  }

  /** The only failure. */
  Throwable failure() {
    assertThat(failures()).hasSize(1);
    return failures().values().iterator().next();
  }

  private Stream<Event> finished() {
    return results.allEvents().stream().filter(event -> event.getType() == EventType.FINISHED);
  }

  private static Optional<Throwable> failureOf(Event event) {
    return event.getPayload(TestExecutionResult.class).flatMap(TestExecutionResult::getThrowable);
  }
}
