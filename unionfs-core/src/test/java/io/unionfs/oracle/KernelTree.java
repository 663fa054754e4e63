package io.unionfs.oracle;

import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.oracle.Op.Follow;
import io.unionfs.oracle.TreeDump.Marks;
import io.unionfs.oracle.TreeDump.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Walks a real tree as root and writes down what it finds. What cannot be read is a mark. */
final class KernelTree {
  /** What identifies the upper, and what counts the links of an index. */
  private static final Set<String> BOOKKEEPING = Set.of("uuid", "nlink");

  private final Linux linux;
  private final KernelCalls calls;
  private final String markPrefix;
  private InodeLabels upperLabels = new InodeLabels();

  /** The tree a mount shows, or the one it stores. */
  enum Side {
    MERGED,
    UPPER,
    UPPER_WITHOUT_IMPURE
  }

  KernelTree(Linux linux, KernelCalls calls, MountOptions options) {
    this.linux = linux;
    this.calls = calls;
    this.markPrefix = options.markPrefix();
  }

  TreeDump dump(String root, Side side) {
    List<Node> nodes = new ArrayList<>();
    // What labels an upper tree takes is nothing the merged tree may show.
    upperLabels = new InodeLabels();
    walk(root, "", side, nodes);
    return switch (side) {
      case MERGED -> TreeDump.merged(nodes);
      case UPPER -> TreeDump.upper(nodes);
      case UPPER_WITHOUT_IMPURE -> TreeDump.upperWithoutImpure(nodes);
    };
  }

  private void walk(String root, String path, Side side, List<Node> nodes) {
    String real = path.isEmpty() ? root : root + "/" + path;
    SortedSet<String> marks = new TreeSet<>();
    Linux.Status status = linux.stat(real, Follow.NOFOLLOW);
    if (status == null) {
      marks.add("stat " + Errno.name(-linux.lastError()));
      nodes.add(new Node(path, null, "", new TreeMap<>(), marks));
      return;
    }
    SortedMap<String, String> xattrs = xattrs(real, side, marks);
    if (side != Side.MERGED && (status.isWhiteoutDevice() || marks.contains(Marks.WHITEOUT))) {
      nodes.add(Node.whiteout(path));
      return;
    }
    String data =
        switch (status.kind()) {
          case FILE -> marks.contains(Marks.METACOPY) ? "" : content(real, side, marks);
          case SYMLINK -> target(real, marks);
          default -> "";
        };
    StatText stat = side == Side.MERGED ? calls.text(status) : calls.text(status, upperLabels);
    nodes.add(new Node(path, stat, data, xattrs, marks));
    if (status.kind() == FileKind.DIRECTORY) {
      for (String name : names(real, marks)) {
        walk(root, path.isEmpty() ? name : path + "/" + name, side, nodes);
      }
    }
  }

  private SortedSet<String> names(String real, SortedSet<String> marks) {
    SortedSet<String> names = new TreeSet<>();
    int fd = linux.open(real, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    List<Linux.Dirent> entries = fd < 0 ? null : calls.list(fd);
    if (entries == null) {
      marks.add("list " + Errno.name(-(fd < 0 ? fd : linux.lastError())));
    } else {
      entries.forEach(entry -> names.add(entry.name()));
    }
    if (fd >= 0) {
      linux.close(fd);
    }
    return names;
  }

  private String content(String real, Side side, SortedSet<String> marks) {
    // What is stored is looked at from outside: only the mount's own reads count as access.
    int flags = side == Side.MERGED ? OpenFlags.O_RDONLY : OpenFlags.O_NOATIME;
    int fd = linux.open(real, flags, 0);
    int got = fd < 0 ? fd : linux.read(fd, 0, Linux.MAX_DATA);
    if (fd >= 0) {
      linux.close(fd);
    }
    if (got < 0) {
      marks.add("read " + Errno.name(-got));
      return "";
    }
    return Content.describe(linux.data(got));
  }

  private String target(String real, SortedSet<String> marks) {
    int length = linux.readlink(real);
    if (length < 0) {
      marks.add("readlink " + Errno.name(-length));
      return "";
    }
    return Text.quote(PosixNames.decode(linux.data(length)));
  }

  private SortedMap<String, String> xattrs(String real, Side side, SortedSet<String> marks) {
    SortedMap<String, String> xattrs = new TreeMap<>();
    int length = linux.listxattr(real, Follow.NOFOLLOW);
    if (length < 0) {
      marks.add("listxattr " + Errno.name(-length));
      return xattrs;
    }
    for (String name : linux.names(length)) {
      int size = linux.getxattr(real, name, Follow.NOFOLLOW);
      if (size < 0) {
        marks.add("getxattr " + name + " " + Errno.name(-size));
      } else if (side != Side.MERGED && name.startsWith(markPrefix)) {
        overlayXattr(name, linux.data(size), xattrs, marks);
      } else {
        xattrs.put(name, Content.describe(linux.data(size)));
      }
    }
    return xattrs;
  }

  private void overlayXattr(
      String name, byte[] value, SortedMap<String, String> xattrs, SortedSet<String> marks) {
    String mark = name.substring(markPrefix.length());
    if (mark.startsWith("overlay.")) {
      // What a program set under overlay's own prefix is stored with the prefix twice.
      String shown = markPrefix + mark.substring("overlay.".length());
      xattrs.put(shown, Content.describe(value));
    } else if (mark.equals("nlink")) {
      return; // Link counts are compared in the merged tree.
    } else if (mark.equals("redirect")) {
      marks.add(Marks.REDIRECT + PosixNames.decode(value));
    } else if (mark.equals(Marks.OPAQUE) && value.length == 1 && value[0] == 'x') {
      // Says only that whiteouts inside are stored as files.
      return;
    } else if (!BOOKKEEPING.contains(mark)) {
      marks.add(mark);
    }
  }
}
