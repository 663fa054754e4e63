package io.unionfs.oracle.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.unionfs.oracle.Caller;
import io.unionfs.oracle.LayerEntry;
import io.unionfs.oracle.LayerSpec;
import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.Op;
import io.unionfs.oracle.Outcome;
import io.unionfs.oracle.Stack;
import io.unionfs.oracle.Step;
import io.unionfs.oracle.facts.FactSubjects.Feature;
import io.unionfs.oracle.facts.FactSubjects.Mounted;
import io.unionfs.oracle.facts.FactSubjects.Program;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/**
 * One observation of overlayfs, said once: layers, what is done on their mount, what is answered
 * and what is then stored. It is held against the kernel and against the engine.
 *
 * <p>Entries are texts as {@code f0644 'abc' {user.a='1'} [origin]}: kind and mode, owner unless
 * root, data, xattrs, marks of the writable layer. {@code -} is nothing.
 */
final class Fact {
  private static final Pattern STAT =
      Pattern.compile(
          "(?<mode>\\S+) (?<owner>\\d+:\\d+) #(?<inode>\\d+) x(?<links>\\d+)( size=(?<size>\\d+))?"
              + "(?<device> dev=\\S+)? (?<times>a=\\S+ m=\\S+)(?<rest>.*)");

  /** More files of a megabyte than storage has room for. */
  private static final int MOST_FILLERS = 100;

  private Stack stack;
  private final Set<Feature> needed = EnumSet.noneOf(Feature.class);
  private final List<Clause> clauses = new ArrayList<>();
  private LayerSpec upper = Stack.FRESH_UPPER;
  private MountOptions options = MountOptions.DEFAULT;
  private Caller caller = Caller.ROOT;

  private record Clause(String text, Check check) {}

  private interface Check {
    void on(Mounted mount, String what) throws Exception;
  }

  private Fact(Stack stack) {
    this.stack = stack;
  }

  /** A mount of lower layers, the bottom first. */
  static Fact given(LayerSpec... bottomFirst) {
    return new Fact(Stack.of(bottomFirst));
  }

  /** What the writable layer held before it was mounted. */
  Fact over(LayerEntry... stored) {
    upper = Given.lower(stored);
    return this;
  }

  /** Layers behind the lower ones, in which only data is looked for. */
  Fact dataOnly(LayerSpec... layers) {
    stack = new Stack(stack.lowers(), List.of(layers));
    return needs(Feature.DATA_ONLY_LAYERS);
  }

  Fact options(MountOptions newOptions) {
    options = newOptions;
    return this;
  }

  Fact needs(Feature feature) {
    needed.add(feature);
    return this;
  }

  /** Who makes the calls that follow. */
  Fact as(Caller newCaller) {
    caller = newCaller;
    return this;
  }

  // ---- what is done ----

  /** A call that succeeds, whatever it returns. */
  Fact when(Op op) {
    Caller by = caller;
    return clause(
        Step.root(op).toString(),
        (mount, what) -> assertThat(mount.run(op, by).errno()).as(what).isEqualTo("OK"));
  }

  /** Writes new files until there is no more space. */
  Fact fillsUp() {
    return clause(
        "filling up",
        (mount, what) -> {
          Outcome written = Outcome.DONE;
          for (int i = 0; written.succeeded() && i < MOST_FILLERS; i++) {
            written = mount.run(Ops.writeLarge("filler" + i), Caller.ROOT);
          }
          assertThat(written.errno()).as(what).isEqualTo("ENOSPC");
        });
  }

  /** A call of which the mount may make what it likes. */
  Fact tries(Op op) {
    Caller by = caller;
    return clause(Step.root(op).toString(), (mount, what) -> mount.run(op, by));
  }

  /** A call with its whole answer: {@code OK}, a value, or an errno. */
  Fact when(Op op, String answer) {
    Caller by = caller;
    return clause(
        Step.root(op).toString(),
        (mount, what) ->
            assertThat(quoted(mount.run(op, by).toString())).as(what).isEqualTo(answer));
  }

  /** A Java program with what it says. */
  Fact program(Program program, String answer) {
    return clause(
        "program", (mount, what) -> assertThat(mount.run(program)).as(what).isEqualTo(answer));
  }

  // ---- what the mount shows ----

  /** Kind, mode, owner, links and data of an entry as {@code f0644 x1 'abc'}, or an errno. */
  Fact shows(String path, String entry) {
    return clause(
        "entry " + path, (mount, what) -> assertThat(shown(mount, path)).as(what).isEqualTo(entry));
  }

