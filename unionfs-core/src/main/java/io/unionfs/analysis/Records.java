package io.unionfs.analysis;

import io.unionfs.analysis.FileRecord.State;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import java.util.List;
import java.util.Optional;

/** Makes the records of what a layer says. */
final class Records {
  private Records() {}

  static FileRecord of(String path, State state, Entry.Node node, boolean opaque) {
    Attributes attributes = node.attributes();
    return new FileRecord(
        Redaction.shown(path),
        state,
        node.type(),
        node instanceof Entry.File file ? file.content().size() : 0,
        attributes.mode(),
        attributes.uid(),
        attributes.gid(),
        Optional.of(attributes.modified()),
        node instanceof Entry.Symlink link
            ? Optional.of(Redaction.shown(link.target()))
            : Optional.empty(),
        attributes.xattrs().names().stream().map(Redaction::shown).toList(),
        node.links(),
        opaque);
  }

  static FileRecord removed(String path, Shown before, long bytes) {
    Attributes attributes;
    FileType type;
    if (before instanceof Shown.Leaf leaf) {
      attributes = leaf.node.attributes();
      type = leaf.node.type();
    } else {
      attributes = ((Shown.Folder) before).attributes;
      type = FileType.DIRECTORY;
    }
    return new FileRecord(
        Redaction.shown(path),
        State.REMOVED,
        type,
        bytes,
        attributes.mode(),
        attributes.uid(),
        attributes.gid(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        1,
        false);
  }

  /** The state of {@code node}, which takes the path of {@code old} in the way of {@code cause}. */
  static State state(Cause cause, Shown.Leaf old, Entry.Node node) {
    return switch (cause) {
      case IDENTICAL -> sameBesides(old.node, node) ? State.SAME : State.CHANGED;
      case METADATA -> sameBesides(old.node, node) ? State.METADATA : State.CHANGED;
      default -> State.CHANGED;
    };
  }

  /** Whether files of one type that have no content differ in their attributes alone. */
  private static boolean sameBesides(Entry.Node a, Entry.Node b) {
    if (a instanceof Entry.Symlink one && b instanceof Entry.Symlink other) {
      return one.target().equals(other.target());
    }
    return !(a instanceof Entry.Special one && b instanceof Entry.Special other)
        || one.device().equals(other.device());
  }
}
