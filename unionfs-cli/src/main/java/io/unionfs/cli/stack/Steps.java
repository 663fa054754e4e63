package io.unionfs.cli.stack;

import io.unionfs.cli.output.Failures;
import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Ink.Tone;
import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.LineSource;
import io.unionfs.cli.shell.Shell;
import io.unionfs.layer.Names;
import io.unionfs.overlay.LookupStrategy;
import io.unionfs.overlay.Provenance;
import io.unionfs.overlay.Provenance.Says;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code step}: a lookup layer by layer, or a command, stepped through. What each probe found is
 * taken from what the engine told next, or says of the path.
 */
final class Steps {
  /** Behind each step; a line that begins so is one that somebody typed. */
  static final String PAUSE = "(Enter: next, q: end) ";

  static final String USAGE = "step PATH | COMMAND…";

  private final Stack stack;
  private final Tracing tracing;
  private final Ink ink;
  private LineSource pauses;

  Steps(Stack stack, Tracing tracing, Ink ink) {
    this.stack = stack;
    this.tracing = tracing;
    this.ink = ink;
  }

  /** Who is asked whether to go on; where there is nobody, all steps are printed. */
  void pauseFor(LineSource source) {
    pauses = source;
  }

  /** Whether {@code words} are a command; {@code /bin/ls} alone is a path. */
  static boolean isCommand(Shell shell, List<String> words) {
    boolean isPath = words.size() == 1 && words.get(0).contains("/");
    return !words.isEmpty() && !isPath && shell.has(words.get(0));
  }

  void run(Shell shell, List<String> words) throws CommandFailure, IOException {
    if (words.isEmpty()) {
      throw new CommandFailure("step: usage: " + USAGE);
    }
    Listening told = new Listening();
    if (isCommand(shell, words)) {
      tracing.listen(told, LookupStrategy.SCAN);
      try {
        shell.runInside(words);
      } finally {
        tracing.resume();
        tracing.addAll(told);
      }
      walk(shell, told, Map.of());
      return;
    }
    if (words.size() > 1) {
      throw new CommandFailure("step: usage: " + USAGE);
    }
    Path path = shell.path(words.get(0));
    String end;
    tracing.listen(told, LookupStrategy.SCAN);
    try {
      Map<String, Object> found =
          Files.readAttributes(path, "unix:size,mode", LinkOption.NOFOLLOW_LINKS);
      end = type((Integer) found.get("mode"), (Long) found.get("size"));
    } catch (IOException e) {
      end = Failures.reason(e);
    } finally {
      tracing.resume();
    }
    if (walk(shell, told, voices(told))) {
      shell.out().println("  " + Names.display(path.toString()) + ": " + end);
    }
  }

  private static String type(int mode, long size) {
    return switch (mode & 0170000) {
      case 0100000 -> "file, " + LayerCount.bytesText(size);
      case 0040000 -> "directory";
      case 0120000 -> "symbolic link";
      case 0010000 -> "fifo";
      case 0140000 -> "socket";
      default -> "device";
    };
  }

  /** What each layer says of the paths that were looked for, while nothing is changed. */
  private Map<String, Map<Integer, Says>> voices(Listening told) {
    Map<String, Map<Integer, Says>> voices = new TreeMap<>();
    for (Told each : told.told()) {
      if (each instanceof Told.Event event
          && event.event() instanceof TraceEvent.Probe probe
          && !voices.containsKey(probe.path())) {
        Map<Integer, Says> says = new TreeMap<>();
        Provenance provenance = stack.mount().provenance(stack.files().getPath(probe.path()));
        if (provenance != null) {
          provenance.voices().forEach(voice -> says.put(voice.layer(), voice.says()));
        }
        voices.put(probe.path(), says);
      }
    }
    return voices;
  }

  /** Shows the steps; returns whether all were wanted. */
  private boolean walk(Shell shell, Listening told, Map<String, Map<Integer, Says>> voices)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < told.told().size(); i++) {
      Told each = told.told().get(i);
      String line = each.line(stack.mount(), ink);
      if (each instanceof Told.Event event && event.event() instanceof TraceEvent.Probe probe) {
        line += "  " + found(probe, told.told(), i, voices.get(probe.path()));
      }
      lines.add(line);
    }
    if (lines.isEmpty()) {
      shell.out().println("  the engine was asked nothing");
    }
    for (int i = 0; i < lines.size(); i++) {
      shell.stop().check();
      shell.out().printf("%3d%s%n", i + 1, lines.get(i));
      shell.out().flush();
      boolean isLast = i == lines.size() - 1;
      if (!isLast && pauses != null && !pauses.next(PAUSE)) {
        return false;
      }
    }
    return true;
  }

  private String found(TraceEvent.Probe probe, List<Told> told, int at, Map<Integer, Says> voices) {
    if (probe.layer() == TraceEvent.INDEX) {
      return "";
    }
    int hit = Provenance.NOBODY;
    for (int i = at + 1; i < told.size(); i++) {
      if (!(told.get(i) instanceof Told.Event next)) {
        break;
      }
      if (next.event() instanceof TraceEvent.HiddenByWhiteout hidden
          && hidden.path().equals(probe.path())) {
        if (hidden.layer() == probe.layer()) {
          return ink.of(Tone.HIDING, "a whiteout");
        }
        break;
      }
      if (next.event() instanceof TraceEvent.Hit found && found.path().equals(probe.path())) {
        hit = found.layer();
        break;
      }
      if (next.event() instanceof TraceEvent.Miss) {
        break;
      }
    }
    if (hit == probe.layer()) {
      return ink.of(Tone.FOUND, "found");
    }
    Says says = voices == null ? null : voices.get(probe.layer());
    if (says == Says.SHOWN) {
      return ink.of(Tone.FOUND, "found, merged into it");
    }
    if (says == Says.DATA) {
      return ink.of(Tone.FOUND, "found, its data");
    }
    if (says == Says.HIDDEN) {
      return "found, and hidden";
    }
    if (says == Says.WHITEOUT) {
      return ink.of(Tone.HIDING, "a whiteout");
    }
    // While a command changes things, what merges is not known any more afterwards.
    boolean isBelowHit =
        hit != Provenance.NOBODY && (hit == TraceEvent.UPPER || hit > probe.layer());
    return voices == null && isBelowHit ? "asked for what merges" : ink.of(Tone.FAINT, "nothing");
  }
}
