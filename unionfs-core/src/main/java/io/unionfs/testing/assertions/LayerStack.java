package io.unionfs.testing.assertions;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Opacity;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.LayerEntry;
import io.unionfs.overlay.PathLayers;
import io.unionfs.overlay.Provenance.Says;
import io.unionfs.overlay.Stat;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the layers say of a path, for a message: the topmost first, those that say nothing in one
 * line, and of many the first and the last.
 */
final class LayerStack {
  private static final int FIRST = 16;
  private static final int LAST = 4;
  private static final int LONGEST_NAME = 40;

  private final UnionFileSystem union;
  private final PathLayers asked;
  private final List<Line> lines = new ArrayList<>();

  private record Line(String layer, String says) {}

  private LayerStack(UnionFileSystem union, PathLayers asked) {
    this.union = union;
    this.asked = asked;
    fill();
  }

  static String of(UnionFileSystem union, PathLayers asked) {
    return new LayerStack(union, asked).text();
  }

  static String of(UnionFileSystem union, Path path) throws IOException {
    return of(union, union.layersOf(path));
  }

  private void fill() {
    List<Layer> layers = union.lowerLayers();
    if (asked.entry(TraceEvent.UPPER).isPresent()) {
      lines.add(new Line("upper", says(asked.entry(TraceEvent.UPPER).get())));
    } else if (!union.isReadOnly()) {
      lines.add(new Line("upper", "nothing"));
    }
    int next = layers.size() - 1;
    for (LayerEntry entry : asked.entries()) {
      if (entry.layer() != TraceEvent.UPPER) {
        silent(next, entry.layer() + 1);
        lines.add(new Line(name(entry.layer(), layers), says(entry)));
        next = entry.layer() - 1;
      }
    }
    silent(next, 0);
  }

  /** The layers from {@code top} down to {@code bottom} say nothing. */
  private void silent(int top, int bottom) {
    if (top == bottom) {
      lines.add(new Line(name(top, union.lowerLayers()), "nothing"));
    } else if (top > bottom) {
      lines.add(new Line("layers " + top + " to " + bottom, "nothing"));
    }
  }

  private static String name(int number, List<Layer> layers) {
    return "layer " + number + " (" + Text.line(layers.get(number).name(), LONGEST_NAME) + ")";
  }

  private String text() {
    int widest = lines.stream().mapToInt(line -> line.layer().length()).max().orElse(0);
    StringBuilder text =
        new StringBuilder(
            "What the layers say of " + Text.line(asked.path()) + ", the topmost first:");
    int left = lines.size() - FIRST - LAST;
    for (int i = 0; i < lines.size(); i++) {
      if (left > 1 && i >= FIRST && i < lines.size() - LAST) {
        if (i == FIRST) {
          text.append("\n  ... ").append(left).append(" lines more");
        }
        continue;
      }
      Line line = lines.get(i);
      text.append("\n  ")
          .append(line.layer())
          .append(" ".repeat(widest - line.layer().length() + 2));
      text.append(line.says());
    }
    return text.toString();
  }

  private String says(LayerEntry entry) {
    if (entry instanceof LayerEntry.Held held) {
      return held(held);
    } else if (entry instanceof LayerEntry.Whiteout whiteout) {
      return whiteout.path().equals(asked.path())
          ? "whiteout"
          : "whiteout of " + Text.line(whiteout.path());
    } else if (entry instanceof LayerEntry.OpaqueAbove opaque) {
      return "nothing, but " + Text.line(opaque.path()) + " is opaque";
    }
    LayerEntry.NoDirectory found = (LayerEntry.NoDirectory) entry;
    return Text.line(found.path()) + " is no directory but a " + word(found.type());
  }

  private String held(LayerEntry.Held held) {
    String place = held.path().equals(asked.path()) ? "" : Text.line(held.path()) + ": ";
    String state =
        switch (held.says()) {
          case SHOWN -> "shown";
          case DATA -> "its data shown";
          case HIDDEN, WHITEOUT -> "hidden";
        };
    String origin =
        held.copiedFrom().isPresent()
            ? ", copied up from layer " + held.copiedFrom().getAsInt()
            : "";
    return place + describe(held) + origin + " - " + state;
  }

  /** Type, permissions, owner and what else matters of the type. */
  static String describe(LayerEntry.Held held) {
    Stat stat = held.stat();
    StringBuilder text =
        new StringBuilder(word(stat.type()))
            .append(' ')
            .append(Modes.text(stat.attributes().mode()))
            .append(", owner ")
            .append(owner(stat));
    switch (stat.type()) {
      case REGULAR -> text.append(", ").append(Text.bytes(stat.size()));
      case SYMLINK -> text.append(", -> ").append(Text.line(held.target().orElse("?")));
      case DIRECTORY -> {
        if (held.opacity() == Opacity.OPAQUE) {
          text.append(", opaque");
        }
        held.redirect().ifPresent(to -> text.append(", redirect ").append(Text.line(to)));
      }
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          text.append(", device ")
              .append(stat.device().major())
              .append('/')
              .append(stat.device().minor());
      case FIFO, SOCKET -> {}
    }
    if (stat.type() != FileType.DIRECTORY && stat.links() > 1) {
      text.append(", ").append(stat.links()).append(" names");
    }
    return text.toString();
  }

  static String owner(Stat stat) {
    return Integer.toUnsignedString(stat.attributes().uid())
        + ":"
        + Integer.toUnsignedString(stat.attributes().gid());
  }

  static String word(FileType type) {
    return switch (type) {
      case REGULAR -> "regular file";
      case DIRECTORY -> "directory";
      case SYMLINK -> "symbolic link";
      case FIFO -> "fifo";
      case SOCKET -> "socket";
      case CHARACTER_DEVICE -> "character device";
      case BLOCK_DEVICE -> "block device";
    };
  }

  /** Why nothing is shown, behind a sentence that says so; empty where nothing is there to hide. */
  static String because(PathLayers asked) {
    if (asked.entries().isEmpty()) {
      return "";
    }
    LayerEntry top = asked.entries().get(0);
    String where = " in " + Text.layer(top.layer());
    if (top instanceof LayerEntry.Whiteout whiteout) {
      return ": " + Text.line(whiteout.path()) + " is a whiteout" + where;
    } else if (top instanceof LayerEntry.OpaqueAbove opaque) {
      return ": " + Text.line(opaque.path()) + " is opaque" + where;
    } else if (top instanceof LayerEntry.NoDirectory found) {
      return ": " + Text.line(found.path()) + " is a " + word(found.type()) + where;
    }
    return "";
  }

  /** The numbers of the layers that hold a file there that is not shown, the topmost first. */
  static List<Integer> hidden(PathLayers asked) {
    return asked.entries().stream()
        .filter(entry -> entry instanceof LayerEntry.Held held && held.says() == Says.HIDDEN)
        .map(LayerEntry::layer)
        .toList();
  }
}
