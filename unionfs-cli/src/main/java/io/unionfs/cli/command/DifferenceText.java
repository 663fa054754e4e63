package io.unionfs.cli.command;

import io.unionfs.layer.Digest;
import io.unionfs.layer.FileType;
import io.unionfs.overlay.TreeDifference;
import io.unionfs.surgery.ImageDifference;
import io.unionfs.surgery.ImageDifference.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The difference of two images as text and as JSON. */
final class DifferenceText {
  private DifferenceText() {}

  /** Lines as of {@code docker diff}; before them, behind a #, layers and settings. */
  static List<String> lines(ImageDifference difference) {
    List<String> lines = new ArrayList<>();
    ImageDifference.Layers layers = difference.layers();
    lines.add(
        "# layers: "
            + layers.common().size()
            + " common, "
            + layers.elsewhere().size()
            + " shared elsewhere, "
            + layers.removed().size()
            + " only in the first, "
            + layers.added().size()
            + " only in the second");
    for (Setting setting : difference.config()) {
      lines.add(
          "# " + setting.name() + ": " + shown(setting.before()) + " -> " + shown(setting.after()));
    }
    for (TreeDifference path : difference.paths()) {
      lines.add(letter(path) + " " + path.path());
    }
    return lines;
  }

  private static String shown(Optional<String> value) {
    return value.orElse("(none)");
  }

  private static String letter(TreeDifference path) {
    if (path instanceof TreeDifference.Added) {
      return "A";
    }
    if (path instanceof TreeDifference.Deleted) {
      return "D";
    }
    return path instanceof TreeDifference.MetadataChanged ? "M" : "C";
  }

  static Map<String, Object> json(ImageDifference difference) {
    Map<String, Object> layers = new LinkedHashMap<>();
    layers.put("Common", texts(difference.layers().common()));
    layers.put("Elsewhere", texts(difference.layers().elsewhere()));
    layers.put("Removed", texts(difference.layers().removed()));
    layers.put("Added", texts(difference.layers().added()));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("Layers", layers);
    object.put("Config", difference.config().stream().map(DifferenceText::json).toList());
    object.put("Paths", difference.paths().stream().map(DifferenceText::json).toList());
    return object;
  }

  private static List<String> texts(List<Digest> digests) {
    return digests.stream().map(Digest::toString).toList();
  }

  private static Map<String, Object> json(Setting setting) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("Name", setting.name());
    object.put("Before", setting.before().orElse(null));
    object.put("After", setting.after().orElse(null));
    return object;
  }

  private static Map<String, Object> json(TreeDifference path) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("Path", path.path());
    object.put("Type", type(path.type()));
    if (path instanceof TreeDifference.Added) {
      object.put("Kind", "added");
    } else if (path instanceof TreeDifference.Deleted) {
      object.put("Kind", "deleted");
    } else if (path instanceof TreeDifference.TypeChanged changed) {
      object.put("Kind", "type");
      object.put("Before", type(changed.before()));
    } else if (path instanceof TreeDifference.ContentChanged changed) {
      object.put("Kind", "content");
      object.put("Metadata", words(changed.metadata()));
    } else if (path instanceof TreeDifference.MetadataChanged changed) {
      object.put("Kind", "metadata");
      object.put("Metadata", words(changed.metadata()));
    }
    return object;
  }

  private static List<String> words(Set<TreeDifference.Metadata> metadata) {
    return metadata.stream().sorted().map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
  }

  static String type(FileType type) {
    return switch (type) {
      case REGULAR -> "file";
      case DIRECTORY -> "directory";
      case SYMLINK -> "symlink";
      case FIFO -> "fifo";
      case SOCKET -> "socket";
      case CHARACTER_DEVICE -> "character device";
      case BLOCK_DEVICE -> "block device";
    };
  }
}
