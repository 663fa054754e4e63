package io.unionfs.cli.stack;

import io.unionfs.cli.output.Columns;
import io.unionfs.cli.output.Failures;
import io.unionfs.cli.output.Fit;
import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Ink.Tone;
import io.unionfs.cli.output.Screen;
import io.unionfs.cli.shell.Arguments;
import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.cli.shell.Shell;
import io.unionfs.cli.shell.Shell.Described;
import io.unionfs.layer.Names;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.Change;
import io.unionfs.overlay.Provenance;
import io.unionfs.overlay.Provenance.Says;
import io.unionfs.overlay.ResolvedLayers;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The commands that look at the stack: layers, which, upper, tree, diff. */
final class Looking {
  private static final String TREE = "tree [-L LEVELS] [PATH]";
  private static final int LEVELS = 1_000_000;

  private final Stack stack;
  private final Ink ink;
  private final Screen screen;

  Looking(Stack stack, Ink ink, Screen screen) {
    this.stack = stack;
    this.ink = ink;
    this.screen = screen;
  }

  void register(Map<String, Described> commands) {
    commands.put(
        "layers",
        new Described(
            "layers [NUMBER]", "list the layers, the topmost first, or show one", this::layers));
    commands.put(
        "which", new Described("which PATH…", "print what each layer says of a path", this::which));
    commands.put(
        "upper",
        new Described("upper", "show the writable layer as it is, marks and all", this::upper));
    commands.put(
        "tree", new Described(TREE, "show the union, and which layer provides what", this::tree));
    commands.put("diff", new Described("diff", "list what differs from the layers", this::diff));
  }

  private void layers(Shell shell, List<String> words) throws CommandFailure, IOException {
    List<String> operands = Arguments.parse("layers", words, "").operands(0, 1, "layers [NUMBER]");
    if (!operands.isEmpty()) {
      layer(shell, operands.get(0));
      return;
    }
    List<String[]> rows = new ArrayList<>();
    LayerCount upper = LayerCount.of(stack.files().toLayer());
    rows.add(row(ink.of(Tone.WRITTEN, "writable layer"), "", upper, ""));
    List<LayerTitle> titles = stack.level().titles();
    for (int i = titles.size() - 1; i >= 0; i--) {
      LayerCount count = LayerCount.of(stack.level().lower().get(i));
      rows.add(row("layer " + i, titles.get(i).digest(), count, titles.get(i).createdBy()));
    }
    boolean hasMarks = rows.stream().anyMatch(row -> !row[4].isBlank());
    if (!hasMarks) {
      rows.replaceAll(row -> new String[] {row[0], row[1], row[2], row[3], row[5]});
    }
    Columns.print(shell.out(), rows, hasMarks ? "<<>><<" : "<<>><", screen);
  }

  private static String[] row(String name, String digest, LayerCount count, String createdBy) {
    return new String[] {
      name,
      " " + digest,
      " " + count.entriesText(),
      " " + count.bytesText(),
      " " + count.marksText(),
      " " + createdBy
    };
  }

  private void layer(Shell shell, String number) throws CommandFailure, IOException {
    int count = stack.level().lower().size();
    int layer = number.matches("[0-9]{1,4}") ? Integer.parseInt(number) : count;
    if (layer >= count) {
      throw new CommandFailure(
          "layers: " + Failures.oneLine(number) + ": the layers are 0 to " + (count - 1));
    }
    print(shell, "layer " + layer, ResolvedLayers.of(stack.level().lower()).get(layer));
  }

  private void upper(Shell shell, List<String> words) throws CommandFailure, IOException {
    Arguments.parse("upper", words, "").operands(0, 0, "upper");
    print(shell, "writable layer", stack.files().toLayer());
  }

  private void print(Shell shell, String name, TreeLayer layer) throws IOException {
    new TreeText(shell.out(), ink, screen, shell.stop())
        .print(new LayerBranch(name + ": /", layer.root(), ink), LEVELS);
  }

  private void which(Shell shell, List<String> words) throws CommandFailure {
    LabelledMount mount = stack.mount();
    for (String word :
        Arguments.parse("which", words, "").operands(1, Integer.MAX_VALUE, "which PATH…")) {
      Path path = shell.path(word);
      Provenance provenance = mount.provenance(path);
      if (words.size() > 1) {
        shell.out().println(Names.display(path.toString()) + ":");
      }
      if (provenance == null) {
        shell.complain("which: " + Failures.oneLine(word) + ": no layer speaks of it");
        continue;
      }
      Map<Integer, Says> says = new TreeMap<>();
      provenance.voices().forEach(voice -> says.put(voice.layer(), voice.says()));
      List<String[]> rows = new ArrayList<>();
      rows.add(new String[] {says(says.get(TraceEvent.UPPER)), " writable layer"});
      for (int i = stack.level().lower().size() - 1; i >= 0; i--) {
        rows.add(new String[] {says(says.get(i)), " " + mount.label(i)});
      }
      Columns.print(shell.out(), rows, "<<", screen);
    }
  }

  private String says(Says says) {
    return switch (says == null ? "" : says.name()) {
      case "SHOWN" -> ink.of(Tone.FOUND, "shown");
      case "DATA" -> ink.of(Tone.FOUND, "data");
      case "HIDDEN" -> ink.of(Tone.FAINT, "hidden");
      case "WHITEOUT" -> ink.of(Tone.HIDING, "whiteout");
      default -> ink.of(Tone.FAINT, "nothing");
    };
  }

  private void tree(Shell shell, List<String> words) throws CommandFailure, IOException {
    Arguments arguments = Arguments.parse("tree", words, "", "-L");
    List<String> operands = arguments.operands(0, 1, TREE);
    String levels = arguments.value("-L");
    if (levels != null && !levels.matches("[1-9][0-9]{0,5}")) {
      throw new CommandFailure("tree: usage: " + TREE);
    }
    String name = operands.isEmpty() ? "." : operands.get(0);
    Path path = shell.path(name);
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new CommandFailure(
          "tree: "
              + Failures.oneLine(name)
              + ": "
              + Failures.reason(new NoSuchFileException(path.toString())));
    }
    new TreeText(shell.out(), ink, screen, shell.stop())
        .print(
            new UnionBranch(path.toString(), path, stack.mount(), ink),
            levels == null ? LEVELS : Integer.parseInt(levels));
  }

  private void diff(Shell shell, List<String> words) throws CommandFailure, IOException {
    Arguments.parse("diff", words, "").operands(0, 0, "diff");
    int columns = screen.columns(); // once: a process may be asked for them
    for (Change change : stack.files().changes()) {
      Tone tone =
          switch (change.kind()) {
            case ADDED -> Tone.FOUND;
            case CHANGED -> Tone.WRITTEN;
            case DELETED -> Tone.HIDING;
          };
      String letter = Character.toString(change.kind().letter());
      String line = ink.of(tone, letter) + " " + Names.display(change.path());
      Fit.broken(line, columns, "    ").forEach(shell.out()::println);
    }
  }
}
