package io.unionfs.cli.stack;

import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.cli.shell.Script;
import io.unionfs.cli.shell.Shell;
import io.unionfs.cli.shell.Shell.Described;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A command that was run, and can be done again on a mount that is as it was before it.
 *
 * @param here the directory where relative paths began
 * @param time when it began
 */
record Done(List<String> command, String here, Instant time) {
  /** A line that does it. */
  String text() {
    return Script.line(command);
  }

  /** Does it again; what it prints is for nobody. */
  void again(LabelledMount mount, List<String> env, Map<String, Described> more, StackClock clock) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Streams streams = new Streams(InputStream.nullInputStream(), nowhere, nowhere, Set.of());
    Shell shell = new Shell(mount, streams, env, mount.files().getPath(here));
    shell.add(more);
    shell.useClock(clock);
    clock.hold(time);
    try {
      shell.run(List.of(command));
    } finally {
      clock.hold(null);
    }
  }
}
