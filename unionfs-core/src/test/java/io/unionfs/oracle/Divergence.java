package io.unionfs.oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first point at which two subjects differ.
 *
 * @param steps number of steps that were done by then
 * @param what in words, with both answers
 */
public record Divergence(int steps, String what) {

  private static final String STALE = "ESTALE";
  private static final int LONG_PATH = 200;
  private static final Pattern NUMBER = Pattern.compile("#\\d+");
  private static final Pattern NUMBER_AND_NAMES =
      Pattern.compile("(.)\\d+ \\d+:\\d+ (#\\d+) x(\\d+) ");

  /** A difference that is meant: it is listed in the project's docs with its reason. */
  @FunctionalInterface
  public interface Deviation {
    boolean allows(Step step, Outcome expected, Outcome actual);
  }

  /**
   * What a comparison found.
   *
   * @param compared how many steps were compared: fewer than there are where the kernel lost its
   *     way
   */
  record Result(int compared, Optional<Divergence> divergence) {}

  static Result find(
      List<Step> steps,
      Subject.Recording expected,
      Subject.Recording actual,
      List<Deviation> allowed) {
    int sound = sound(steps.size(), expected);
    boolean turnedFromRedirects = false;
    for (int done = 1; done <= steps.size(); done++) {
      Step step = steps.get(done - 1);
      if (step.op() instanceof Op.RemountWith again) {
        turnedFromRedirects = again.options().redirectDir() == MountOptions.RedirectDir.NOFOLLOW;
      }
      Outcome right = expected.outcomes().get(done - 1);
      Outcome given = actual.outcomes().get(done - 1);
      if (right.isThrown()) {
        throw new IllegalStateException("the oracle itself failed: " + step + ": " + right);
      }
      if (isStale(right, expected.dumps().get(done))
          || isRaised(step.op(), right, given)
          || isCleared(step.op(), right, given)
          || failsToList(expected.dumps().get(done)) != failsToList(actual.dumps().get(done))) {
        return new Result(done - 1, Optional.empty());
      }
      Subject.Dump dump = expected.dumps().get(done);
      Subject.Dump givenDump = actual.dumps().get(done);
      boolean differs = !right.equals(given) || !Objects.equals(dump, givenDump);
      if (differs
          && (done > sound
              || (turnedFromRedirects
                  && isOtherOnlyInNumbers(right + "\n" + dump, given + "\n" + givenDump)))) {
        return new Result(done - 1, Optional.empty());
      }
      if (!right.equals(given) && allowed.stream().noneMatch(d -> d.allows(step, right, given))) {
        String what = step + "\n  expected: " + right + "\n  actual:   " + given;
        return new Result(done, Optional.of(new Divergence(done, what)));
      }
      Optional<String> trees = trees(expected.dumps().get(done), actual.dumps().get(done));
      if (trees.isPresent()) {
        String what = "after " + step + "\n" + trees.get();
        return new Result(done, Optional.of(new Divergence(done, what)));
      }
    }
    return new Result(steps.size(), Optional.empty());
  }

  /**
   * Whether the kernel lost its way: where one file is reached by two ways, or a copy cannot carry
   * the mark of where it comes from, what it says depends on what it still holds in memory. From
   * there on nothing is compared.
   */
  private static boolean isStale(Outcome outcome, Subject.Dump dump) {
    return outcome.errno().equals(STALE)
        || (dump != null
            && dump.merged().lines().values().stream().anyMatch(line -> line.contains(STALE)));
  }

  /**
   * Whether the kernel copied up what was removed, for somebody changed its attributes through a
   * descriptor: what is no regular file takes the place of whatever is at its old name by then, if
   * it can. That deviation is deliberate, and from there on the trees differ.
   */
  private static boolean isRaised(Op op, Outcome right, Outcome given) {
    boolean changes =
        op instanceof Op.FchmodFd
            || op instanceof Op.FchownFd
            || op instanceof Op.UtimensFd
            || op instanceof Op.SetXattrFd;
    boolean refused = given.errno().equals("EEXIST") || given.errno().equals("ENOTDIR");
    return changes && refused && !right.equals(given);
  }

  /**
   * Whether a directory was not moved since its redirect would be too long. By then the kernel has
   * emptied the writable layer's side of a directory in its place, which shows nothing.
   */
  private static boolean isCleared(Op op, Outcome right, Outcome given) {
    return op instanceof Op.Rename rename
        && right.errno().equals("EXDEV")
        && given.errno().equals("EXDEV")
        && rename.from().length() > LONG_PATH;
  }

  /**
   * Whether a copy has another number, after a mount that did not follow redirects any more: the
   * kernel finds the lower file by its handle, here it is out of sight (deviation 13).
   */
  private static boolean isOtherOnlyInNumbers(String expected, String actual) {
    return NUMBER.matcher(expected).replaceAll("#").equals(NUMBER.matcher(actual).replaceAll("#"));
  }

  /**
   * Up to which step no file was seen at more paths than it has names. What differs after that is
   * not the engine's fault.
   */
  private static int sound(int steps, Subject.Recording expected) {
    int sound = 0;
    for (var dump : expected.dumps().entrySet()) {
      if (isReachedTwice(dump.getValue().merged())) {
        return sound;
      }
      sound = dump.getKey();
    }
    return steps;
  }

  /**
   * Whether a file is seen at more paths than it has names, as where a redirect leads to what is
   * still visible: deviation 18. What is copied up through one of them is seen through the other by
   * chance.
   */
  private static boolean isReachedTwice(TreeDump tree) {
    Map<String, Integer> seen = new HashMap<>();
    for (String line : tree.lines().values()) {
      Matcher file = NUMBER_AND_NAMES.matcher(line);
      if (file.lookingAt()) {
        int names = file.group(1).equals("d") ? 1 : Integer.parseInt(file.group(3));
        if (seen.merge(file.group(2), 1, Integer::sum) > names) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a copy that cannot be looked up keeps a directory from being listed: deviation 19. */
  private static boolean failsToList(Subject.Dump dump) {
    return dump != null
        && dump.merged().lines().values().stream().anyMatch(line -> line.contains("[list E"));
  }

  private static Optional<String> trees(Subject.Dump expected, Subject.Dump actual) {
    if (expected == null || expected.equals(actual)) {
      return Optional.empty();
    }
    StringBuilder out = new StringBuilder();
    Map<String, List<String>> sides =
        Map.of(
            "merged", expected.merged().difference(actual.merged()),
            "upper", expected.upper().difference(actual.upper()));
    sides.forEach(
        (side, lines) -> {
          if (!lines.isEmpty()) {
            out.append("  the ").append(side).append(" tree (- expected, + actual):\n");
            lines.forEach(line -> out.append("    ").append(line).append('\n'));
          }
        });
    return Optional.of(out.toString());
  }
}
