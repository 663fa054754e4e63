package io.unionfs.oracle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What a generator believes to exist: names that layers and operations mentioned. Belief is
 * hopeful, not exact; where it is wrong, the operation fails, and that is wanted too.
 */
final class Believed {
  private final TreeMap<String, FileKind> present = new TreeMap<>();
  private final List<String> gone = new ArrayList<>();

  /** What was opened, by slot. */
  private final TreeMap<Integer, String> slots = new TreeMap<>();

  private final Set<Integer> replaced = new HashSet<>();

  Believed(Stack stack) {
    for (LayerSpec layer : stack.lowers()) {
      for (LayerEntry entry : layer.entries()) {
        if (!entry.path().isEmpty()) {
          stack(entry, "/" + entry.path());
        }
      }
    }
  }

  private void stack(LayerEntry entry, String path) {
    if (entry instanceof LayerEntry.RedirectDirectory d) {
      String from = d.redirect().startsWith("/") ? d.redirect() : sibling(path, d.redirect());
      for (String below : under(from)) {
        present.put(path + below.substring(from.length()), present.get(below));
      }
    } else if (!(entry instanceof LayerEntry.Directory)) {
      remove(path);
    }
    if (!entry.isWhiteout()) {
      present.put(path, kind(entry));
    }
  }

  private static String sibling(String path, String name) {
    return path.substring(0, path.lastIndexOf('/') + 1) + name;
  }

  private static FileKind kind(LayerEntry entry) {
    if (entry.isDirectory()) {
      return FileKind.DIRECTORY;
    }
    if (entry instanceof LayerEntry.SymbolicLink) {
      return FileKind.SYMLINK;
    }
    return entry instanceof LayerEntry.Special s ? LayerWriter.kind(s.node()) : FileKind.FILE;
  }

  /** Keeps what is there. */
  void add(String path, FileKind kind) {
    present.putIfAbsent(path, kind);
    replace(path);
  }

  private void replace(String path) {
    slots.forEach(
        (slot, opened) -> {
          if ((opened + "/").startsWith(path + "/")) {
            replaced.add(slot);
          }
        });
  }

  /** Whether there is something else where what a slot holds was opened. */
  boolean isReplaced(int slot) {
    return replaced.contains(slot);
  }

  void remove(String path) {
    List<String> under = under(path);
    under.forEach(present::remove);
    gone.addAll(under);
    if (present.remove(path) != null) {
      gone.add(path);
    }
  }

  void move(String from, String to) {
    FileKind kind = present.get(from);
    if (kind != null && !to.startsWith(from + "/")) {
      for (String path : under(from)) {
        present.put(to + path.substring(from.length()), present.get(path));
      }
      remove(from);
      present.put(to, kind);
      replace(to);
    }
  }

  private List<String> under(String path) {
    return List.copyOf(present.subMap(path + "/", path + "0").keySet());
  }

  void open(int slot, String path) {
    replaced.remove(slot);
    slots.put(slot, path);
  }

  void close(int slot) {
    replaced.remove(slot);
    slots.remove(slot);
  }

  void closeAll() {
    replaced.clear();
    slots.clear();
  }

  boolean noneOpen() {
    return slots.isEmpty();
  }

  /** A slot that is open, if there is one. */
  int openSlot(SplittableRandom random) {
    return slots.isEmpty() ? 0 : List.copyOf(slots.keySet()).get(random.nextInt(slots.size()));
  }

  /** A directory, the root too. */
  String directory(SplittableRandom random) {
    String path = random.nextInt(6) == 0 ? "" : any(random, FileKind.DIRECTORY);
    return present.get(path) == FileKind.DIRECTORY ? path : "";
  }

  /** Some name that exists, preferably of this kind. */
  String any(SplittableRandom random, FileKind kind) {
    for (int attempt = 0; attempt < 6; attempt++) {
      String path = any(random);
      if (kind == null || present.get(path) == kind) {
        return path;
      }
    }
    return any(random);
  }

  /** Some name of this kind; what never existed if there is none. */
  String anyOnly(SplittableRandom random, FileKind kind) {
    String path = any(random, kind);
    return present.get(path) == kind ? path : "/missing";
  }

  private String any(SplittableRandom random) {
    if (present.isEmpty()) {
      return "";
    }
    int index = random.nextInt(present.size());
    return present.keySet().stream().skip(index).findFirst().orElseThrow();
  }

  /** A name that once existed. */
  String lost(SplittableRandom random) {
    return gone.isEmpty() ? any(random) : gone.get(random.nextInt(gone.size()));
  }
}
