package io.unionfs.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Variables as {@code -e} takes them. */
final class Environment {
  private Environment() {}

  /** {@code NAME=VALUE} each; what is given without a value has it here, or is left out. */
  static List<String> of(List<String> texts, Context context) {
    List<String> variables = new ArrayList<>();
    for (String text : texts) {
      if (text.indexOf('=') >= 0) {
        variables.add(text);
      } else if (context.environment(text) != null) {
        variables.add(text + "=" + context.environment(text));
      }
    }
    return variables;
  }

  /** Of variables that are there twice the last, in the place of the first. */
  static List<String> last(List<String> variables) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String variable : variables) {
      byName.put(variable.split("=", 2)[0], variable);
    }
    return List.copyOf(byName.values());
  }
}
