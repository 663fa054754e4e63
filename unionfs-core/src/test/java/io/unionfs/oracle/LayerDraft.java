package io.unionfs.oracle;

import io.unionfs.oracle.LayerEntry.Directory;
import io.unionfs.oracle.LayerEntry.Meta;
import io.unionfs.oracle.LayerEntry.RedirectDirectory;
import io.unionfs.oracle.LayerEntry.Whiteout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A layer while it is generated. */
final class LayerDraft {
  private final Map<String, LayerEntry> entries = new HashMap<>();
  private final List<LayerEntry> order = new ArrayList<>();

  LayerDraft() {
    add(new Directory("", Meta.of(0755)));
  }

  void add(LayerEntry entry) {
    entries.put(entry.path(), entry);
    order.add(entry);
  }

  boolean has(String path) {
    return entries.containsKey(path);
  }

  /** What was added, the first first. */
  List<LayerEntry> entries() {
    return order;
  }

  LayerSpec build() {
    return new LayerSpec(order);
  }

  /** Has this layer hide what the layers below have at a path; false if it shows it already. */
  boolean hide(String path) {
    int slash = path.indexOf('/');
    while (slash >= 0) {
      String above = path.substring(0, slash);
      if (!has(above)) {
        add(new Directory(above, Meta.of(0755)));
      }
      if (!(entries.get(above) instanceof Directory)) {
        return true;
      }
      slash = path.indexOf('/', slash + 1);
    }
    if (!has(path)) {
      add(new Whiteout(path));
    }
    return !(entries.get(path) instanceof Directory);
  }

  /** Whether some directory above is another one below. */
  boolean isRedirected(String path) {
    return entries.values().stream()
        .anyMatch(e -> e instanceof RedirectDirectory && path.startsWith(e.path() + "/"));
  }
}
