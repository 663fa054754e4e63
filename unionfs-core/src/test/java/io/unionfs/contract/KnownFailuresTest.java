package io.unionfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
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

  private static void judge(Invocation<Void> test) throws Throwable {
    KnownFailures.judge("C.m", LIST, Optional.empty(), test);
  }

  private static void judge(Invocation<Void> test, String... failures) throws Throwable {
    var known = new FailureList.Entry("C.m", Set.of(), "because", List.of(failures));
    KnownFailures.judge("C.m", LIST, Optional.of(known), test);
  }

  @Test
  void whatIsNotListedMustPass() throws Throwable {
    judge(PASSES);
    assertThat(assertThrows(AssertionError.class, () -> judge(FAILS))).hasMessage("no");
  }

  @Test
  void whatIsListedIsReportedWithItsReason() {
    assertThat(assertThrows(TestAbortedException.class, () -> judge(FAILS, "AssertionError: no")))
        .hasMessage("known to fail: because");
  }

  @Test
  void whatIsListedMustNotFailInAnotherWay() {
    for (String other : List.of("AssertionError: yes", "NullPointerException", "no")) {
      assertThat(assertThrows(AssertionError.class, () -> judge(FAILS, other)))
          .hasMessage("C.m fails in another way than some-fails.txt says: AssertionError: no");
    }
    assertThrows(
        TestAbortedException.class, () -> judge(FAILS, "NullPointerException", "AssertionError"));
  }

  @Test
  void whatIsListedMustNotPass() {
    assertThat(assertThrows(AssertionError.class, () -> judge(PASSES, "AssertionError: no")))
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
    var all = new FailureList.Entry("C.m", Set.of(), "r", List.of("E"));
    assertThat(all.holdsFor(Subject.JIMFS, 17)).isTrue();
    var one = new FailureList.Entry("C.m", Set.of("UNION_ON_DISK", "jdk25"), "r", List.of("E"));
    assertThat(one.holdsFor(Subject.UNION_ON_DISK, 25)).isTrue();
    assertThat(one.holdsFor(Subject.UNION_ON_DISK, 17)).isFalse();
    assertThat(one.holdsFor(Subject.UNION_OF_LOWER_FILES, 25)).isFalse();
    var old = new FailureList.Entry("C.m", Set.of("jdk17"), "r", List.of("E"));
    assertThat(old.holdsFor(Subject.JIMFS, 25)).isFalse();
    assertThat(old.holdsFor(Subject.JIMFS, 17)).isTrue();
  }

  @Test
  void theDefaultProviderFailsNothing() {
    assertThat(FailureList.of(Subject.DEFAULT_PROVIDER).entries()).isEmpty();
  }
}
