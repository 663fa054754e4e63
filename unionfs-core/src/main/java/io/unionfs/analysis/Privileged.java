package io.unionfs.analysis;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A file that the image shows, and that gives those who run or write it more than their own rights.
 *
 * @param path from the root, without a leading slash
 * @param layer the ordinal of the layer that it is shown from
 * @param rights what it gives
 * @param mode the permission bits {@code 07777}
 * @param uid the owner's number
 * @param gid the group's number
 */
public record Privileged(String path, int layer, Set<Right> rights, int mode, int uid, int gid) {
  private static final String CAPABILITY = "security.capability";
  private static final int SETUID = 04000;
  private static final int SETGID = 02000;
  private static final int STICKY = 01000;
  private static final int OTHERS_WRITE = 00002;

  public Privileged {
    rights = java.util.Collections.unmodifiableSet(EnumSet.copyOf(rights));
  }

  /** What a file gives. */
  public enum Right {
    /** Who runs it becomes its owner. */
    SETUID,
    /** Who runs it joins its group. */
    SETGID,
    /** Who runs it gets some of root's rights (capabilities(7)). */
    CAPABILITIES,
    /** Anybody may write it; for a directory, without the sticky bit. */
    WORLD_WRITABLE;

    /** The word for it in JSON. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** All of the image, in the order of paths. */
  static List<Privileged> of(Stacking stacking) {
    List<Privileged> found = new ArrayList<>();
    stacking.visitShown(
        new Stacking.Visitor() {
          @Override
          public void leaf(String path, Shown.Leaf leaf) {
            if (leaf.node instanceof Entry.File) {
              add(found, path, leaf.layer, leaf.node.attributes(), fileRights(leaf.node));
            }
          }

          @Override
          public void folder(String path, Shown.Folder folder) {
            Set<Right> rights = EnumSet.noneOf(Right.class);
            if ((folder.attributes.mode() & (OTHERS_WRITE | STICKY)) == OTHERS_WRITE) {
              rights.add(Right.WORLD_WRITABLE);
            }
            add(found, path, folder.layer, folder.attributes, rights);
          }
        });
    return List.copyOf(found);
  }

  private static Set<Right> fileRights(Entry.Node node) {
    Set<Right> rights = EnumSet.noneOf(Right.class);
    int mode = node.attributes().mode();
    if ((mode & SETUID) != 0) {
      rights.add(Right.SETUID);
    }
    if ((mode & SETGID) != 0) {
      rights.add(Right.SETGID);
    }
    if (node.attributes().xattrs().has(CAPABILITY)) {
      rights.add(Right.CAPABILITIES);
    }
    if ((mode & OTHERS_WRITE) != 0) {
      rights.add(Right.WORLD_WRITABLE);
    }
    return rights;
  }

  private static void add(
      List<Privileged> found, String path, int layer, Attributes attributes, Set<Right> rights) {
    if (!rights.isEmpty()) {
      found.add(
          new Privileged(
              Redaction.shown(path),
              layer,
              rights,
              attributes.mode(),
              attributes.uid(),
              attributes.gid()));
    }
  }
}
