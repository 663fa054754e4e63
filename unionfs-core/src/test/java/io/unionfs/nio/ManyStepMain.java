package io.unionfs.nio;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Makes one call of {@code Files} in a process of its own, and prints what there is then. */
final class ManyStepMain {
  private ManyStepMain() {}

  /**
   * @param arguments a directory with a file {@code s} in it, and the call
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    System.out.println(result(directory.resolve("s"), directory.resolve("t"), arguments[1]));
  }

  /** Whether {@code call} is done, and what the two are then. */
  static String result(Path source, Path target, String call) throws IOException {
    List<String> words = new ArrayList<>(List.of(call.split(" ")));
    String name = words.remove(0);
    CopyOption[] options =
        words.stream().map(StandardCopyOption::valueOf).toArray(CopyOption[]::new);
    String done = "done ";
    try {
      switch (name) {
        case "copy" -> Files.copy(source, target, options);
        case "move" -> Files.move(source, target, options);
        case "directories" -> Files.createDirectories(target);
        default -> Files.write(target, new byte[500]);
      }
    } catch (IOException e) {
      done = "";
    }
    return done + "source " + shown(source) + " target " + shown(target);
  }

  private static String shown(Path path) throws IOException {
    if (Files.notExists(path)) {
      return "absent";
    }
    return Files.isDirectory(path) ? "directory" : String.valueOf(Files.size(path));
  }
}
