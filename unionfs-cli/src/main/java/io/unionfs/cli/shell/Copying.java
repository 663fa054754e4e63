package io.unionfs.cli.shell;

import io.unionfs.cli.output.Failures;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** The built-ins that take files to another name: cp and mv. */
final class Copying {
  private static final String CP = "cp [-rap] FROM… TO";
  private static final String MV = "mv FROM… TO";

  private Copying() {}

  static void register(Map<String, Shell.Described> builtins) {
    builtins.put(
        "cp",
        new Shell.Described(
            CP, "copy files; -r trees, -p with owner, mode and times, -a both", Copying::cp));
    builtins.put(
        "mv",
        new Shell.Described(
            MV, "rename; what overlayfs cannot rename is copied and removed", Copying::mv));
  }

  /** A source and the name it is to have. */
  private interface Transfer {
    void run(Path from, Path to) throws IOException, CommandFailure;
  }

  private static void cp(Shell shell, List<String> words) throws CommandFailure {
    Arguments arguments = Arguments.parse("cp", words, "rRapf");
    boolean takesTrees = arguments.has('r') || arguments.has('R') || arguments.has('a');
    TreeCopy.Keep keep =
        arguments.has('a') || arguments.has('p') ? TreeCopy.Keep.ALL : TreeCopy.Keep.NOTHING;
    each(
        shell,
        "cp",
        arguments.operands(2, Integer.MAX_VALUE, CP),
        (from, to) -> {
          if (takesTrees) {
            TreeCopy.copy(from, to, keep, shell.stop());
          } else if (Files.isDirectory(from)) {
            throw new FileSystemException(from.toString(), null, "Is a directory; -r copies it");
          } else {
            TreeCopy.file(from, to, keep);
          }
        });
  }

  private static void mv(Shell shell, List<String> words) throws CommandFailure {
    Arguments arguments = Arguments.parse("mv", words, "f");
    each(
        shell,
        "mv",
        arguments.operands(2, Integer.MAX_VALUE, MV),
        (from, to) -> move(shell, from, to));
  }

  private static void move(Shell shell, Path from, Path to) throws IOException {
    if (from.equals(to)) {
      throw new FileSystemException(from.toString(), null, "has that name already");
    }
    if (isOneFile(from, to)) {
      Files.delete(from); // rename(2) does nothing then, and mv(1) does this.
      return;
    }
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.deleteIfExists(to);
      TreeCopy.copy(from, to, TreeCopy.Keep.ALL, shell.stop());
      Removing.tree(from, shell.stop());
    }
  }

  private static boolean isOneFile(Path from, Path to) throws IOException {
    return Files.exists(to, LinkOption.NOFOLLOW_LINKS)
        && number(from).equals(number(to))
        && !Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS);
  }

  private static Object number(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  private static void each(Shell shell, String command, List<String> operands, Transfer transfer)
      throws CommandFailure {
    List<String> sources = operands.subList(0, operands.size() - 1);
    String target = operands.get(operands.size() - 1);
    Path to = shell.touch(target);
    boolean isInto = Files.isDirectory(to);
    if (sources.size() > 1 && !isInto) {
      throw new CommandFailure(command + ": " + Failures.oneLine(target) + ": Not a directory");
    }
    shell.each(
        command,
        sources,
        from ->
            transfer.run(
                from, isInto && from.getFileName() != null ? to.resolve(from.getFileName()) : to));
  }
}
