package io.unionfs.concurrency;

import io.unionfs.layer.FileType;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.RenameFlag;
import io.unionfs.overlay.Stat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One system call, which is to be as if done at one instant. What it answers is a text. Times and
 * inode numbers are no part of it, and the number of names only {@link Kind#AT_LAST}: while a name
 * comes or goes, the kernel too shows the one before the other.
 *
 * @param kind which call
 * @param path the path that it is given, where it takes one
 * @param other a second path, where it takes one
 * @param number a mode, or what is written
 */
record Op(Kind kind, String path, String other, int number) {
  private static final int MOST_READ = 64;
  private static final String[] NAMES = {"/a", "/b", "/d", "/d/x", "/d/y", "/e"};

  /** The calls; those on a descriptor use the one that the thread opened last. */
  enum Kind {
    STAT,
    LIST,
    OPEN_READ,
    OPEN_APPEND,
    OPEN_CREATE,
    OPEN_EXCLUSIVE,
    OPEN_TRUNCATE,
    FD_READ,
    FD_WRITE,
    FD_TRUNCATE,
    FD_STAT,
    FD_LIST,
    CHMOD,
    MKDIR,
    RMDIR,
    UNLINK,
    RENAME,
    EXCHANGE,
    LINK,
    TRUNCATE,
    /** All that can be seen of a path when the threads are done. */
    AT_LAST;

    boolean usesDescriptor() {
      return name().startsWith("FD_");
    }

    boolean opens() {
      return name().startsWith("OPEN_");
    }
  }

  /** The files that a thread has open: one, or none. */
  static final class Descriptor {
    OpenFile file;

    void close() throws ErrnoException {
      if (file != null) {
        file.close();
        file = null;
      }
    }
  }

  static Descriptor[] descriptors(int threads) {
    Descriptor[] descriptors = new Descriptor[threads];
    Arrays.setAll(descriptors, thread -> new Descriptor());
    return descriptors;
  }

  /** One that asks for all there is at {@code path}, for each path. */
  static List<Op> atLast() {
    return Arrays.stream(NAMES).map(name -> new Op(Kind.AT_LAST, name, name, 0)).toList();
  }

  static Op random(SplittableRandom random) {
    Kind[] kinds = Kind.values();
    return new Op(
        kinds[random.nextInt(Kind.AT_LAST.ordinal())],
        NAMES[random.nextInt(NAMES.length)],
        NAMES[random.nextInt(NAMES.length)],
        random.nextInt(8));
  }

  /** Does it, and says what came of it. */
  String run(Mount mount, Descriptor descriptor) {
    if (kind.usesDescriptor() && descriptor.file == null) {
      return "none";
    }
    try {
      return answer(mount, descriptor);
    } catch (ErrnoException e) {
      return e.errno().name();
    }
  }

  private String answer(Mount mount, Descriptor descriptor) throws ErrnoException {
    Caller root = Caller.ROOT;
    PathName name = PathName.parse(path);
    PathName second = PathName.parse(other);
    OpenFile file = descriptor.file;
    switch (kind) {
      case STAT -> {
        return stat(mount, name);
      }
      case LIST -> {
        return text(mount.list(root, name));
      }
      case OPEN_READ -> open(mount, descriptor, OpenFlag.READ);
      case OPEN_APPEND -> open(mount, descriptor, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.APPEND);
      case OPEN_CREATE -> open(mount, descriptor, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);
      case OPEN_EXCLUSIVE ->
          open(mount, descriptor, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE);
      case OPEN_TRUNCATE ->
          open(mount, descriptor, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.TRUNCATE);
      case FD_READ -> {
        return read(file);
      }
      case FD_WRITE -> {
        byte[] text = {(byte) ('A' + number), (byte) ('a' + number)};
        return "wrote " + file.write(ByteBuffer.wrap(text), 0);
      }
      case FD_TRUNCATE -> file.truncate(number);
      case FD_STAT -> {
        return text(file.stat());
      }
      case FD_LIST -> {
        return text(mount.list(file));
      }
      case CHMOD -> mount.chmod(root, name, Follow.FOLLOW, 0600 + number);
      case MKDIR -> mount.mkdir(root, name, 0700);
      case RMDIR -> mount.rmdir(root, name);
      case UNLINK -> mount.unlink(root, name);
      case RENAME -> mount.rename(root, name, second, Set.of());
      case EXCHANGE -> mount.rename(root, name, second, Set.of(RenameFlag.EXCHANGE));
      case LINK -> mount.link(root, name, Follow.NOFOLLOW, second);
      case TRUNCATE -> mount.truncate(root, name, number);
      case AT_LAST -> {
        if (!(mount.lookup(root, name, Follow.FOLLOW) instanceof Inode found)) {
          return "none";
        }
        Stat stat = found.stat();
        boolean lists = stat.type() == FileType.DIRECTORY;
        String content = lists ? text(mount.list(root, name)) : content(mount, name);
        return text(stat) + " " + stat.links() + " " + content;
      }
    }
    return "done";
  }

  private void open(Mount mount, Descriptor descriptor, OpenFlag... flags) throws ErrnoException {
    Set<OpenFlag> set = EnumSet.noneOf(OpenFlag.class);
    set.addAll(List.of(flags));
    descriptor.close(); // Nobody sees this happen: an orphan goes, or a number falls.
    descriptor.file = mount.open(Caller.ROOT, PathName.parse(path), set, 0640);
  }

  /**
   * Finds the name and asks the file, in the kernel as here. It is of one instant if the name led
   * to the same file before and after.
   */
  private static String stat(Mount mount, PathName name) {
    while (true) {
      if (!(mount.lookup(Caller.ROOT, name, Follow.FOLLOW) instanceof Inode found)) {
        return "none";
      }
      String stat = text(found.stat());
      if (mount.lookup(Caller.ROOT, name, Follow.FOLLOW) == found) {
        return stat;
      }
    }
  }

  private static String content(Mount mount, PathName name) throws ErrnoException {
    try (OpenFile file = mount.open(Caller.ROOT, name, EnumSet.of(OpenFlag.READ), 0)) {
      return read(file);
    }
  }

  private static String read(OpenFile file) throws ErrnoException {
    ByteBuffer read = ByteBuffer.allocate(MOST_READ);
    int count = file.read(read, 0);
    return count + new String(read.array(), 0, read.position(), StandardCharsets.UTF_8);
  }

  private static String text(Stat stat) {
    return stat.type() + " " + Integer.toOctalString(stat.attributes().mode()) + " " + stat.size();
  }

  private static String text(Listing listing) {
    List<String> names = new ArrayList<>();
    listing.forEach(item -> names.add(item.name() + ":" + item.type()));
    names.sort(null);
    return names.toString();
  }

  @Override
  public String toString() {
    return kind
        + (kind.usesDescriptor() ? "" : " " + path)
        + (kind == Kind.RENAME || kind == Kind.EXCHANGE || kind == Kind.LINK ? " " + other : "")
        + (kind == Kind.CHMOD || kind.name().endsWith("WRITE") || kind.name().endsWith("TRUNCATE")
            ? " " + number
            : "");
  }
}
