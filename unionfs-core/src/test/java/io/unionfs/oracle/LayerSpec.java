package io.unionfs.oracle;

import io.unionfs.oracle.LayerEntry.Directory;
import io.unionfs.oracle.LayerEntry.HardLink;
import io.unionfs.oracle.LayerEntry.Meta;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one lower layer says, in an order in which it can be written: the root first, parents before
 * children, hard links after what they link to.
 */
public record LayerSpec(List<LayerEntry> entries) {
  public LayerSpec {
    if (entries.isEmpty() || !entries.get(0).path().isEmpty()) {
      List<LayerEntry> rooted = new ArrayList<>();
      rooted.add(new Directory("", Meta.of(0755)));
      rooted.addAll(entries);
      entries = rooted;
    }
    entries = List.copyOf(entries);
    Map<String, LayerEntry> seen = new HashMap<>();
    for (LayerEntry entry : entries) {
      boolean placed =
          entry.path().isEmpty()
              ? entry.isDirectory()
              : seen.containsKey(entry.parent()) && seen.get(entry.parent()).isDirectory();
      boolean linked = !(entry instanceof HardLink link) || seen.containsKey(link.existing());
      if (!placed || !linked || seen.put(entry.path(), entry) != null) {
        throw new IllegalArgumentException("misplaced entry: " + entry);
      }
    }
  }

  public static LayerSpec of(LayerEntry... entries) {
    return new LayerSpec(List.of(entries));
  }

  /** This layer without some entries and without what depends on them. The root stays. */
  LayerSpec without(Set<String> paths) {
    Set<String> kept = new HashSet<>();
    List<LayerEntry> rest = new ArrayList<>();
    for (LayerEntry entry : entries) {
      boolean root = entry.path().isEmpty();
      boolean supported =
          root
              || (kept.contains(entry.parent())
                  && (!(entry instanceof HardLink link) || kept.contains(link.existing())));
      if (supported && (root || !paths.contains(entry.path()))) {
        kept.add(entry.path());
        rest.add(entry);
      }
    }
    return new LayerSpec(rest);
  }

  /** Writes this layer into an existing directory of a real filesystem, as root. */
  public void materialise(Path directory, MountOptions.Marks marks) {
    new LayerWriter(new Linux(), marks).write(this, directory.toString());
  }
}
