package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.fault.FaultPlan;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each change is done or not done, whichever of its calls on the storing filesystem fails. */
abstract class FaultContract {
  private static final int MORE_THAN_ANY_CHANGE_NEEDS = 100;

  abstract Home place() throws IOException;

  @ParameterizedTest
  @EnumSource
  final void aFailedCallLeavesTheTreeAsBeforeAndTheWorkAreaEmpty(Changes change)
      throws IOException {
    for (Failing code : Failing.values()) {
      int call = 1;
      while (failsAt(change, call, code)) {
        assertThat(++call).isLessThan(MORE_THAN_ANY_CHANGE_NEEDS);
      }
    }
  }

  private boolean failsAt(Changes change, int call, Failing code) throws IOException {
    try (Home place = place()) {
      return failsAt(change, call, place, code.call(call));
    }
  }

  private boolean failsAt(Changes change, int call, Home place, FaultPlan faults)
      throws IOException {
    Map<String, String> before;
    Map<String, String> after;
    boolean thrown = false;
    try (UpperMedium medium = place.open(faults)) {
      Changes.Tree tree = Changes.Tree.make(medium);
      before = Samples.tree(medium);
      faults.arm();
      try {
        change.apply(medium, tree);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("injected");
        thrown = true;
      }
      faults.disarm();
      boolean failed = !faults.fired().isEmpty();
      after = Samples.tree(medium);
      if (thrown) {
        assertThat(after).as("when call %d fails", call).isEqualTo(before);
      }
      assertThat(Samples.read(tree.open())).isEqualTo("open");
      tree.open().close();
      if (thrown) {
        assertThat(place.leftOver()).as("when call %d fails", call).isEmpty();
      }
      if (!failed) {
        return false;
      }
      try (UpperMedium again = place.reopen(medium)) {
        assertThat(Samples.tree(again)).as("opened again, call %d", call).isEqualTo(after);
      }
    }
    return true;
  }
}
