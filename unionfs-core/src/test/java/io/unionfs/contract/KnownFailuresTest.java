package io.unionfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.opentest4j.TestAbortedException;

/** That no failure is hidden, and no list is longer than it must be. */
class KnownFailuresTest {
  private static final FailureList LIST = new FailureList("some-fails.txt", List.of());
  private static final Invocation<Void> PASSES = () -> null;
  private static final Invocation<Void> FAILS =
      () -> {
        throw new AssertionError("no");
      };

  private static void judge(Invocation<Void> test, String... reasons) throws Throwable {
    KnownFailures.judge("C.m", LIST, List.of(reasons), test);
  }

  @Test
  void whatIsNotListedMustPass() throws Throwable {
    judge(PASSES);
    assertThat(assertThrows(AssertionError.class, () -> judge(FAILS))).hasMessage("no");
  }

  @Test
  void whatIsListedIsReportedWithItsReason() {
    assertThat(assertThrows(TestAbortedException.class, () -> judge(FAILS, "because")))
        .hasMessage("known to fail: because");
  }

  @Test
  void whatIsListedMustNotPass() {
    assertThat(assertThrows(AssertionError.class, () -> judge(PASSES, "because")))
        .hasMessage("C.m passes: remove it from some-fails.txt");
  }

  @Test
  void noTestIsSkippedThatIsNotListed() {
    assertThrows(
        AssertionError.class,
        () ->
            judge(
                () -> {
                  throw new TestAbortedException("assumption");
                }));
  }

  @Test
  void aLineHoldsForTheSubjectsAndReleasesItNames() {
    var all = new FailureList.Entry("C.m", Set.of(), "r");
    assertThat(all.holdsFor(Subject.JIMFS, 17)).isTrue();
    var one = new FailureList.Entry("C.m", Set.of("UNION_ON_DISK", "jdk25"), "r");
    assertThat(one.holdsFor(Subject.UNION_ON_DISK, 25)).isTrue();
    assertThat(one.holdsFor(Subject.UNION_ON_DISK, 17)).isFalse();
    assertThat(one.holdsFor(Subject.UNION_OF_LOWER_FILES, 25)).isFalse();
    var old = new FailureList.Entry("C.m", Set.of("jdk17"), "r");
    assertThat(old.holdsFor(Subject.JIMFS, 25)).isFalse();
    assertThat(old.holdsFor(Subject.JIMFS, 17)).isTrue();
  }

  @Test
  void theDefaultProviderFailsNothing() {
    assertThat(FailureList.of(Subject.DEFAULT_PROVIDER).entries()).isEmpty();
  }
}
