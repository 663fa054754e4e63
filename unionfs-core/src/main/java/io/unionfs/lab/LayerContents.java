package io.unionfs.lab;

import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** The files of a layer, those with several names once. */
final class LayerContents {
  /** Takes a file's content. */
  @FunctionalInterface
  interface Taker {
    void take(Content content) throws IOException;
  }

  private LayerContents() {}

  static void each(TreeLayer layer, Taker taker) throws IOException {
    Set<Long> linked = new HashSet<>();
    Deque<Entry.Directory> pending = new ArrayDeque<>();
    pending.push(layer.root());
    while (!pending.isEmpty()) {
      for (Entry entry : pending.pop().entries().values()) {
        if (entry instanceof Entry.Directory directory) {
          pending.push(directory);
        } else if (entry instanceof Entry.File file
            && (file.links() <= 1 || linked.add(file.number()))) {
          taker.take(file.content());
        }
      }
    }
  }
}
