package io.unionfs.cli.command;

import io.unionfs.cli.output.Text;
import io.unionfs.store.Store.CheckReport;
import io.unionfs.store.Store.Problem;
import io.unionfs.trust.Signatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code unionfs fsck}. */
@Command(
    name = "fsck",
    description =
        "Checks every digest and every reference in the store; changes nothing without --repair.",
    exitCodeList = {"0:all is well", "1:something is wrong", "2:the command line is wrong"})
final class FsckCommand extends Verb {
  @Option(
      names = "--repair",
      description =
          "Make layers anew that are damaged, of blobs that are right; the rest is told. A damaged"
              + " blob comes anew by 'unionfs load'.")
  private boolean repair;

  FsckCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    CheckReport report = withProgress("Checking", repair ? store()::repair : store()::check);
    List<Problem> problems = new ArrayList<>(report.problems());
    problems.addAll(engine().problems());
    problems.addAll(Signatures.of(store()).problems());
    for (Problem problem : problems) {
      out().println(Text.shown(problem.where() + ": " + problem.what() + "; " + problem.remedy()));
    }
    out()
        .println(
            counted(report.blobs(), "blob")
                + ", "
                + counted(report.layers(), "layer")
                + ", "
                + counted(report.images(), "image")
                + ": "
                + (problems.isEmpty() ? "no problems" : counted(problems.size(), "problem")));
    return problems.isEmpty() ? 0 : 1;
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
