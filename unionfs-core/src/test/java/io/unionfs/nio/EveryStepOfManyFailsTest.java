package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.nio.FaultyMounts.Place;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.OverlayOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls of {@code Files} that are several system calls: each step of each fails in turn. What is
 * left is what {@link ManyStepCall.Promise} says; no source is lost; nothing stays open or in a
 * work area; usage is exact; and the call succeeds when it is made again.
 */
class EveryStepOfManyFailsTest {
  private static final int MORE_THAN_ANY_CALL_NEEDS = 600;
  private static final int SAMPLE = 3;
  private static final List<OverlayOptions> OPTIONS =
      List.of(
          OverlayOptions.DEFAULT,
          OverlayOptions.DEFAULT
              .with(OverlayOptions.RedirectDir.ON)
              .with(OverlayOptions.Metacopy.ON)
              .with(OverlayOptions.Index.ON));

  @TempDir Path scratch;

  private enum Fault {
    EIO(Errno.EIO),
    ENOSPC(Errno.ENOSPC),
    SHORT_WRITE(Errno.EIO);

    final Errno errno;

    Fault(Errno errno) {
      this.errno = errno;
    }

    FaultPlan at(int step) {
      if (this != SHORT_WRITE) {
        return FaultPlan.builder()
            .on(EnumSet.allOf(FaultPoint.class))
            .call(step)
            .fail(errno)
            .build();
      }
      Set<FaultPoint> writes =
          Stream.of(FaultPoint.values()).filter(FaultPoint::writesData).collect(Collectors.toSet());
      return FaultPlan.builder().on(writes).call(step).writeShort(1, errno).build();
    }
  }

  /** A sample, another one for each {@code -Dunionfs.faults.first}; the long test has all. */
  static Stream<Arguments> quick() {
    List<Arguments> some = new ArrayList<>();
    List<ManyStepCall> calls = ManyStepCall.all();
    for (int i = Integer.getInteger("unionfs.faults.first", 0) % SAMPLE;
        i < calls.size();
        i += SAMPLE) {
      Place place = i % 8 == 7 ? Place.ON_DISK : Place.IN_MEMORY;
      some.add(
          Arguments.of(calls.get(i), place, OPTIONS.get(i % 2), Fault.values()[some.size() % 3]));
    }
    return some.stream();
  }

  static Stream<Arguments> all() {
    return ManyStepCall.all().stream()
        .flatMap(
            call ->
                Stream.of(Place.values())
                    .flatMap(
                        place ->
                            OPTIONS.stream()
                                .flatMap(
                                    options ->
                                        Stream.of(Fault.values())
                                            .map(
                                                fault ->
                                                    Arguments.of(call, place, options, fault)))));
  }

  @ParameterizedTest
  @MethodSource("quick")
  void whatIsLeftIsWhatIsPromised(
      ManyStepCall call, Place place, OverlayOptions options, Fault fault) throws Exception {
    check(call, place, options, fault);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("all")
  void whatIsLeftIsWhatIsPromisedWithAllOptions(
      ManyStepCall call, Place place, OverlayOptions options, Fault fault) throws Exception {
    check(call, place, options, fault);
  }

  private void check(ManyStepCall call, Place place, OverlayOptions options, Fault fault)
      throws Exception {
    Shown after;
    try (FaultyMounts twin =
        new FaultyMounts(place, options, FaultPlan.builder().build(), scratch)) {
      call.action().run(twin);
      after = twin.shown();
    }
    int step = 1;
    while (stepFails(call, place, options, fault, step, after)) {
      assertThat(++step).isLessThan(MORE_THAN_ANY_CALL_NEEDS);
    }
    // The host has no faults, and not every call writes data.
    assertThat(step).isGreaterThan(fault == Fault.SHORT_WRITE ? 0 : 1);
  }

  /** Whether there was such a step. */
  private boolean stepFails(
      ManyStepCall call, Place place, OverlayOptions options, Fault fault, int step, Shown after)
      throws Exception {
    FaultPlan plan = fault.at(step);
    try (FaultyMounts mounts = new FaultyMounts(place, options, plan, scratch)) {
      Shown before = mounts.shown();
      plan.arm();
      IOException failure = failure(call, mounts);
      plan.disarm();
      if (plan.fired().isEmpty()) {
        return false;
      }
      String what = call + " where " + plan.fired().get(0) + ": " + failure;
      Shown now = mounts.shown();
      mounts.assertTidy(what);
      if (failure != null) {
        assertThat(failure).as(what).hasMessageEndingWith(fault.errno.text());
        assertKept(call, before, now, after, what);
        if (call.source() != null) {
          assertThat(now.nodes.get(call.source()))
              .as(what)
              .isEqualTo(before.nodes.get(call.source()));
        }
        again(call, mounts, before);
        mounts.assertTidy("again, " + what);
        assertSame(mounts.shown(), after, "again, " + what);
      } else {
        // The default provider does not fail either when it can copy no rights.
        assertSame(now.withoutRights(call.target()), after.withoutRights(call.target()), what);
      }
      Shown then = mounts.shown();
      if (mounts.remount()) {
        assertSame(mounts.shown(), then, "mounted again, " + what);
        mounts.assertTidy("mounted again, " + what);
      }
    }
    return true;
  }

  private static IOException failure(ManyStepCall call, FaultyMounts mounts) {
    try {
      call.action().run(mounts);
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /** A new target that was left is in the way of a second try. */
  private static void again(ManyStepCall call, FaultyMounts mounts, Shown before)
      throws IOException {
    if (call.promise() == ManyStepCall.Promise.PART_OF_TARGET && !before.has(call.target())) {
      Files.deleteIfExists(ManyStepCall.at(mounts, call.target()));
    }
    call.action().run(mounts);
  }

  private static void assertSame(Shown shown, Shown wanted, String what) {
    assertThat(shown.differencesTo(wanted)).as(what).isEmpty();
  }

  private static void assertKept(
      ManyStepCall call, Shown before, Shown now, Shown after, String what) {
    String target = call.target();
    switch (call.promise()) {
      case AS_BEFORE -> assertSame(now, before, what);
      case WITHOUT_REPLACED ->
          assertSame(now, now.has(target) ? before : before.without(target), what);
      case PART_OF_TARGET -> {
        assertSame(now.without(target), before.without(target), what);
        if (now.has(target) && !now.nodes.get(target).equals(before.nodes.get(target))) {
          assertThat(after.data(target)).as(what).startsWith(now.data(target));
        }
      }
      case SOME_MADE -> {
        for (String path : now.nodes.keySet()) {
          Shown.Node right = (before.has(path) ? before : after).nodes.get(path);
          assertThat(now.nodes.get(path)).as(what).isEqualTo(right);
        }
        assertThat(now.nodes.keySet()).as(what).containsAll(before.nodes.keySet());
      }
      case SOME_DELETED -> {
        for (String path : before.nodes.keySet()) {
          if (now.has(path) || !path.startsWith(target)) {
            assertThat(now.nodes.get(path)).as(what).isEqualTo(before.nodes.get(path));
          }
        }
        assertThat(before.nodes.keySet()).as(what).containsAll(now.nodes.keySet());
      }
    }
  }
}
