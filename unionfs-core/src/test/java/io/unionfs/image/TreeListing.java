package io.unionfs.image;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Names;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Stat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that a tree shows, a line for each path, sorted by the paths' bytes: type, permissions,
 * owner, mtime, size and digest or link target or device number, the path's first name if it is a
 * hard link, extended attributes. The form is that of {@code images/tree.py}.
 */
final class TreeListing {
  private final SortedMap<String, Node> nodes = new TreeMap<>(TreeListing::compareBytes);

  /** One path's attributes, but for hard links. */
  static final class Node {
    char type;
    int mode;
    String owner;
    String modified;

    /** Size and digest, target, or device number. */
    String what = "";

    String inode;
    final SortedMap<String, String> xattrs = new TreeMap<>();
  }

  void add(String path, Node node) {
    nodes.put(path.isEmpty() ? "." : path, node);
  }

  Node get(String path) {
    return nodes.get(path.isEmpty() ? "." : path);
  }

  List<String> lines() {
    Map<String, String> first = new HashMap<>();
    List<String> lines = new ArrayList<>();
    nodes.forEach(
        (path, node) -> {
          List<String> words = new ArrayList<>();
          words.add(shown(path) + "\t" + node.type);
          words.add(String.format("%04o", node.mode));
          words.add(node.owner);
          words.add(node.modified);
          if (!node.what.isEmpty()) {
            words.add(node.what);
          }
          String name = node.type == 'd' ? null : first.putIfAbsent(node.inode, path);
          if (name != null) {
            words.add("= " + shown(name));
          }
          node.xattrs.forEach((key, value) -> words.add(key + "=" + value));
          lines.add(String.join(" ", words));
        });
    return lines;
  }

  /** What a mount shows to root. */
  static TreeListing of(Mount mount) throws Exception {
    TreeListing listing = new TreeListing();
    Inode root = (Inode) mount.lookup(Caller.ROOT, PathName.parse("/"), Follow.NOFOLLOW);
    listing.add("", listing.node(mount, new String[0], root));
    listing.addChildren(mount, new String[0]);
    return listing;
  }

  private void addChildren(Mount mount, String[] directory) throws Exception {
    for (Listing.Item item : mount.list(Caller.ROOT, PathName.ofNames(directory))) {
      String[] names = Arrays.copyOf(directory, directory.length + 1);
      names[directory.length] = item.name();
      add(String.join("/", names), node(mount, names, item.inode()));
      if (item.type() == FileType.DIRECTORY) {
        addChildren(mount, names);
      }
    }
  }

  private Node node(Mount mount, String[] names, Inode inode) throws Exception {
    Stat stat = inode.stat();
    Node node = new Node();
    node.mode = stat.attributes().mode();
    node.owner = stat.attributes().uid() + ":" + stat.attributes().gid();
    Instant modified = stat.attributes().modified();
    node.modified = modified.getEpochSecond() + String.format(".%09d", modified.getNano());
    node.inode = Long.toString(stat.ino());
    for (String name : stat.attributes().xattrs().names()) {
      node.xattrs.put(name, HexFormat.of().formatHex(stat.attributes().xattrs().get(name)));
    }
    switch (stat.type()) {
      case DIRECTORY -> node.type = 'd';
      case FIFO -> node.type = 'p';
      case SOCKET -> node.type = 's';
      case CHARACTER_DEVICE, BLOCK_DEVICE -> {
        node.type = stat.type() == FileType.BLOCK_DEVICE ? 'b' : 'c';
        node.what = stat.device().major() + "," + stat.device().minor();
      }
      case SYMLINK -> {
        node.type = 'l';
        String target = mount.readlink(Caller.ROOT, PathName.ofNames(names));
        node.what = "-> " + shown(target);
      }
      case REGULAR -> {
        node.type = 'f';
        node.what = stat.size() + " " + digest(mount, names, stat.size()).substring(0, 16);
      }
    }
    return node;
  }

  private static String digest(Mount mount, String[] names, long size) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    long position = 0;
    try (OpenFile file =
        mount.open(Caller.ROOT, PathName.ofNames(names), Set.of(OpenFlag.READ), 0)) {
      while (file.read(buffer.clear(), position) >= 0) {
        position += buffer.position();
        sha256.update(buffer.flip());
      }
    }
    if (position != size) {
      throw new AssertionError(String.join("/", names) + ": size " + size + ", read " + position);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** {@link Names#display} shortens what is long. */
  static String shown(String path) {
    return Arrays.stream(path.split("/", -1)).map(Names::display).collect(Collectors.joining("/"));
  }

  private static int compareBytes(String one, String other) {
    try {
      return Arrays.compareUnsigned(Names.encode(one), Names.encode(other));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
