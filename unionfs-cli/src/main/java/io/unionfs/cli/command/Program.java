package io.unionfs.cli.command;

import io.unionfs.cli.output.Failures;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.cli.shell.Shell;
import io.unionfs.cli.shell.Trace;
import io.unionfs.image.ImageConfig;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is run in a container in the store: a built-in command, or, where there is no word, a script
 * from standard input or the shell at a terminal.
 *
 * @param words the command and what it is given
 * @param env the variables, {@code NAME=VALUE} each
 * @param directory where to run; what is not there is an error where it was asked for
 * @param asked whether the directory was asked for, or is the image's
 * @param watched whether each step is printed
 */
record Program(List<String> words, List<String> env, String directory, Place asked, Watch watched) {
  /** The command cannot be run, as Docker says it. */
  static final int CANNOT_RUN = 126;

  /** Who named the directory. */
  enum Place {
    THE_USERS,
    THE_IMAGES
  }

  /** Whether steps are printed. */
  enum Watch {
    SILENT,
    PRINTED
  }

  /** Runs it; returns the exit code. */
  int run(UnionFileSystem files, ImageConfig image, Streams streams) throws IOException {
    try (LabelledMount mount = LabelledMount.over(files, image)) {
      Path here = files.getPath("/");
      try {
        Path wanted = here.resolve(directory).normalize();
        if (Files.isDirectory(wanted)) {
          here = wanted;
        } else if (asked == Place.THE_USERS) {
          return refuse(streams, directory + ": there is no such directory in the container");
        }
      } catch (InvalidPathException e) {
        return refuse(streams, directory + ": " + Failures.reason(e));
      }
      Shell shell = new Shell(mount, streams, env, here);
      if (watched == Watch.PRINTED) {
        Trace trace = new Trace(mount, streams.out());
        shell.beforeEach(trace::next);
        files.setListener(trace::show);
      }
      try {
        return words.isEmpty() ? shell.runInput() : shell.run(List.of(words));
      } finally {
        files.setListener(null);
      }
    }
  }

  private static int refuse(Streams streams, String why) {
    streams.err().println("unionfs: " + Failures.oneLine(why));
    return CANNOT_RUN;
  }

  /**
   * The words that are run of a container's whole command: a program of the image that stands
   * before it cannot be run, and is passed over.
   */
  static List<String> withoutEntrypoint(List<String> command, List<String> entrypoint) {
    boolean leads =
        !entrypoint.isEmpty()
            && command.size() > entrypoint.size()
            && command.subList(0, entrypoint.size()).equals(entrypoint)
            && !Shell.knows(entrypoint.get(0));
    return leads ? command.subList(entrypoint.size(), command.size()) : command;
  }
}
