package io.unionfs.oracle;

import io.unionfs.oracle.Flags.Mode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Operations as a Java program does them: one call of {@link Files} each, or what a channel or view
 * from it is for. The answer is a value as text; an exception is rendered by {@link NioAnswer}.
 *
 * <p>Paths are relative to the root of the mount. Nothing here may touch a fifo: the default
 * provider would wait at it for ever.
 */
public sealed interface NioOp extends Op.OfFiles {
  /** Runs in a mount. */
  String perform(NioPlace in) throws IOException;

  /** Options of copy and move. */
  enum Copying {
    REPLACE_EXISTING(StandardCopyOption.REPLACE_EXISTING),
    COPY_ATTRIBUTES(StandardCopyOption.COPY_ATTRIBUTES),
    ATOMIC_MOVE(StandardCopyOption.ATOMIC_MOVE),
    NOFOLLOW_LINKS(LinkOption.NOFOLLOW_LINKS);

    private final CopyOption option;

    Copying(CopyOption option) {
      this.option = option;
    }

    private static CopyOption[] of(List<Copying> options) {
      return options.stream().map(o -> o.option).toArray(CopyOption[]::new);
    }
  }

  /** Predicates of Files. */
  enum Question {
    EXISTS,
    NOT_EXISTS,
    IS_DIRECTORY,
    IS_REGULAR_FILE,
    IS_SYMBOLIC_LINK,
    IS_READABLE,
    IS_WRITABLE,
    IS_EXECUTABLE,
    IS_HIDDEN
  }

