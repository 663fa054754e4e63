package io.unionfs.overlay;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A mount under test, with system calls that take strings and answer with values or errnos. */
final class Fixture implements AutoCloseable {
  final Mount mount;
  Caller caller = Caller.ROOT;

  private Fixture(Mount mount) {
    this.mount = mount;
  }

  /** A writable mount of {@code lower}, the bottom layer first, in memory. */
  static Fixture of(Layer... lower) throws IOException {
    MountBuilder builder = new MountBuilder();
    for (Layer layer : lower) {
      builder.lower(layer);
    }
    return new Fixture(builder.mount());
  }

  static Fixture of(MountBuilder builder) throws IOException {
    return new Fixture(builder.mount());
  }

  static Fixture over(Mount mount) {
    return new Fixture(mount);
  }

  Fixture as(Caller newCaller) {
    caller = newCaller;
    return this;
  }

  static PathName path(String path) {
    return PathName.parse(path);
  }

  @FunctionalInterface
  interface Call {
    void run() throws ErrnoException, IOException;
  }

  /** The errno that {@code call} fails with, or null when it succeeds. */
  static Errno errno(Call call) throws IOException {
    try {
      call.run();
      return null;
    } catch (ErrnoException e) {
      return e.errno();
    }
  }

  Stat stat(String path) throws ErrnoException {
    return inode(mount.lookup(caller, path(path), Follow.FOLLOW)).stat();
  }

  Stat lstat(String path) throws ErrnoException {
    return inode(mount.lookup(caller, path(path), Follow.NOFOLLOW)).stat();
  }

  boolean exists(String path) {
    return mount.lookup(caller, path(path), Follow.NOFOLLOW) instanceof Inode;
  }

  private static Inode inode(Lookup lookup) throws ErrnoException {
    if (lookup instanceof Errno errno) {
      throw errno.thrown();
    }
    return (Inode) lookup;
  }

  /** The names in a directory, sorted. */
  List<String> ls(String path) throws ErrnoException {
    List<String> names = new ArrayList<>();
    for (Listing.Item item : mount.list(caller, path(path))) {
      names.add(item.name());
    }
    names.sort(null);
    return names;
  }

  OpenFile open(String path, OpenFlag... flags) throws ErrnoException {
    Set<OpenFlag> set = EnumSet.noneOf(OpenFlag.class);
    set.addAll(List.of(flags));
    return mount.open(caller, path(path), set, 0666);
  }

  void touchOpen(String path, OpenFlag... flags) throws ErrnoException, IOException {
    open(path, flags).close();
  }

  String read(String path) throws ErrnoException, IOException {
    try (OpenFile file = open(path, OpenFlag.READ)) {
      return read(file);
    }
  }

  static String read(OpenFile file) throws ErrnoException, IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(file.size()));
    while (buffer.hasRemaining() && file.read(buffer, buffer.position()) > 0) {
      // Until all is read.
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }

  /** Creates or replaces a file. */
  void write(String path, String text) throws ErrnoException, IOException {
    try (OpenFile file = open(path, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.TRUNCATE)) {
      file.write(bytes(text), 0);
    }
  }

  void append(String path, String text) throws ErrnoException, IOException {
    try (OpenFile file = open(path, OpenFlag.WRITE, OpenFlag.APPEND)) {
      file.write(bytes(text), 0);
    }
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  void mkdir(String path) throws ErrnoException {
    mount.mkdir(caller, path(path), 0777);
  }

  void mkfifo(String path) throws ErrnoException {
    mount.mknod(caller, path(path), FileType.FIFO, 0666, DeviceNumber.NONE);
  }

  void symlink(String path, String target) throws ErrnoException {
    mount.symlink(caller, path(path), target);
  }

  void link(String path, String existing) throws ErrnoException {
    mount.link(caller, path(existing), Follow.NOFOLLOW, path(path));
  }

  void unlink(String path) throws ErrnoException {
    mount.unlink(caller, path(path));
  }

  void rmdir(String path) throws ErrnoException {
    mount.rmdir(caller, path(path));
  }

  void rename(String from, String to, RenameFlag... flags) throws ErrnoException {
    mount.rename(caller, path(from), path(to), Set.of(flags));
  }

  void chmod(String path, int mode) throws ErrnoException {
    mount.chmod(caller, path(path), Follow.FOLLOW, mode);
  }

  /** What the writable layer says of {@code path}: null, a node, or a whiteout. */
  Entry upper(String path) throws ErrnoException, IOException {
    TreeLayer layer = mount.toLayer("upper");
    Entry entry = layer.root();
    for (String name : path.split("/")) {
      if (!name.isEmpty()) {
        entry = entry instanceof Entry.Directory directory ? directory.lookup(name) : null;
      }
    }
    return entry;
  }

  /** The writable layer's entry in a word: nothing, whiteout, opaque, or the type. */
  String mark(String path) throws ErrnoException, IOException {
    Entry entry = upper(path);
    if (entry == null) {
      return "nothing";
    }
    if (entry instanceof Entry.Whiteout) {
      return "whiteout";
    }
    if (entry instanceof Entry.Directory directory && directory.opacity() == Opacity.OPAQUE) {
      return "opaque";
    }
    return ((Entry.Node) entry).type().name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether nothing was copied up or made: the writable layer is empty. */
  boolean isUntouched() throws ErrnoException, IOException {
    return mount.toLayer("upper").root().entries().isEmpty();
  }

  @Override
  public void close() throws IOException {
    mount.close();
  }
}
