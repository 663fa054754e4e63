package io.unionfs.medium;

import java.util.ArrayList;
import java.util.List;

/**
 * The handles whose names are being changed on the storing filesystem at this moment: what is known
 * of their paths may lead to another file, or nowhere.
 *
 * <p>Its monitor also guards what is known of names, paths and users of all handles. Who changes
 * names holds the tree's lock besides, around all calls on the storing filesystem. Nobody makes one
 * with this monitor held, so that who only opens a file never waits for one.
 */
final class ChangingNames {
  private final List<StoredNode> changing = new ArrayList<>(2);
  private long begun;

  /** The names of {@code nodes} are about to change; null is nothing. */
  synchronized void begin(Slot one, Slot other) {
    begun++;
    changing.add(one instanceof StoredNode node ? node : null);
    changing.add(other instanceof StoredNode node ? node : null);
  }

  /** What was begun last is over, and the handles know of it. */
  synchronized void end() {
    changing.remove(changing.size() - 1);
    changing.remove(changing.size() - 1);
  }

  /** How many changes have begun; with the monitor held. */
  long begun() {
    return begun;
  }

  /** Whether the names of {@code node} itself are being changed; with the monitor held. */
  boolean concerns(StoredNode node) {
    return !changing.isEmpty() && changing.contains(node);
  }

  /** Whether a path to {@code node} may be out of date; with the monitor held. */
  boolean concernsPathOf(StoredNode node) {
    if (!changing.isEmpty()) {
      for (StoredNode on = node; on != null; on = on.firstParent()) {
        if (changing.contains(on)) {
          return true;
        }
      }
    }
    return false;
  }
}
