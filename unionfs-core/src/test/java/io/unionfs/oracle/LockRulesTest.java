package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.oracle.LayerEntry.HardLink;
import io.unionfs.oracle.LayerEntry.RegularFile;
import io.unionfs.oracle.MountOptions.Index;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Locks and copy-up: whether a lock stands in the way of another on the same file, whatever
 * happened to the file meanwhile. Each rule was observed on the kernel, with flock(2) and with
 * fcntl(2), and is asked of it again where that can be mounted.
 */
class LockRulesTest {
  /** {@code f}, and {@code h1} and {@code h2}, names of one file, all in a lower layer. */
  private static final Stack STACK = stack();

  private static Stack stack() {
    LayerEntry.Meta meta = Stack.UPPER_ROOT;
    return Stack.of(
        LayerSpec.of(
            new RegularFile("f", Content.of("f"), meta),
            new RegularFile("h1", Content.of("h"), meta),
            new HardLink("h2", "h1")));
  }

  /** A story, and whether its last lock is given. */
  enum Rule {
    A_LOCK_FROM_BEFORE_A_COPY_UP_HOLDS_AFTER(false) {
      @Override
      <H> boolean play(LockPlace<H> in, Collection<H> open) {
        first(in, open, in.reader("f"));
        return last(in, open, in.writer("f"));
      }
    },
    A_LOCK_FROM_AFTER_A_COPY_UP_STOPS_WHO_OPENED_BEFORE(false) {
      @Override
      <H> boolean play(LockPlace<H> in, Collection<H> open) {
        H early = in.reader("f");
        first(in, open, in.writer("f"));
        return last(in, open, early);
      }
    },
    A_LOCK_HOLDS_THROUGH_A_RENAME(false) {
      @Override
      <H> boolean play(LockPlace<H> in, Collection<H> open) {
        first(in, open, in.reader("f"));
        in.rename("f", "g");
        return last(in, open, in.writer("g"));
      }
    },
    A_LOCK_HOLDS_THROUGH_A_NEW_HARD_LINK(false) {
      @Override
      <H> boolean play(LockPlace<H> in, Collection<H> open) {
        first(in, open, in.reader("f"));
        in.link("f", "g");
        return last(in, open, in.writer("g"));
      }
    },
    A_LOCK_HOLDS_WHEN_THE_COPY_UP_BREAKS_A_LOWER_HARD_LINK(false) {
      @Override
      <H> boolean play(LockPlace<H> in, Collection<H> open) {
        first(in, open, in.reader("h1"));
        return last(in, open, in.writer("h1"));
      }
    },
    SO_DOES_ONE_FROM_AFTER_IT(false) {
      @Override
      <H> boolean play(LockPlace<H> in, Collection<H> open) {
        H early = in.reader("h1");
        first(in, open, in.writer("h1"));
        return last(in, open, early);
      }
    },
    THE_OTHER_NAME_OF_A_LOWER_HARD_LINK_IS_ANOTHER_FILE_WITHOUT_AN_INDEX(true, false) {
      @Override
      <H> boolean play(LockPlace<H> in, Collection<H> open) {
        first(in, open, in.reader("h1"));
        return last(in, open, in.writer("h2"));
      }
    },
    AND_STAYS_SO_WHEN_BOTH_ARE_COPIED_UP(true, false) {
      @Override
      <H> boolean play(LockPlace<H> in, Collection<H> open) {
        H one = in.reader("h1");
        in.close(in.writer("h1"));
        first(in, open, one);
        return last(in, open, in.writer("h2"));
      }
    },
    CLOSING_RELEASES(true) {
      @Override
      <H> boolean play(LockPlace<H> in, Collection<H> open) {
        H early = in.reader("f");
        in.lock(early);
        H late = in.writer("f");
        in.close(early);
        return last(in, open, late);
      }
    },
    CLOSING_ANOTHER_RELEASES_NOTHING(false) {
      @Override
      <H> boolean play(LockPlace<H> in, Collection<H> open) {
        first(in, open, in.reader("f"));
        in.close(in.writer("f"));
        return last(in, open, in.writer("f"));
      }
    },
    A_NEW_FILE_AT_THE_NAME_IS_FREE(true) {
      @Override
      <H> boolean play(LockPlace<H> in, Collection<H> open) {
        first(in, open, in.reader("f"));
        in.delete("f");
        in.rename("h1", "f");
        return last(in, open, in.writer("f"));
      }
    };

    private final boolean given;
    private final boolean givenWithIndex;

    Rule(boolean given) {
      this(given, given);
    }

    Rule(boolean given, boolean givenWithIndex) {
      this.given = given;
      this.givenWithIndex = givenWithIndex;
    }

    boolean given(Index index) {
      return index == Index.ON ? givenWithIndex : given;
    }

    abstract <H> boolean play(LockPlace<H> in, Collection<H> open);

    private static <H> void first(LockPlace<H> in, Collection<H> open, H file) {
      open.add(file);
      if (!in.lock(file)) {
        throw new IllegalStateException("the first lock is not given");
      }
    }

    private static <H> boolean last(LockPlace<H> in, Collection<H> open, H file) {
      open.add(file);
      return in.lock(file);
    }

    <H> boolean playIn(LockPlace<H> place) {
      List<H> open = new ArrayList<>();
      try {
        return play(place, open);
      } finally {
        open.forEach(place::close);
      }
    }
  }

  static Stream<Arguments> rules() {
    return Arrays.stream(Rule.values())
        .flatMap(rule -> Arrays.stream(Index.values()).map(index -> Arguments.of(rule, index)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theProviderKeepsTheRule(Rule rule, Index index) throws Exception {
    try (NioEngineMount mount = NioEngineMount.of(STACK, MountOptions.DEFAULT.with(index))) {
      assertThat(rule.playIn(new LockPlace.Channels(mount.root(Caller.ROOT))))
          .isEqualTo(rule.given(index));
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theKernelStillKeepsTheRule(Rule rule, Index index) throws Exception {
    assumeTrue(KernelAvailability.reason().isEmpty());
    for (LockPlace.Kernel.Kind kind : LockPlace.Kernel.Kind.values()) {
      try (KernelSubject kernel = KernelSubject.open(STACK, MountOptions.DEFAULT.with(index))) {
        boolean given = kernel.runInMount(() -> rule.playIn(new LockPlace.Kernel(kind)));
        assertThat(given).as("%s", kind).isEqualTo(rule.given(index));
      }
    }
  }

  /**
   * The default provider agrees but for one rule: it tells files apart by inode number, which a
   * broken hard link changes, and the kernel lets locks of one process overlap.
   */
  @ParameterizedTest
  @MethodSource("rules")
  void theDefaultProviderKeepsItToo(Rule rule, Index index) throws Exception {
    assumeTrue(KernelAvailability.reason().isEmpty());
    boolean misses =
        index == Index.OFF && rule == Rule.A_LOCK_HOLDS_WHEN_THE_COPY_UP_BREAKS_A_LOWER_HARD_LINK;
    try (KernelSubject kernel = KernelSubject.open(STACK, MountOptions.DEFAULT.with(index))) {
      boolean given = kernel.runInMount(() -> rule.playIn(new LockPlace.Channels(Path.of("/"))));
      assertThat(given).isEqualTo(rule.given(index) || misses);
    }
  }
}
