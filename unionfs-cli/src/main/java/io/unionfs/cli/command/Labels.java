package io.unionfs.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Labels as they are typed. */
final class Labels {
  private Labels() {}

  /**
   * Reads {@code KEY=VALUE} or {@code KEY} each; the last of a key counts.
   *
   * @throws IllegalArgumentException if a key is empty
   */
  static Map<String, String> parse(List<String> texts) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? text : text.substring(0, equals);
      if (key.isEmpty()) {
        throw new IllegalArgumentException("label \"" + text + "\" has no key");
      }
      labels.put(key, equals < 0 ? "" : text.substring(equals + 1));
    }
    return labels;
  }
}
