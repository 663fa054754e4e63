package io.unionfs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The built-ins that change: write, append, rm, mkdir, mv, cp, ln, chmod, touch. */
final class Writing {
  private static final int MANY = Integer.MAX_VALUE;

  private Writing() {}

  static void register(Map<String, Shell.Described> builtins) {
    put(builtins, "write PATH [TEXT]", Writing::write);
    put(builtins, "append PATH TEXT", Writing::append);
    put(builtins, "rm [-rf] PATH…", Writing::rm);
    put(builtins, "mkdir [-p] PATH…", Writing::mkdir);
    put(builtins, "mv FROM TO", Writing::mv);
    put(builtins, "cp FROM TO", Writing::cp);
    put(builtins, "ln [-s] TARGET LINK", Writing::ln);
    put(builtins, "chmod MODE PATH…", Writing::chmod);
    put(builtins, "touch PATH…", Writing::touch);
  }

  private static void put(
      Map<String, Shell.Described> builtins, String usage, Shell.Builtin builtin) {
    builtins.put(usage.substring(0, usage.indexOf(' ')), new Shell.Described(usage, builtin));
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
    Arguments arguments = Arguments.parse("rm", words, "rf");
    for (String operand : arguments.operands(1, MANY, usage("rm"))) {
      shell.on(
          "rm",
          operand,
          path -> {
            try {
              boolean isDirectory =
                  Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                      .isDirectory();
              if (!isDirectory) {
                Files.delete(path);
              } else if (arguments.has('r')) {
                Files.walkFileTree(path, new Remover());
              } else {
                throw new CommandFailure("rm: " + Failures.oneLine(operand) + ": Is a directory");
              }
            } catch (NoSuchFileException e) {
              if (!arguments.has('f')) {
                throw e;
              }
            }
          });
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }

  private static void mkdir(Shell shell, List<String> words) throws CommandFailure {
    Arguments arguments = Arguments.parse("mkdir", words, "p");
    for (String operand : arguments.operands(1, MANY, usage("mkdir"))) {
      shell.on(
          "mkdir",
          operand,
          path -> {
            if (arguments.has('p')) {
              Files.createDirectories(path);
            } else {
              Files.createDirectory(path);
            }
          });
    }
  }

  /** The target itself, or the name of {@code from} in it when it is a directory. */
  private static Path into(Shell shell, Path from, String target) throws CommandFailure {
    Path to = shell.touch(target);
    return Files.isDirectory(to) && from.getFileName() != null
        ? to.resolve(from.getFileName())
        : to;
  }

  private static void mv(Shell shell, List<String> words) throws CommandFailure {
    List<String> operands = Arguments.parse("mv", words, "").operands(2, 2, usage("mv"));
    shell.on(
        "mv",
        operands.get(0),
        path ->
            Files.move(
                path, into(shell, path, operands.get(1)), StandardCopyOption.REPLACE_EXISTING));
  }

  private static void cp(Shell shell, List<String> words) throws CommandFailure {
    List<String> operands = Arguments.parse("cp", words, "").operands(2, 2, usage("cp"));
    shell.on(
        "cp",
        operands.get(0),
        path -> {
          if (Files.isDirectory(path)) {
            throw new CommandFailure(
                "cp: " + Failures.oneLine(operands.get(0)) + ": Is a directory");
          }
          Files.copy(path, into(shell, path, operands.get(1)), StandardCopyOption.REPLACE_EXISTING);
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
    for (String operand : words.subList(1, words.size())) {
      shell.on(
          "chmod",
          operand,
          path -> {
            int old = (Integer) Files.getAttribute(path, "unix:mode");
            Files.setAttribute(path, "unix:mode", ModeText.changed(old, words.get(0)));
          });
    }
  }

  private static void touch(Shell shell, List<String> words) throws CommandFailure {
    List<String> operands = Arguments.parse("touch", words, "").operands(1, MANY, usage("touch"));
    for (String operand : operands) {
      shell.on(
          "touch",
          operand,
          path -> {
            if (Files.exists(path)) {
              Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
            } else {
              Files.createFile(path);
            }
          });
    }
  }
}
