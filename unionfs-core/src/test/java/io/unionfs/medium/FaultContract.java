package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each change is done or not done, whichever of its calls on the storing filesystem fails. */
abstract class FaultContract {
  private static final int MORE_THAN_ANY_CHANGE_NEEDS = 100;

  abstract Place place() throws IOException;

  @ParameterizedTest
  @EnumSource
  final void aFailedCallLeavesTheTreeAsBeforeAndTheWorkAreaEmpty(Changes change)
      throws IOException {
    for (int calls = 0; ; calls++) {
      assertThat(calls).isLessThan(MORE_THAN_ANY_CHANGE_NEEDS);
      try (Place place = place()) {
        FaultyStorage faults = new FaultyStorage();
        if (!failsAt(change, calls, place, faults)) {
          return;
        }
      }
    }
  }

  private boolean failsAt(Changes change, int calls, Place place, FaultyStorage faults)
      throws IOException {
    Map<String, String> before;
    Map<String, String> after;
    boolean thrown = false;
    try (UpperMedium medium = place.open(faults.storage())) {
      Changes.Tree tree = Changes.Tree.make(medium);
      before = Samples.tree(medium);
      faults.failAfter(calls);
      try {
        change.apply(medium, tree);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("injected");
        thrown = true;
      }
      boolean failed = faults.hasFailed();
      faults.heal();
      after = Samples.tree(medium);
      if (thrown) {
        assertThat(after).as("after call %d failed", calls).isEqualTo(before);
      }
      assertThat(Samples.read(tree.open())).isEqualTo("open");
      tree.open().close();
      if (thrown) {
        assertThat(leftIn(place)).as("after call %d failed", calls).isEmpty();
      }
      if (!failed) {
        return false;
      }
    }
    try (UpperMedium again = place.open()) {
      assertThat(Samples.tree(again)).as("opened again, call %d", calls).isEqualTo(after);
    }
    return true;
  }

  private static Stream<Path> leftIn(Place place) throws IOException {
    try (Stream<Path> left = Files.list(place.work().resolve("work"))) {
      return left.toList().stream();
    }
  }
}
