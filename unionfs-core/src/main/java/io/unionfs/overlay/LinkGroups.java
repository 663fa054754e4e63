package io.unionfs.overlay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files with several names among what is compared. All names of a file are written, or none: a
 * layer that gave it one of them would part it from the others.
 */
final class LinkGroups {
  /** One name, what is there, and what is there below. */
  private record Member(Changeset.Folder folder, String name, LeafInode now, Inode was) {
    boolean isShownThrough() {
      return now == was;
    }
  }

  private static final class Group {
    final LeafInode file;
    final List<Member> members = new ArrayList<>();
    boolean isChanged;

    Group(LeafInode file) {
      this.file = file;
    }
  }

  private final Map<Long, Group> groups = new HashMap<>();
  private final SameFile same;

  LinkGroups(SameFile same) {
    this.same = same;
  }

  /** Whether {@code inode} has, or may have, several names. */
  static boolean concern(Inode inode) {
    return names(inode) > 1;
  }

  private static int names(Inode inode) {
    if (inode instanceof UpperInode upper) {
      return upper.links();
    }
    return inode instanceof LowerInode lower ? lower.entry().links() : 1;
  }

  void add(Changeset.Folder folder, String name, LeafInode file, Inode was) {
    groups
        .computeIfAbsent(file.ino(), any -> new Group(file))
        .members
        .add(new Member(folder, name, file, was));
  }

  /** Whether all names of the files were met; a lower file may have fewer than its layer says. */
  boolean areComplete() {
    for (Group group : groups.values()) {
      if (group.members.size() < names(group.file)) {
        return false;
      }
    }
    return true;
  }

  /** With all names met: tells the directories which of their files are written. */
  void conclude() throws IOException {
    for (Group group : groups.values()) {
      group.isChanged = !isInPlace(group) && !isUndone(group);
      for (Member member : group.members) {
        if (group.isChanged || !member.isShownThrough()) {
          member.folder.take(member.name, !group.isChanged);
        }
      }
    }
  }

  /** Whether it is shown through at each name. */
  private static boolean isInPlace(Group group) {
    for (Member member : group.members) {
      if (!member.isShownThrough()) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is a copy of one lower file, like it, and at all its names. */
  private boolean isUndone(Group group) throws IOException {
    Inode was = group.members.get(0).was;
    if (!(was instanceof LowerInode lower) || lower.entry().links() != group.members.size()) {
      return false;
    }
    for (Member member : group.members) {
      if (!(member.was instanceof LowerInode other) || other.ino() != was.ino()) {
        return false;
      }
    }
    return same.content(group.file, lower);
  }

  /** Whether the file at {@code name} is written because of its other names. */
  boolean hold(Changeset.Folder folder, String name) throws IOException {
    Inode was = folder.below(name);
    Group group = was == null ? null : groups.get(was.ino());
    return group != null && group.isChanged;
  }
}
