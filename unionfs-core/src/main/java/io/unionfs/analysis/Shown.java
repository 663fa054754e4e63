package io.unionfs.analysis;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import java.util.HashMap;
import java.util.Map;

/** What the layers stacked so far show at a path. */
abstract sealed class Shown {

  /** A directory; its attributes are those of the topmost layer that speaks of it. */
  static final class Folder extends Shown {
    final Map<String, Shown> children = new HashMap<>();
    Attributes attributes;
    int layer;

    Folder(Attributes attributes, int layer) {
      this.attributes = attributes;
      this.layer = layer;
    }
  }

  /** Any other file; {@code stored} is null unless it is a regular one. */
  static final class Leaf extends Shown {
    final Entry.Node node;
    final StoredFile stored;
    final int layer;

    Leaf(Entry.Node node, StoredFile stored, int layer) {
      this.node = node;
      this.stored = stored;
      this.layer = layer;
    }
  }
}
