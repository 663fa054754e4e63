package io.unionfs.cli.command;

import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.cli.shell.Report;
import io.unionfs.cli.shell.Shell;
import io.unionfs.cli.shell.Trace;
import io.unionfs.image.ImageOptions;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A run over the image in a file, in memory, which is forgotten afterwards.
 *
 * @param trace how names are looked up while each step is printed, or null where none is
 * @param reported whether it is told at the end what changed
 */
record FileRun(String name, Path file, ImageOptions options, Trace.Search trace, boolean reported) {

  /** Runs a command, or what is on standard input; returns the exit code. */
  int run(List<String> words, Streams streams) throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    if (trace != null) {
      builder.strategy(trace.strategy());
    }
    try (LabelledMount mount = LabelledMount.open(name, file, options, builder)) {
      Shell shell = new Shell(mount, streams);
      if (trace != null) {
        Trace shown = new Trace(mount, streams.out());
        shell.beforeEach(shown::next);
        mount.files().setListener(shown::show);
      }
      int code = words.isEmpty() ? shell.runInput() : shell.run(List.of(words));
      mount.files().setListener(null);
      if (reported) {
        Report.print(shell, streams.out());
      }
      return code;
    }
  }
}
