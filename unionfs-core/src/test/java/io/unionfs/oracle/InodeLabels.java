package io.unionfs.oracle;

import java.util.HashMap;
import java.util.Map;

/**
 * Renumbers inodes by first sight: two filesystems asked the same questions give the same labels
 * exactly if they agree on which names are the same inode. Lives as long as the subject, across
 * remounts.
 */
public final class InodeLabels {
  private final Map<Object, Integer> labels = new HashMap<>();

  /**
   * @param identity whatever equals for the same inode, such as device and number
   */
  public int label(Object identity) {
    return labels.computeIfAbsent(identity, key -> labels.size() + 1);
  }

  /** Begins anew. */
  void forget() {
    labels.clear();
  }
}
