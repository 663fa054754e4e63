package io.unionfs.fault;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What shall go wrong in a mount, for tests of programs that must bear it: at some calls of some
 * steps, on some paths, a failure, a short write, or a delay.
 *
 * <p>Every rule counts the calls that match it, and every one of them counts, also when another
 * rule fires. Delays of several rules add up; of several failures the first rule's comes. A plan is
 * armed when it is built. A test whose fault never came shows nothing: {@link #assertAllFired}.
 *
 * <p><b>Paths.</b> A rule with a path is held against the path that the operation was given, or
 * both of a rename or link; for an open file, the one it was opened by. It is absolute, without
 * {@code .}, {@code ..} or a slash at the end, each {@code ..} taken back with the name before it;
 * links are not followed, so a rule has to name each way to a file. While something is copied up,
 * it is the path of what is copied, a parent's too; for a step on a lower layer, that of the file
 * in its layer. Writing out at {@code sync} and unmounting is about no path.
 *
 * <p>Safe for use by many threads, and in several mounts, which it then counts together.
 *
 * <p>{@link #codes}, {@link #enter}, {@link #leave} and {@link #reach} are how a filesystem asks
 * its plan; a test has no need of them.
 */
public final class FaultPlan {
  /** In their order; never changed once the plan is built. */
  private final List<Rule> rules = new ArrayList<>();

  private final Map<FaultPoint, Long> counts = new EnumMap<>(FaultPoint.class);
  private final List<FiredFault> fired = new ArrayList<>();
  private final ThreadLocal<List<String>> about = ThreadLocal.withInitial(List::of);
  private volatile boolean armed = true;

  /** The first exception of a predicate since the plan was built or reset, or null. */
  private Throwable predicateFailure; // guarded by this

  FaultPlan(List<Rule> rules) {
    rules.forEach(rule -> this.rules.add(rule.fresh()));
  }

  /** A plan with no rules yet: such a one only counts. */
  public static FaultPlanBuilder builder() {
    return new FaultPlanBuilder();
  }

  /** Has the rules count and fire from now on, going on where they were when disarmed. */
  public void arm() {
    armed = true;
  }

  /** Has no rule count or fire from now on. */
  public void disarm() {
    armed = false;
  }

  /** Forgets what was counted and what fired, as if just built. */
  public synchronized void reset() {
    rules.forEach(Rule::reset);
    counts.clear();
    fired.clear();
    predicateFailure = null;
  }

  /** Whether rules fire. */
  public boolean isArmed() {
    return armed;
  }

  /** The faults that came since the plan was built or reset, in their order. */
  public synchronized List<FiredFault> fired() {
    return List.copyOf(fired);
  }

  /** How often {@code point} was reached since the plan was built or reset, whatever the path. */
  public synchronized long calls(FaultPoint point) {
    return counts.getOrDefault(point, 0L);
  }

  /** How often any point was reached since the plan was built or reset. */
  public synchronized long calls() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Does nothing if every rule has fired since the plan was built or reset.
   *
   * @throws AssertionError if one has not; it says how many calls matched it. Also if a predicate
   *     threw an exception, which is then the cause
   */
  public synchronized void assertAllFired() {
    if (predicateFailure != null) {
      throw new AssertionError("a predicate failed: " + predicateFailure, predicateFailure);
    }
    StringBuilder never = new StringBuilder();
    for (Rule rule : rules) {
      if (!rule.hasFired()) {
        never.append("\n  ").append(rule).append(" (").append(rule.count());
        never.append(rule.count() == 1 ? " call matched)" : " calls matched)");
      }
    }
    if (never.length() > 0) {
      throw new AssertionError("faults that never came:" + never);
    }
  }

  /** The error codes that its rules fail with, armed or not. */
  public Set<ErrorCode> codes() {
    Set<ErrorCode> codes = new LinkedHashSet<>();
    for (Rule rule : rules) {
      if (rule.effect() instanceof Effect.Fail fail) {
        codes.add(fail.code());
      } else if (rule.effect() instanceof Effect.WriteShort cut) {
        codes.add(cut.then());
      }
    }
    return codes;
  }

  /** The rules, a line each. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("fault plan:");
    rules.forEach(rule -> text.append("\n  ").append(rule));
    return text.toString();
  }

  /**
   * What this thread does from now on is about {@code paths}.
   *
   * @return what it was about before, for {@link #leave}
   */
  public List<String> enter(String... paths) {
    List<String> before = about.get();
    about.set(Stream.of(paths).map(FaultPlan::normalized).toList());
    return before;
  }

  /** The absolute path without {@code .}, {@code ..} and needless slashes. */
  private static String normalized(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/")) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return "/" + String.join("/", names);
  }

  /** What this thread does is about {@code before} again. */
  public void leave(List<String> before) {
    if (before.isEmpty()) {
      about.remove();
    } else {
      about.set(before);
    }
  }

  /** A step is about to be done, about the paths that were entered. */
  public void reach(FaultPoint point) throws InjectedFaultException {
    act(point, about.get(), 0);
  }

  /** A step is about to be done, about {@code path}. */
  public void reach(FaultPoint point, String path) throws InjectedFaultException {
    act(point, List.of(normalized(path)), 0);
  }

  /**
   * {@code bytes} bytes are about to be written.
   *
   * @return how many of them shall be, and how it ends then; null for all of them
   */
  public ShortWrite reach(FaultPoint point, int bytes) throws InjectedFaultException {
    return act(point, about.get(), bytes);
  }

  /**
   * A write that shall not be whole.
   *
   * @param bytes how many bytes are to be written; fewer than asked
   * @param failure what to throw then, if that is a failure
   */
  public record ShortWrite(int bytes, InjectedFaultException failure) {}

  private ShortWrite act(FaultPoint point, List<String> paths, int bytes)
      throws InjectedFaultException {
    if (!armed) {
      return null;
    }
    BitSet matching = matching(point, paths);
    Duration delay = Duration.ZERO;
    Effect effect = null;
    synchronized (this) {
      counts.merge(point, 1L, Long::sum);
      for (int i = matching.nextSetBit(0); i >= 0; i = matching.nextSetBit(i + 1)) {
        Rule rule = rules.get(i);
        if (!rule.firesNow()) {
          continue;
        }
        fired.add(new FiredFault(i, point, paths, rule.count()));
        if (rule.effect() instanceof Effect.Delay more) {
          delay = delay.plus(more.time());
        } else if (effect == null) {
          effect = rule.effect();
        }
      }
    }
    pause(delay);
    if (effect instanceof Effect.Fail fail) {
      throw new InjectedFaultException(point, fail.code());
    }
    if (effect instanceof Effect.WriteShort cut && cut.bytes() < bytes) {
      return new ShortWrite(cut.bytes(), new InjectedFaultException(point, cut.then()));
    }
    return null;
  }

  /** The numbers of the rules that a call matches. */
  private BitSet matching(FaultPoint point, List<String> paths) throws InjectedFaultException {
    BitSet matching = new BitSet(rules.size());
    try {
      for (int i = 0; i < rules.size(); i++) {
        matching.set(i, rules.get(i).matches(point, paths));
      }
    } catch (RuntimeException | AssertionError e) {
      // Thrown as it is, it would leave a half-done operation behind.
      synchronized (this) {
        counts.merge(point, 1L, Long::sum);
        if (predicateFailure == null) {
          predicateFailure = e;
        }
      }
      throw new InjectedFaultException(point, e);
    }
    return matching;
  }

  private static void pause(Duration time) {
    if (!time.isZero()) {
      try {
        Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
