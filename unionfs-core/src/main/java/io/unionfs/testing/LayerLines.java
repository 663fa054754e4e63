package io.unionfs.testing;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.TreeLayer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a layer of the texts that {@link Lower#value} lists. */
final class LayerLines {
  private static final Pattern LINE =
      Pattern.compile("(?:(0[0-7]{3,4}) )?(?:([0-9]+):([0-9]+) )?(.*)", Pattern.DOTALL);
  private static final String ARROW = " -> ";
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  private final LayerBuilder layer;

  private LayerLines(String name) {
    this.layer = Layer.builder().named(name);
  }

  /**
   * The layer that {@code lines} describe.
   *
   * @throws IllegalArgumentException if one describes no file; it names the line
   */
  static TreeLayer parse(String name, String... lines) {
    LayerLines parsed = new LayerLines(name);
    for (String line : lines) {
      try {
        parsed.add(line);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("\"" + line + "\": " + e.getMessage(), e);
      }
    }
    return parsed.layer.build();
  }

  private void add(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new AssertionError(line);
    }
    UnaryOperator<Attributes> attributes = attributes(parts);
    String rest = parts.group(4);
    int equals = rest.indexOf('=');
    int arrow = rest.indexOf(ARROW);
    if (arrow >= 0 && (equals < 0 || arrow < equals)) {
      String path = rest.substring(0, arrow);
      layer.symlink(path, rest.substring(arrow + ARROW.length()));
      if (attributes != null) {
        layer.with(path, attributes);
      }
    } else if (equals >= 0) {
      String path = rest.substring(0, equals);
      layer.file(path, rest.substring(equals + 1));
      if (attributes != null) {
        layer.with(path, attributes);
      }
    } else if (rest.endsWith("/")) {
      String path = rest.substring(0, rest.length() - 1);
      layer.directory(path);
      if (attributes != null) {
        layer.with(path, attributes);
      }
    } else {
      mark(rest, attributes);
    }
  }

  private void mark(String path, UnaryOperator<Attributes> attributes) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    String directory = slash < 0 ? "" : path.substring(0, slash);
    if (name.equals(OPAQUE) && attributes == null) {
      layer.opaqueDirectory(directory);
    } else if (name.startsWith(WHITEOUT) && attributes == null) {
      String hidden = name.substring(WHITEOUT.length());
      layer.whiteout(slash < 0 ? hidden : directory + "/" + hidden);
    } else {
      throw new IllegalArgumentException(
          "is no file: write PATH=CONTENT, PATH/ for a directory, PATH -> TARGET for a symbolic"
              + " link, or .wh.NAME for a whiteout, each but the last perhaps with MODE and"
              + " UID:GID before it");
    }
  }

  /** What stands before the path; null for nothing. */
  private static UnaryOperator<Attributes> attributes(Matcher parts) {
    String mode = parts.group(1);
    String uid = parts.group(2);
    String gid = parts.group(3);
    if (mode == null && uid == null) {
      return null;
    }
    return attributes -> {
      Attributes changed =
          mode == null ? attributes : attributes.withMode(Integer.parseInt(mode, 8));
      return uid == null
          ? changed
          : changed.withOwner(Integer.parseUnsignedInt(uid), Integer.parseUnsignedInt(gid));
    };
  }
}
