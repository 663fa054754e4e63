package io.unionfs.oracle;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.Xattrs;
import io.unionfs.medium.UpperEntry;
import io.unionfs.medium.UpperFile;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.oracle.TreeDump.Marks;
import io.unionfs.oracle.TreeDump.Node;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Stat;
import io.unionfs.overlay.UpperProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The tree that the engine shows, and that of its writable layer, to be compared with others. */
final class EngineTrees {
  /** More than any generated file holds: data may be longer than the size that is shown. */
  private static final int BEYOND_END = 16 << 10;

  private final UpperProbe probe;
  private final EngineCalls calls;
  private final MountOptions options;

  EngineTrees(UpperProbe probe, EngineCalls calls, MountOptions options) {
    this.probe = probe;
    this.calls = calls;
    this.options = options;
  }

  /** What is shown. */
  TreeDump merged() {
    List<Node> nodes = new ArrayList<>();
    merged("", nodes);
    return TreeDump.merged(nodes);
  }

  private void merged(String path, List<Node> nodes) {
    SortedSet<String> marks = new TreeSet<>();
    PathName name = PathName.parse("/" + path);
    if (probe.mount().lookup(Caller.ROOT, name, Follow.NOFOLLOW) instanceof Inode inode) {
      Stat stat = inode.stat();
      String data =
          switch (stat.type()) {
            case REGULAR -> answer("read", marks, "", () -> content(name));
            case SYMLINK ->
                answer(
                    "readlink",
                    marks,
                    "",
                    () -> Text.quote(probe.mount().readlink(Caller.ROOT, name)));
            default -> "";
          };
      SortedMap<String, String> xattrs = xattrs(stat.attributes().xattrs(), marks);
      nodes.add(new Node(path, calls.text(stat), data, xattrs, marks));
      if (stat.type() == FileType.DIRECTORY) {
        for (String child : answer("list", marks, new TreeSet<String>(), () -> names(name))) {
          merged(path.isEmpty() ? child : path + "/" + child, nodes);
        }
      }
    } else {
      Object errno = probe.mount().lookup(Caller.ROOT, name, Follow.NOFOLLOW);
      marks.add("stat " + errno);
      nodes.add(new Node(path, null, "", new TreeMap<>(), marks));
    }
  }

  private interface Call<T> {
    T run() throws ErrnoException, IOException;
  }

  /** What fails is a mark of the node, as {@link KernelTree} writes it down. */
  private static <T> T answer(String what, SortedSet<String> marks, T without, Call<T> call) {
    try {
      return call.run();
    } catch (ErrnoException e) {
      marks.add(what + " " + e.errno());
      return without;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SortedSet<String> names(PathName directory) throws ErrnoException {
    SortedSet<String> names = new TreeSet<>();
    for (Listing.Item item : probe.mount().list(Caller.ROOT, directory)) {
      names.add(item.name());
    }
    return names;
  }

  private String content(PathName path) throws ErrnoException, IOException {
    try (OpenFile file = probe.mount().open(Caller.ROOT, path, Set.of(OpenFlag.READ), 0)) {
      // To the end and beyond, as the kernel's side reads: that counts as access.
      ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(file.size()) + BEYOND_END);
      while (file.read(buffer, buffer.position()) > 0) {
        // Until all is read.
      }
      return Content.describe(Arrays.copyOf(buffer.array(), buffer.position()));
    }
  }

  /** What the writable layer holds, put together by {@code dump}. */
  TreeDump upper(Function<List<Node>, TreeDump> dump) {
    if (options.upper() == MountOptions.Upper.NONE) {
      return new TreeDump(new TreeMap<>());
    }
    List<Node> nodes = new ArrayList<>();
    InodeLabels labels = new InodeLabels();
    nodes.add(upper("", probe.rootMetadata(), labels.label("root"), 0, ""));
    probe.visit(
        (path, entry) -> {
          if (entry instanceof UpperEntry.Present present) {
            int label = labels.label(present.node().number());
            String data = data(present);
            UpperMetadata metadata = present.metadata();
            long size = metadata.isMetacopy() ? metadata.marks().metacopy() : present.size();
            nodes.add(upper(path, metadata, label, size, data));
          } else {
            nodes.add(Node.whiteout(path));
          }
        });
    return dump.apply(nodes);
  }

  private static String data(UpperEntry.Present present) {
    if (present.metadata().isMetacopy()) {
      return "";
    }
    return switch (present.metadata().type()) {
      case SYMLINK -> Text.quote(present.metadata().target());
      case REGULAR -> {
        UpperFile file = (UpperFile) present.node();
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(present.size()));
        try {
          file.open();
          while (buffer.hasRemaining() && file.read(buffer, buffer.position()) > 0) {
            // Until all is read.
          }
          file.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        yield Content.describe(buffer.array());
      }
      default -> "";
    };
  }

  private Node upper(String path, UpperMetadata metadata, int label, long size, String data) {
    SortedSet<String> marks = new TreeSet<>();
    if (metadata.opacity() == Opacity.OPAQUE) {
      marks.add(Marks.OPAQUE);
    }
    if (metadata.origin() != 0) {
      marks.add(Marks.ORIGIN);
    }
    if (metadata.redirect() != null) {
      marks.add(Marks.REDIRECT + metadata.redirect());
    }
    if (metadata.isMetacopy()) {
      marks.add(Marks.METACOPY);
    }
    if (metadata.purity() == UpperMetadata.Purity.IMPURE) {
      marks.add(Marks.IMPURE);
    }
    long shown = metadata.target() == null ? size : PosixNames.encode(metadata.target()).length;
    StatText stat =
        EngineValues.text(
            metadata.type(), metadata.attributes(), 0, label, shown, metadata.device());
    SortedMap<String, String> xattrs = xattrs(metadata.attributes().xattrs(), marks);
    return new Node(path, stat.withoutReadTimes(options), data, xattrs, marks);
  }

  private static SortedMap<String, String> xattrs(Xattrs xattrs, SortedSet<String> marks) {
    SortedMap<String, String> shown = new TreeMap<>();
    xattrs
        .asMap()
        .forEach(
            (name, value) -> {
              // The kernel gives out no capability that it does not understand.
              if (name.equals("security.capability") && value.length == 0) {
                marks.add("getxattr " + name + " EINVAL");
              } else {
                shown.put(name, Content.describe(value));
              }
            });
    return shown;
  }
}
