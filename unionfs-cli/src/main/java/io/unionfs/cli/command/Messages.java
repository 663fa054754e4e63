package io.unionfs.cli.command;

import io.unionfs.cli.output.Failures;
import io.unionfs.store.StoreException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What went wrong, with the verb that helps: the core knows what failed, not the verbs. */
final class Messages {
  private static final Map<String, String> HINTS = new LinkedHashMap<>();

  static {
    HINTS.put("no such image", "'unionfs images' lists them");
    HINTS.put("no such container", "'unionfs ps -a' lists them");
    HINTS.put("no such volume", "'unionfs volume ls' lists them");
    HINTS.put("multiple ids found", "give more digits");
    HINTS.put("is not running", "'unionfs start' lets it run");
  }

  private Messages() {}

  /** The one line for {@code failure}. */
  static String line(Throwable failure) {
    String line = Failures.line(failure);
    if (failure instanceof StoreException) {
      String text = line.toLowerCase(Locale.ROOT);
      for (Map.Entry<String, String> hint : HINTS.entrySet()) {
        if (text.contains(hint.getKey())) {
          return line + "; " + hint.getValue();
        }
      }
    }
    return line;
  }

  /** Whether it says that the store has no image of a name. */
  static boolean isMissingImage(StoreException failure) {
    return failure.getMessage().startsWith("no such image: ");
  }

  /** Whether nothing of that name is there, so that it may be something else. */
  static boolean isMissing(StoreException failure) {
    String text = failure.getMessage().toLowerCase(Locale.ROOT);
    return text.contains("no such ") || text.contains("is not the name of");
  }
}
