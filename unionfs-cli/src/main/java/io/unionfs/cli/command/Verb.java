package io.unionfs.cli.command;

import io.unionfs.cli.output.Failures;
import io.unionfs.cli.output.ProgressBar;
import io.unionfs.cli.output.ProgressBar.Measure;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.Shell;
import io.unionfs.container.Container;
import io.unionfs.container.ContainerEngine;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.Platform;
import io.unionfs.store.Images;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all verbs have in common. */
@Command(
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:it could not be done, or not all of it",
      "2:the command line is wrong"
    })
abstract class Verb implements Callable<Integer> {
  final Context context;

  @Spec CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean help;

  Verb(Context context) {
    this.context = context;
  }

  /** Does it; the exit code is 0. */
  void run() throws IOException {}

  @Override
  public Integer call() throws IOException {
    run();
    return 0;
  }

  final PrintStream out() {
    return context.streams().out();
  }

  final ContainerEngine engine() throws IOException {
    return context.engine();
  }

  final Store store() throws IOException {
    return engine().store();
  }

  final Images images() throws IOException {
    return store().images();
  }

  final Instant now() {
    return context.clock().instant();
  }

  /** The configuration of a container's image, also of one that has no name any more. */
  final ImageConfig imageOf(Container.Details container) throws IOException {
    return images()
        .byManifest(container.manifest())
        .orElseThrow(
            () ->
                new StoreException(
                    "container "
                        + container.name()
                        + ": its image is gone from the store; 'unionfs fsck' says more"))
        .config();
  }

  /** Says that {@code word} cannot be run. */
  final int notBuiltIn(String word) {
    complain(
        new IOException(
            Failures.oneLine(word) + ": not a built-in command; 'help' in its place lists them"));
    return Shell.NOT_FOUND;
  }

  /** A fault of the command line. */
  final ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** A step of work on one operand. */
  interface Step {
    void run(String operand) throws IOException;
  }

  /** Does {@code step} for each operand, for those behind one that fails too. */
  final int each(List<String> operands, Step step) {
    int code = 0;
    for (String operand : operands) {
      try {
        step.run(operand);
      } catch (IOException | IllegalArgumentException e) {
        complain(e);
        code = 1;
      }
    }
    return code;
  }

  final void complain(Exception failure) {
    out().flush();
    PrintStream err = context.streams().err();
    err.println("unionfs: " + Messages.line(failure));
    err.flush();
  }

  /** Long work. */
  interface Work<T> {
    T run(ProgressListener progress) throws IOException;
  }

  /** Does long work; at a terminal it is shown how far it has come. */
  final <T> T withProgress(String doing, Work<T> work) throws IOException {
    return withProgress(doing, Measure.BYTES, work);
  }

  /** The same, of what is counted otherwise. */
  final <T> T withProgress(String doing, Measure measure, Work<T> work) throws IOException {
    if (!context.streams().terminals().contains(Streams.End.ERRORS)) {
      return work.run(ProgressListener.NONE);
    }
    try (ProgressBar bar =
        new ProgressBar(context.streams().err(), context.clock(), doing, measure)) {
      return work.run(bar);
    }
  }

  /** Refuses to print what no terminal shows. */
  final void refuseTerminal(String what) {
    if (context.streams().terminals().contains(Streams.End.OUTPUT)) {
      throw usage("a terminal shows no " + what + ": name a file with -o, or redirect the output");
    }
  }

  /** The platform that {@code --platform} names, or null. */
  final Platform platform(String text) {
    try {
      return text == null ? null : Platform.parse(text);
    } catch (IllegalArgumentException e) {
      throw usage("--platform: " + e.getMessage());
    }
  }

  /** Asks before something is removed. */
  final boolean confirmed(String warning) throws IOException {
    out().println("WARNING! " + warning);
    out().print("Are you sure you want to continue? [y/N] ");
    out().flush();
    int first = -1;
    for (int c = context.streams().in().read(); c >= 0 && c != '\n'; ) {
      first = first < 0 ? c : first;
      c = context.streams().in().read();
    }
    boolean yes = first == 'y' || first == 'Y';
    if (!context.streams().isInteractive()) {
      out().println();
    }
    return yes;
  }
}
