package io.unionfs.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a generator believes to exist: names that layers and operations mentioned. Belief is
 * hopeful, not exact; where it is wrong, the operation fails, and that is wanted too.
 */
final class Believed {
  private final TreeMap<String, FileKind> present = new TreeMap<>();
  private final List<String> gone = new ArrayList<>();

  private final TreeSet<Integer> slots = new TreeSet<>();

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
    }
  }

  private List<String> under(String path) {
    return List.copyOf(present.subMap(path + "/", path + "0").keySet());
  }

  void open(int slot) {
    slots.add(slot);
  }

  void close(int slot) {
    slots.remove(slot);
  }

  void closeAll() {
    slots.clear();
  }

  boolean noneOpen() {
    return slots.isEmpty();
  }

  /** A slot that is open, if there is one. */
  int openSlot(SplittableRandom random) {
    return slots.isEmpty() ? 0 : List.copyOf(slots).get(random.nextInt(slots.size()));
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
