package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** All that a mount shows, path by path, to the inode number and the access time. */
final class ShownTree {
  private static final int MOST = 1 << 17;

  private ShownTree() {}

  /** Looked at without a trace: no access time changes. */
  static Map<String, String> of(Mount mount) throws ErrnoException {
    Map<String, String> shown = new TreeMap<>();
    Deque<String> pending = new ArrayDeque<>(Set.of("/"));
    while (!pending.isEmpty()) {
      String path = pending.pop();
      PathName name = PathName.parse(path);
      Lookup found = mount.lookup(Caller.ROOT, name, Follow.NOFOLLOW);
      if (!(found instanceof Inode inode)) {
        shown.put(path, found.toString());
        continue;
      }
      StringBuilder line = new StringBuilder(inode.stat().toString());
      inode
          .stat()
          .attributes()
          .xattrs()
          .asMap()
          .forEach((key, value) -> line.append(key).append(HexFormat.of().formatHex(value)));
      if (inode.type() == FileType.DIRECTORY) {
        for (Listing.Item item : mount.list(Caller.ROOT, name)) {
          pending.push((path.equals("/") ? "" : path) + "/" + item.name());
        }
      } else if (inode.type() == FileType.SYMLINK) {
        line.append(mount.readlink(Caller.ROOT, name));
      } else if (inode.type() == FileType.REGULAR) {
        line.append(data(mount, name));
      }
      shown.put(path, line.toString());
    }
    return shown;
  }

  private static String data(Mount mount, PathName name) {
    ByteBuffer bytes = ByteBuffer.allocate(MOST);
    try (OpenFile file =
        mount.open(Caller.ROOT, name, Set.of(OpenFlag.READ, OpenFlag.NOATIME), 0)) {
      while (file.read(bytes, bytes.position()) > 0) {
        // Until all is read, or as much as fits.
      }
    } catch (ErrnoException e) {
      return " " + e.errno();
    }
    CRC32 sum = new CRC32();
    sum.update(bytes.array(), 0, bytes.position());
    return " " + bytes.position() + ":" + sum.getValue();
  }
}