  private static String shown(Mounted mount, String path) {
    Outcome stat = mount.run(Ops.stat(path), Caller.ROOT);
    if (!stat.succeeded()) {
      return stat.errno();
    }
    Matcher m = stat(stat.value());
    Outcome data =
        switch (m.group("mode").charAt(0)) {
          case 'f' -> mount.run(Ops.read(path), Caller.ROOT);
          case 'l' -> mount.run(new Op.Readlink(path), Caller.ROOT);
          default -> Outcome.DONE;
        };
    String shown = m.group("mode") + owner(m) + " x" + m.group("links") + device(m);
    String text = data.succeeded() ? data.value() : data.errno();
    return quoted(text.isEmpty() ? shown : shown + " " + text);
  }

  /** Names in a directory, sorted, with a space between. */
  Fact lists(String path, String names) {
    return clause(
        "names in " + path,
        (mount, what) -> {
          Outcome listing = mount.run(Ops.readdir(path), Caller.ROOT);
          String plain =
              Stream.of(listing.value().replaceAll("[\\[\\]\"]", "").split(" "))
                  .map(name -> name.isEmpty() ? name : name.substring(1))
                  .collect(Collectors.joining(" "));
          assertThat(listing.succeeded() ? plain : listing.errno()).as(what).isEqualTo(names);
        });
  }

  /** The number of an entry's inode, counted in the order in which the fact first asks for them. */
  Fact inode(String path, int number) {
    return clause(
        "inode of " + path,
        (mount, what) ->
            assertThat(entry(mount, path).group("inode")).as(what).isEqualTo("" + number));
  }

  /** Access and modification time, as {@code a=100.000000000 m=now}. */
  Fact times(String path, String times) {
    return clause(
        "times of " + path,
        (mount, what) -> assertThat(entry(mount, path).group("times")).as(what).isEqualTo(times));
  }

  private static Matcher entry(Mounted mount, String path) {
    return stat(mount.run(Ops.stat(path), Caller.ROOT).value());
  }

  // ---- what the writable layer holds ----

  /** One entry of the writable layer; the root is the empty path. */
  Fact stores(String path, String entry) {
    return clause(
        "stored " + path,
        (mount, what) ->
            assertThat(stored(mount.upper().lines().get(path))).as(what).isEqualTo(entry));
  }

  /** All entries of the writable layer but its root, each as path and text; none: untouched. */
  Fact storesOnly(String... entries) {
    return clause(
        "all that is stored",
        (mount, what) -> {
          List<String> lines = new ArrayList<>();
          mount
              .upper()
              .lines()
              .forEach((path, line) -> lines.add((path + " " + stored(line)).strip()));
          assertThat(lines.subList(1, lines.size())).as(what).containsExactlyInAnyOrder(entries);
        });
  }

  private static String stored(String line) {
    if (line == null) {
      return "-";
    }
    Matcher m = STAT.matcher(line);
    if (!m.matches()) {
      return line.strip();
    }
    boolean told = m.group("rest").startsWith(" \"") || !m.group("mode").startsWith("f");
    String size = told ? "" : " size=" + m.group("size");
    String linked = m.group("inode").equals("0") ? "" : " #" + m.group("inode");
    return quoted(m.group("mode") + owner(m) + linked + size + device(m) + m.group("rest"));
  }

  // ---- texts ----

  private static Matcher stat(String text) {
    Matcher matcher = STAT.matcher(text);
    assertThat(matcher.matches()).as("a status: %s", text).isTrue();
    return matcher;
  }

  private static String owner(Matcher stat) {
    return stat.group("owner").equals("0:0") ? "" : " " + stat.group("owner");
  }

  private static String device(Matcher stat) {
    return stat.group("device") == null ? "" : stat.group("device");
  }

  private static String quoted(String text) {
    return text.replace('"', '\'');
  }

  // ---- holding it ----

  private Fact clause(String text, Check check) {
    clauses.add(new Clause(text, check));
    return this;
  }

  /** The two tests of this fact. */
  Stream<DynamicTest> holds() {
    return Stream.of(FactSubjects.values())
        .map(subject -> dynamicTest("on the " + subject.title(), () -> check(subject)));
  }

  /** The two tests of this fact, as a row of a table. */
  DynamicContainer called(String rule) {
    return dynamicContainer(rule, holds());
  }

  private void check(FactSubjects subject) throws Exception {
    Set<Feature> all = FactSubjects.features(options);
    all.addAll(needed);
    Optional<String> whyNot = subject.whyNot(all);
    assumeTrue(whyNot.isEmpty(), () -> whyNot.orElse(""));
    try (Mounted mount = subject.open(stack, upper, options)) {
      for (Clause clause : clauses) {
        clause.check().on(mount, subject.title() + ": " + clause.text());
      }
    }
  }
}
