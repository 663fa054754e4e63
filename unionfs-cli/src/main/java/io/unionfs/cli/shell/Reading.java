package io.unionfs.cli.shell;

import io.unionfs.cli.output.Columns;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The built-ins that look: ls, cat, stat, find, readlink. */
final class Reading {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter FULL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.nnnnnnnnn xx").withZone(ZoneOffset.UTC);
  private static final String LS = "ls [-alR] [PATH…]";
  private static final String FIND = "find [PATH…] [-name GLOB] [-type f|d|l|p|s|c|b]";

  private Reading() {}

  static void register(Map<String, Shell.Described> builtins) {
    put(builtins, LS, "list; -l in long form, -a all, -R with what is below", Reading::ls);
    put(builtins, "cat PATH…", "print files", Reading::cat);
    put(builtins, "stat PATH…", "print attributes, and the layer", Reading::stat);
    put(builtins, FIND, "list what is below and matches", Reading::find);
    put(builtins, "readlink PATH…", "print where symbolic links lead", Reading::readlink);
  }

  private static void put(
      Map<String, Shell.Described> builtins, String usage, String does, Shell.Builtin builtin) {
    builtins.put(usage.substring(0, usage.indexOf(' ')), new Shell.Described(usage, does, builtin));
  }

  private static void ls(Shell shell, List<String> words) throws CommandFailure {
    Arguments arguments = Arguments.parse("ls", words, "alR1");
    List<String> operands = arguments.operands().isEmpty() ? List.of(".") : arguments.operands();
    boolean isOne = operands.size() == 1;
    for (String operand : operands) {
      shell.on(
          "ls",
          operand,
          path -> {
            LinkOption[] links = arguments.has('l') ? nofollow() : new LinkOption[0];
            BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, links);
            if (!attributes.isDirectory()) {
              list(shell, List.of(path), operand, arguments);
            } else if (arguments.has('R')) {
              tree(shell, path, operand, arguments);
            } else {
              if (!isOne) {
                shell.out().println(Names.display(operand) + ":");
              }
              list(shell, children(path, arguments), null, arguments);
            }
          });
    }
  }

  /** A directory to be listed, and its name as the operand makes it. */
  private record Branch(Path path, String shown) {}

  /** Without recursion: a tree may be of any depth. */
  private static void tree(Shell shell, Path path, String shown, Arguments arguments)
      throws IOException {
    Deque<Branch> pending = new ArrayDeque<>(List.of(new Branch(path, shown)));
    boolean isFirst = true;
    while (!pending.isEmpty()) {
      shell.stop().check();
      Branch branch = pending.pop();
      if (!isFirst) {
        shell.out().println();
      }
      isFirst = false;
      shell.out().println(Names.display(branch.shown()) + ":");
      List<Path> children = children(branch.path(), arguments);
      list(shell, children, null, arguments);
      String prefix = branch.shown().endsWith("/") ? branch.shown() : branch.shown() + "/";
      for (int i = children.size() - 1; i >= 0; i--) {
        Path child = children.get(i);
        if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          pending.push(new Branch(child, prefix + child.getFileName()));
        }
      }
    }
  }

  private static List<Path> children(Path directory, Arguments arguments) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(child -> arguments.has('a') || !child.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static void list(Shell shell, List<Path> paths, String operand, Arguments arguments)
      throws IOException {
    if (!arguments.has('l')) {
      for (Path path : paths) {
        shell.out().println(Names.display(name(path, operand)));
      }
      return;
    }
    List<String[]> rows = new ArrayList<>();
    for (Path path : paths) {
      shell.stop().check();
      rows.add(row(path, operand));
    }
    Columns.print(shell.out(), rows, "<><<><<");
  }

  private static String name(Path path, String operand) {
    return operand != null ? operand : path.getFileName().toString();
  }

  private static String[] row(Path path, String operand) throws IOException {
    Map<String, Object> a = Files.readAttributes(path, "unix:*", nofollow());
    int mode = (Integer) a.get("mode");
    String name = Names.display(name(path, operand));
    if ((mode & 0170000) == 0120000) {
      name += " -> " + Names.display(Files.readSymbolicLink(path).toString());
    }
    boolean isDevice = (mode & 0170000) == 0020000 || (mode & 0170000) == 0060000;
    return new String[] {
      ModeText.of(mode),
      a.get("nlink").toString(),
      a.get("uid").toString(),
      a.get("gid").toString(),
      isDevice ? device((Long) a.get("rdev")) : a.get("size").toString(),
      MINUTES.format(((FileTime) a.get("lastModifiedTime")).toInstant()),
      name
    };
  }

  private static String device(long number) {
    var device = io.unionfs.layer.DeviceNumber.decode(number);
    return device.major() + "," + device.minor();
  }

  private static void cat(Shell shell, List<String> words) throws CommandFailure {
    Arguments arguments = Arguments.parse("cat", words, "");
    for (String operand : arguments.operands(1, Integer.MAX_VALUE, "cat PATH…")) {
      shell.on(
          "cat",
          operand,
          path -> {
            try (InputStream in = Files.newInputStream(path)) {
              if (shell.raw() == Shell.Raw.SHOWN) {
                ShownText.copy(in, shell.out(), shell.stop());
              } else {
                in.transferTo(shell.out());
              }
            }
          });
    }
  }

  private static void stat(Shell shell, List<String> words) throws CommandFailure {
    Arguments arguments = Arguments.parse("stat", words, "");
    for (String operand : arguments.operands(1, Integer.MAX_VALUE, "stat PATH…")) {
      shell.on("stat", operand, path -> stat(shell, operand, path));
    }
  }

  private static void stat(Shell shell, String operand, Path path) throws IOException {
    Map<String, Object> a = Files.readAttributes(path, "unix:*", nofollow());
    int mode = (Integer) a.get("mode");
    String name = Names.display(operand);
    if ((mode & 0170000) == 0120000) {
      name += " -> " + Names.display(Files.readSymbolicLink(path).toString());
    }
    var out = shell.out();
    out.println("  File: " + name);
    out.println(
        "  Size: " + a.get("size") + "  Inode: " + a.get("ino") + "  Links: " + a.get("nlink"));
    out.printf(
        "Access: (%04o/%s)  Uid: %s  Gid: %s%n",
        mode & 07777, ModeText.of(mode), a.get("uid"), a.get("gid"));
    out.println("Access: " + FULL.format(((FileTime) a.get("lastAccessTime")).toInstant()));
    out.println("Modify: " + FULL.format(((FileTime) a.get("lastModifiedTime")).toInstant()));
    out.println("Change: " + FULL.format(((FileTime) a.get("ctime")).toInstant()));
    var provenance = shell.container().provenance(path);
    if (provenance != null) {
      out.println(" Layer: " + shell.container().label(provenance.provider()));
    }
  }

  private static void find(Shell shell, List<String> words) throws CommandFailure {
    Arguments arguments = Arguments.parse("find", words, "", "-name", "-type");
    String type = arguments.value("-type");
    if (type != null && !type.matches("[fdlpscb]")) {
      throw new CommandFailure("find: usage: " + FIND);
    }
    String glob = arguments.value("-name");
    List<String> operands = arguments.operands().isEmpty() ? List.of(".") : arguments.operands();
    for (String operand : operands) {
      shell.on(
          "find",
          operand,
          start -> {
            PathMatcher matcher =
                start.getFileSystem().getPathMatcher("glob:" + (glob == null ? "*" : glob));
            Files.walkFileTree(
                start,
                Set.<FileVisitOption>of(),
                Integer.MAX_VALUE,
                new Finder(shell, start, operand, type, glob == null ? null : matcher));
          });
    }
  }

  /** Prints what matches, directories before what they hold. */
  private static final class Finder extends SimpleFileVisitor<Path> {
    private final Shell shell;
    private final Path start;
    private final String operand;
    private final String type;
    private final PathMatcher matcher;

    Finder(Shell shell, Path start, String operand, String type, PathMatcher matcher) {
      this.shell = shell;
      this.start = start;
      this.operand = operand;
      this.type = type;
      this.matcher = matcher;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
        throws IOException {
      print(path);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      print(path);
      return FileVisitResult.CONTINUE;
    }

    private void print(Path path) throws IOException {
      shell.stop().check();
      Path name = path.getFileName();
      if (matcher != null && (name == null || !matcher.matches(name))) {
        return;
      }
      if (type != null) {
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        char letter = ModeText.of(mode).charAt(0);
        if (type.charAt(0) != (letter == '-' ? 'f' : letter)) {
          return;
        }
      }
      String below = start.relativize(path).toString();
      String prefix = operand.endsWith("/") ? operand : operand + "/";
      shell.out().println(Names.display(below.isEmpty() ? operand : prefix + below));
    }
  }

  private static void readlink(Shell shell, List<String> words) throws CommandFailure {
    Arguments arguments = Arguments.parse("readlink", words, "");
    for (String operand : arguments.operands(1, Integer.MAX_VALUE, "readlink PATH…")) {
      shell.on(
          "readlink",
          operand,
          path -> shell.out().println(Names.display(Files.readSymbolicLink(path).toString())));
    }
  }

  private static LinkOption[] nofollow() {
    return new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
  }
}
