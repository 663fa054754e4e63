package io.unionfs.cli.stack;

import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Ink.Tone;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Names;
import io.unionfs.layer.Opacity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A name in one layer, with the marks that overlayfs reads. */
record LayerBranch(String name, Entry entry, Ink ink) implements TreeText.Branch {
  @Override
  public String text() {
    String shown = Names.display(name);
    if (entry instanceof Entry.Whiteout) {
      return ink.of(Tone.HIDING, shown + "  (whiteout)");
    }
    if (entry instanceof Entry.Directory directory) {
      String slash = name.endsWith("/") ? "" : "/";
      return shown + slash + ink.of(Tone.HIDING, marks(directory));
    }
    if (entry instanceof Entry.File file) {
      return shown + "  " + LayerCount.bytesText(file.content().size());
    }
    if (entry instanceof Entry.Metacopy metacopy) {
      String to = metacopy.redirect() == null ? "" : ", data at " + named(metacopy.redirect());
      String size = "metacopy of " + LayerCount.bytesText(metacopy.size());
      return shown + ink.of(Tone.WRITTEN, "  (" + size + to + ")");
    }
    if (entry instanceof Entry.Symlink link) {
      return shown + " -> " + named(link.target());
    }
    Entry.Special special = (Entry.Special) entry;
    String type = special.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return shown + "  (" + type + ")";
  }

  private static String marks(Entry.Directory directory) {
    List<String> marks = new ArrayList<>();
    if (directory.opacity() == Opacity.OPAQUE) {
      marks.add("opaque");
    }
    if (directory.redirect() != null) {
      marks.add("redirect to " + named(directory.redirect()));
    }
    return marks.isEmpty() ? "" : "  (" + String.join(", ", marks) + ")";
  }

  private static String named(String path) {
    return Names.display(path);
  }

  @Override
  public List<TreeText.Branch> below() throws IOException {
    List<TreeText.Branch> below = new ArrayList<>();
    if (entry instanceof Entry.Directory directory) {
      for (Map.Entry<String, Entry> each : new TreeMap<>(directory.entries()).entrySet()) {
        below.add(new LayerBranch(each.getKey(), each.getValue(), ink));
      }
    }
    return below;
  }
}
