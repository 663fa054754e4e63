package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Finds out what a storing filesystem can hold by trying it in an empty directory. */
final class Probe {
  private static final FileTime TIME = FileTime.from(Instant.ofEpochSecond(1_000_000, 123_456_789));
  private static final String XATTR = NioStorage.USER + "overlay.unionfs.probe";
  private static final int ODD_ID = 54_321;

  private final Storage storage;
  private final Set<String> views;
  private final Set<Capability> can = EnumSet.noneOf(Capability.class);
  private final Path file;
  private final Path directory;
  private final Path symlink;
  private final Path link;

  private Probe(Storage storage, Path area) throws IOException {
    this.storage = storage;
    this.views = area.getFileSystem().supportedFileAttributeViews();
    this.file = storage.resolve(area, "probe-file");
    this.directory = storage.resolve(area, "probe-directory");
    this.symlink = storage.resolve(area, "probe-symlink");
    this.link = storage.resolve(area, "probe-link");
  }

  /** Tries everything in {@code area}, and leaves nothing there. */
  static Profile run(Storage storage, Path area) throws IOException {
    Probe probe = new Probe(storage, area);
    probe.removeAll(); // what a crash has left
    try {
      return probe.run();
    } finally {
      probe.removeAll();
    }
  }

  private void removeAll() {
    for (Path left : new Path[] {file, directory, symlink, link}) {
      succeeds(() -> storage.delete(left));
    }
  }

  private Profile run() throws IOException {
    boolean posix = views.contains("posix");
    FileAttribute<?>[] everything = {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx"))
    };
    storage.createFile(file, posix ? everything : new FileAttribute<?>[0]).close();
    storage.createDirectory(directory);
    int umask = 0777;
    int uid = -1;
    int gid = -1;
    if (views.contains("unix")) {
      can.add(Capability.UNIX_ATTRIBUTES);
      Map<String, Object> made = storage.attributes(file, "unix:mode,uid,gid");
      umask = 0777 & ~(Integer) made.get("mode");
      uid = (Integer) made.get("uid");
      gid = (Integer) made.get("gid");
      tryAttributes();
    }
    if (posix && !can.contains(Capability.MODE)) {
      can.add(Capability.PERMISSIONS_TO_SHOW);
    }
    tryXattrs();
    if (holdsTimes(file) && holdsTimes(directory)) {
      can.add(Capability.TIMES);
    }
    tryLinks();
    return new Profile(
        can, Profile.Writing.THROUGH, Durability.DURABLE, numbering(), umask, uid, gid);
  }

  private void tryAttributes() {
    // 0 last: the owner may clear a set-user-ID bit that was set before.
    if (holds("unix:uid", ODD_ID) && holds("unix:gid", ODD_ID)) {
      can.add(Capability.OWNER);
    }
    if (holds("unix:mode", 04751) && holds("unix:mode", 02640)) {
      can.add(Capability.MODE);
      if (succeeds(() -> storage.setAttribute(file, "unix:mode", 0))
          && succeeds(() -> storage.open(file).close())) {
        can.add(Capability.PASSES_PERMISSIONS);
      }
      succeeds(() -> storage.setAttribute(file, "unix:mode", 0600));
    }
  }

  private boolean holds(String name, int value) {
    return succeeds(
        () -> {
          storage.setAttribute(file, name, value);
          String shortName = name.substring("unix:".length());
          int read = (Integer) storage.attributes(file, name).get(shortName);
          if ((shortName.equals("mode") ? read & 07777 : read) != value) {
            throw new IOException(name + " does not stay");
          }
        });
  }

  private void tryXattrs() {
    if (views.contains("user")) {
      if (holdsXattr(file) && holdsXattr(directory)) {
        can.add(Capability.XATTRS);
      }
    }
  }

  private boolean holdsXattr(Path where) {
    byte[] value = {0, (byte) 0xff};
    return succeeds(
        () -> {
          storage.setXattr(where, XATTR, value);
          if (!Arrays.equals(storage.xattr(where, XATTR), value)) {
            throw new IOException("the xattr does not stay");
          }
        });
  }

  private boolean holdsTimes(Path where) {
    return succeeds(
        () -> {
          storage.setTimes(where, TIME, TIME);
          Map<String, Object> read = storage.attributes(where, "lastModifiedTime,lastAccessTime");
          if (!read.values().stream().allMatch(TIME::equals)) {
            throw new IOException("times are cut");
          }
        });
  }

  private void tryLinks() {
    if (succeeds(() -> storage.createLink(link, file))) {
      can.add(Capability.HARD_LINKS);
      succeeds(() -> storage.delete(link));
    }
    if (succeeds(() -> storage.createSymlink(symlink, "nowhere"))) {
      can.add(Capability.SYMLINKS);
      if (holdsTimes(symlink)) {
        can.add(Capability.SYMLINK_TIMES);
      }
      if (views.contains("user") && holdsXattr(symlink)) {
        can.add(Capability.SYMLINK_XATTRS);
      }
      if (succeeds(() -> storage.createLink(link, symlink))) {
        can.add(Capability.SYMLINK_HARD_LINKS);
      }
    }
  }

  private Profile.Numbering numbering() throws IOException {
    if (can.contains(Capability.UNIX_ATTRIBUTES)) {
      return Profile.Numbering.INODE;
    }
    if (storage.attributes(file, "fileKey").get("fileKey") instanceof Number) {
      return Profile.Numbering.FILE_KEY;
    }
    throw new IOException(
        file.getParent() + ": this filesystem cannot hold a writable layer: files have no numbers");
  }

  private static boolean succeeds(Attempt attempt) {
    try {
      attempt.run();
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private interface Attempt {
    void run() throws IOException;
  }
}
