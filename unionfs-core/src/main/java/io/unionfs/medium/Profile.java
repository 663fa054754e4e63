package io.unionfs.medium;

import java.util.Set;

/**
 * What is known of the storing filesystem, and how it is used.
 *
 * @param can what it holds by itself
 * @param writing when metadata is written
 * @param durability whether it is to outlive a crash
 * @param numbering where files' numbers come from
 * @param umask the permission bits that new files lack, whatever is asked
 * @param uid the owner new files get, -1 when not known
 * @param gid the group new files get outside set-group-ID directories, -1 when not known
 */
record Profile(
    Set<Capability> can,
    Writing writing,
    Durability durability,
    Numbering numbering,
    int umask,
    int uid,
    int gid) {

  /** When metadata is written. Names and data are always written at once. */
  enum Writing {
    /** With the change; only times are held back. For storage that outlives the process. */
    THROUGH,
    /**
     * At {@link UpperMedium#sync}. For storage that dies with the process: no crash can see it. So
     * it is with the places of {@link DeepDirectories}.
     */
    HELD_BACK
  }

  /** Where files' numbers come from. */
  enum Numbering {
    /** {@code unix:ino}. */
    INODE,
    /** The file key, where it is a number. */
    FILE_KEY,
    /** Counted, for a store that is made empty and never opened again. */
    COUNTED
  }

  boolean can(Capability capability) {
    return can.contains(capability);
  }

  Profile with(Writing newWriting, Numbering newNumbering) {
    return new Profile(can, newWriting, durability, newNumbering, umask, uid, gid);
  }

  Profile with(Durability newDurability) {
    return new Profile(can, writing, newDurability, numbering, umask, uid, gid);
  }

  /** Whether a change of several steps goes through the {@link Journal}. */
  boolean isJournalled() {
    return writing == Writing.THROUGH && durability == Durability.DURABLE;
  }
}