  record Ask(String path, Question question, Follow follow) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Path path = in.path(this.path);
      LinkOption[] links = links(follow);
      boolean answer =
          switch (question) {
            case EXISTS -> Files.exists(path, links);
            case NOT_EXISTS -> Files.notExists(path, links);
            case IS_DIRECTORY -> Files.isDirectory(path, links);
            case IS_REGULAR_FILE -> Files.isRegularFile(path, links);
            case IS_SYMBOLIC_LINK -> Files.isSymbolicLink(path);
            case IS_READABLE -> Files.isReadable(path);
            case IS_WRITABLE -> Files.isWritable(path);
            case IS_EXECUTABLE -> Files.isExecutable(path);
            case IS_HIDDEN -> Files.isHidden(path);
          };
      return Boolean.toString(answer);
    }
  }

  /** All attributes of the view of that name: basic, posix or unix. */
  record ReadAttributes(String path, String view, Follow follow) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      return in.attributes(in.path(path), view, links(follow));
    }
  }

  record IsSameFile(String path, String other) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      return Boolean.toString(Files.isSameFile(in.path(path), in.path(other)));
    }
  }

  record ToRealPath(String path, Follow follow) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      return in.text(in.path(path).toRealPath(links(follow)));
    }
  }

  record ReadSymbolicLink(String path) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      return Text.quote(Files.readSymbolicLink(in.path(path)).toString());
    }
  }

  record ReadAllBytes(String path) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      return Content.describe(Files.readAllBytes(in.path(path)));
    }
  }

  record ListNames(String path) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      try (Stream<Path> entries = Files.list(in.path(path))) {
        return texts(in, entries);
      }
    }
  }

  record Walk(String path, int depth, Follow follow) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      FileVisitOption[] options =
          follow == Follow.FOLLOW
              ? new FileVisitOption[] {FileVisitOption.FOLLOW_LINKS}
              : new FileVisitOption[0];
      try (Stream<Path> entries = Files.walk(in.path(path), depth, options)) {
        return texts(in, entries);
      }
    }
  }

  record CreateFile(String path) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.createFile(in.path(path));
      return "";
    }
  }

  /** With permissions as an attribute at creation; the umask applies to them. */
  record CreateFileWith(String path, Mode mode) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.createFile(in.path(path), permissions(mode));
      return "";
    }
  }

  record CreateDirectory(String path) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.createDirectory(in.path(path));
      return "";
    }
  }

  record CreateDirectories(String path, Mode mode) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.createDirectories(in.path(path), permissions(mode));
      return "";
    }
  }

  record CreateSymbolicLink(String path, String target) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Path link = in.path(path);
      Files.createSymbolicLink(link, link.getFileSystem().getPath(target));
      return "";
    }
  }

  record CreateLink(String path, String existing) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.createLink(in.path(path), in.path(existing));
      return "";
    }
  }

  record Delete(String path) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.delete(in.path(path));
      return "";
    }
  }

  record DeleteIfExists(String path) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      return Boolean.toString(Files.deleteIfExists(in.path(path)));
    }
  }

  record Copy(String path, String to, List<Copying> options) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.copy(in.path(path), in.path(to), Copying.of(options));
      return "";
    }
  }

  record Move(String path, String to, List<Copying> options) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.move(in.path(path), in.path(to), Copying.of(options));
      return "";
    }
  }

  record WriteBytes(String path, Content data, List<StandardOpenOption> options) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.write(in.path(path), data.bytes(), options.toArray(OpenOption[]::new));
      return "";
    }
  }

  /** Opens a channel, writes if it can, goes to a position, reads if it can. */
  record Channel(String path, List<StandardOpenOption> options, Follow follow, int position)
      implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Stream<OpenOption> all = Stream.concat(options.stream(), Stream.of(links(follow)));
      OpenOption[] array = all.toArray(OpenOption[]::new);
      try (SeekableByteChannel channel = Files.newByteChannel(in.path(path), array)) {
        StringBuilder out = new StringBuilder("size=" + channel.size());
        if (options.contains(StandardOpenOption.WRITE)) {
          out.append(" wrote=").append(channel.write(ByteBuffer.wrap(new byte[] {'w', '!'})));
          out.append(" at=").append(channel.position());
        }
        channel.position(position);
        if (options.contains(StandardOpenOption.READ)) {
          ByteBuffer buffer = ByteBuffer.allocate(8);
          out.append(" read=").append(channel.read(buffer)).append(' ');
          byte[] bytes = new byte[buffer.flip().remaining()];
          buffer.get(bytes);
          out.append(Content.describe(bytes));
        }
        if (options.contains(StandardOpenOption.WRITE)) {
          channel.truncate(position);
        }
        return out.append(" size=").append(channel.size()).toString();
      }
    }
  }

  record SetTimes(String path, Stamp access, Stamp modified, Follow follow) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.getFileAttributeView(in.path(path), BasicFileAttributeView.class, links(follow))
          .setTimes(NioPlace.time(modified), NioPlace.time(access), null);
      return "";
    }
  }

  record SetPermissions(String path, Mode mode, Follow follow) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.getFileAttributeView(in.path(path), PosixFileAttributeView.class, links(follow))
          .setPermissions(PosixFilePermissions.fromString(rwx(mode)));
      return "";
    }
  }

  /** The owner or group is that of another file. */
  record SetPrincipal(String path, String attribute, String like, Follow follow) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Object principal = Files.getAttribute(in.path(like), attribute);
      Files.setAttribute(in.path(path), attribute, principal, links(follow));
      return "";
    }
  }

  /** An attribute of the unix view: mode, uid or gid. */
  record SetUnix(String path, String attribute, int value, Follow follow) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.setAttribute(in.path(path), "unix:" + attribute, value, links(follow));
      return "";
    }
  }

  record SetUser(String path, String name, Content value) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      Files.setAttribute(in.path(path), "user:" + name, value.bytes());
      return "";
    }
  }

  record GetUser(String path, String name) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      return Content.describe((byte[]) Files.getAttribute(in.path(path), "user:" + name));
    }
  }

  record ListUser(String path) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      return user(in.path(path)).list().stream().sorted().toList().toString();
    }
  }

  record DeleteUser(String path, String name) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      user(in.path(path)).delete(name);
      return "";
    }
  }

  record GetAttribute(String path, String attribute, Follow follow) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      return String.valueOf(Files.getAttribute(in.path(path), attribute, links(follow)));
    }
  }

  record ListMatching(String path, String glob) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(in.path(path), glob)) {
        return texts(in, StreamSupport.stream(entries.spliterator(), false));
      }
    }
  }

  /** From a stream into a file. */
  record CopyIn(Content data, String path, List<Copying> options) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      InputStream from = new ByteArrayInputStream(data.bytes());
      return Long.toString(Files.copy(from, in.path(path), Copying.of(options)));
    }
  }

  /** From a file into a stream. */
  record CopyOut(String path) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      ByteArrayOutputStream to = new ByteArrayOutputStream();
      Files.copy(in.path(path), to);
      return Content.describe(to.toByteArray());
    }
  }

  record Mismatch(String path, String other) implements NioOp {
    @Override
    public String perform(NioPlace in) throws IOException {
      return Long.toString(Files.mismatch(in.path(path), in.path(other)));
    }
  }

  /** What is done with channels that stay open from one program to the next. */
  interface OfChannel {
    int slot();
  }

  /** Opens a channel that stays open, in place of the one that was kept in the slot. */
  record Keep(int slot, String path, List<StandardOpenOption> options) implements NioOp, OfChannel {
    @Override
    public String perform(NioPlace in) throws IOException {
      FileChannel channel = FileChannel.open(in.path(path), options.toArray(OpenOption[]::new));
      in.kept().put(slot, channel);
      return "";
    }
  }

  record ReadKept(int slot, int position, int length) implements NioOp, OfChannel {
    @Override
    public String perform(NioPlace in) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(length);
      FileChannel channel = in.kept().get(slot);
      int count = channel.position(position).read(buffer);
      byte[] bytes = new byte[buffer.flip().remaining()];
      buffer.get(bytes);
      return count + " " + Content.describe(bytes) + " size=" + channel.size();
    }
  }

  record WriteKept(int slot, int position, Content data) implements NioOp, OfChannel {
    @Override
    public String perform(NioPlace in) throws IOException {
      FileChannel channel = in.kept().get(slot);
      int count = channel.position(position).write(ByteBuffer.wrap(data.bytes()));
      return count + " at=" + channel.position() + " size=" + channel.size();
    }
  }

  record TruncateKept(int slot, int size) implements NioOp, OfChannel {
    @Override
    public String perform(NioPlace in) throws IOException {
      FileChannel channel = in.kept().get(slot).truncate(size);
      return "at=" + channel.position() + " size=" + channel.size();
    }
  }

  /** From one channel to another, both with positions of their own. */
  record Transfer(int slot, int other, int position, int count) implements NioOp, OfChannel {
    @Override
    public String perform(NioPlace in) throws IOException {
      FileChannel from = in.kept().get(slot);
      FileChannel to = in.kept().get(other);
      return from.transferTo(position, count, to) + " at=" + from.position() + "," + to.position();
    }
  }

  private static UserDefinedFileAttributeView user(Path path) {
    return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
  }

  private static LinkOption[] links(Follow follow) {
    return follow == Follow.FOLLOW
        ? new LinkOption[0]
        : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
  }

  private static String texts(NioPlace in, Stream<Path> paths) {
    return paths.map(in::text).sorted().collect(Collectors.joining(" ", "[", "]"));
  }

  static FileAttribute<?> permissions(Mode mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rwx(mode)));
  }

  /** The nine letters of a mode. */
  private static String rwx(Mode mode) {
    StringBuilder out = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      out.append((mode.bits() & 1 << bit) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    return out.toString();
  }
}
