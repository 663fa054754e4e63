package io.unionfs.cli.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The verbs as {@code unionfs --help} lists them: by what they are for, a line or two each. */
final class VerbList {
  private static final Map<String, List<String>> PARTS = new LinkedHashMap<>();

  static {
    part(
        "Containers",
        "run exec create start stop restart kill pause unpause rename rm ps diff commit cp export");
    part("Images", "images load save import tag rmi history inspect");
    part("Registries", "pull push login logout");
    part("Trust", "verify sign key");
    part("Images made of images", "squash flatten rebase append mutate");
    part("What things are made of, and cost", "analyze which df drivers lab fsck");
    part("The same verbs in Docker's groups", "image container volume system");
    part("The rest", "shell completion demo help");
  }

  private VerbList() {}

  private static void part(String title, String verbs) {
    PARTS.put(title, List.of(verbs.split(" ")));
  }

  /** The headings, with the names under each. */
  static Map<String, List<String>> parts() {
    return Collections.unmodifiableMap(PARTS);
  }

  /** All verbs under their headings. */
  static String of(Help help) {
    Map<String, Help> verbs = help.subcommands();
    if (!verbs.keySet().containsAll(PARTS.get("The rest"))) {
      return help.commandList(); // of one verb that was asked for alone
    }
    int width = verbs.keySet().stream().mapToInt(String::length).max().orElse(0) + 4;
    StringBuilder list = new StringBuilder();
    PARTS.forEach(
        (title, names) -> {
          list.append(list.isEmpty() ? "" : System.lineSeparator());
          list.append(title).append(':').append(System.lineSeparator());
          list.append(table(help, names, width));
        });
    return list.toString();
  }

  private static TextTable table(Help help, List<String> names, int width) {
    int rest = help.commandSpec().usageMessage().width() - width;
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(width, 2, Overflow.SPAN),
            new Column(rest, 2, Overflow.WRAP));
    for (String name : names) {
      Help verb = help.subcommands().get(name);
      Text text = help.colorScheme().text(brief(verb, rest - 2));
      table.addRowValues(verb.commandNamesText(", "), text);
    }
    return table;
  }

  /**
   * What a verb does: all that its help says of it, or where that is long, up to the first stop.
   */
  private static String brief(Help verb, int width) {
    UsageMessageSpec usage = verb.commandSpec().usageMessage();
    String[] lines = usage.header().length > 0 ? usage.header() : usage.description();
    String whole = lines.length == 0 ? "" : String.format(lines[0]);
    if (whole.length() < width) {
      return whole;
    }
    String first = whole.split("[.:;] ", 2)[0];
    return first.endsWith(".") ? first : first + ".";
  }
}
