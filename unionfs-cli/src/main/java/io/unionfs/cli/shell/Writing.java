package io.unionfs.cli.shell;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;

/** The built-ins that change: write, append, rm, mkdir, ln, chmod, touch. */
final class Writing {
  private static final int MANY = Integer.MAX_VALUE;

  private Writing() {}

  static void register(Map<String, Shell.Described> builtins) {
    put(builtins, "write PATH [TEXT]", "write TEXT and a line end, or nothing", Writing::write);
    put(builtins, "append PATH TEXT", "add TEXT and a line end", Writing::append);
    put(builtins, "rm [-rf] PATH…", "remove; -r trees, -f what is there", Writing::rm);
    put(builtins, "mkdir [-p] PATH…", "make directories; -p parents too", Writing::mkdir);
    put(builtins, "ln [-s] TARGET LINK", "make a hard link, with -s a symbolic one", Writing::ln);
    put(builtins, "chmod MODE PATH…", "set permissions, as 640 or u+x,go-w", Writing::chmod);
    put(builtins, "touch PATH…", "set the time, or make empty files", Writing::touch);
  }

  private static void put(
      Map<String, Shell.Described> builtins, String usage, String does, Shell.Builtin builtin) {
    builtins.put(usage.substring(0, usage.indexOf(' ')), new Shell.Described(usage, does, builtin));
  }

  private static String usage(String command) {
    return Shell.builtins().get(command).usage();
  }

  private static void write(Shell shell, List<String> words) throws CommandFailure {
    List<String> operands = Arguments.parse("write", words, "").operands(1, 2, usage("write"));
    String text = operands.size() == 1 ? "" : operands.get(1) + "\n";
    shell.on("write", operands.get(0), path -> Files.write(path, bytes(text)));
  }

  private static void append(Shell shell, List<String> words) throws CommandFailure {
    List<String> operands = Arguments.parse("append", words, "").operands(2, 2, usage("append"));
    shell.on(
        "append",
        operands.get(0),
        path ->
            Files.write(
                path,
                bytes(operands.get(1) + "\n"),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void rm(Shell shell, List<String> words) throws CommandFailure {
    Arguments arguments = Arguments.parse("rm", words, "rRf");
    shell.each(
        "rm",
        arguments.operands(1, MANY, usage("rm")),
        path -> {
          try {
            boolean isDirectory =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isDirectory();
            if (!isDirectory) {
              Files.delete(path);
            } else if (arguments.has('r') || arguments.has('R')) {
              Removing.tree(path, shell.stop());
            } else {
              throw new FileSystemException(path.toString(), null, "Is a directory");
            }
          } catch (NoSuchFileException e) {
            if (!arguments.has('f')) {
              throw e;
            }
          }
        });
  }

  private static void mkdir(Shell shell, List<String> words) throws CommandFailure {
    Arguments arguments = Arguments.parse("mkdir", words, "p");
    shell.each(
        "mkdir",
        arguments.operands(1, MANY, usage("mkdir")),
        path -> {
          if (arguments.has('p')) {
            Files.createDirectories(path);
          } else {
            Files.createDirectory(path);
          }
        });
  }

  private static void ln(Shell shell, List<String> words) throws CommandFailure {
    Arguments arguments = Arguments.parse("ln", words, "s");
    List<String> operands = arguments.operands(2, 2, usage("ln"));
    shell.on(
        "ln",
        operands.get(1),
        link -> {
          if (arguments.has('s')) {
            Files.createSymbolicLink(link, link.getFileSystem().getPath(operands.get(0)));
          } else {
            Files.createLink(link, shell.touch(operands.get(0)));
          }
        });
  }

  private static void chmod(Shell shell, List<String> words) throws CommandFailure {
    if (words.size() < 2) {
      throw new CommandFailure("chmod: usage: " + usage("chmod"));
    }
    // The mode may begin with "-", as in "-x".
    shell.each(
        "chmod",
        words.subList(1, words.size()),
        path -> {
          int old = (Integer) Files.getAttribute(path, "unix:mode");
          Files.setAttribute(path, "unix:mode", ModeText.changed(old, words.get(0)));
        });
  }

  private static void touch(Shell shell, List<String> words) throws CommandFailure {
    List<String> operands = Arguments.parse("touch", words, "").operands(1, MANY, usage("touch"));
    shell.each(
        "touch",
        operands,
        path -> {
          if (Files.exists(path)) {
            Files.setLastModifiedTime(path, FileTime.from(shell.clock().instant()));
          } else {
            Files.createFile(path);
          }
        });
  }
}
