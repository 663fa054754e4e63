package io.unionfs.cli.command;

import io.unionfs.cli.output.Text;
import io.unionfs.container.Container;
import io.unionfs.image.ImageReference;
import io.unionfs.overlay.Change;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs that change the state of containers, and print the name of each that they changed. */
final class ContainerVerbs {
  private ContainerVerbs() {}

  /** A verb that does one thing with each container that is named. */
  abstract static class EachContainer extends Verb {
    @Parameters(
        arity = "1..*",
        completionCandidates = Names.Containers.class,
        paramLabel = "CONTAINER",
        description = "Names or ids.")
    private List<String> containers;

    EachContainer(Context context) {
      super(context);
    }

    abstract void act(Container container) throws IOException;

    @Override
    public Integer call() throws IOException {
      engine();
      return each(
          containers,
          name -> {
            act(engine().get(name));
            out().println(name);
          });
    }
  }

  /** {@code unionfs stop}. */
  @Command(
      name = "stop",
      description =
          "Ends containers as their stop signal would; the exit code is 128 and its number.")
  static final class Stop extends EachContainer {
    @Option(
        names = {"-t", "--time", "--timeout"},
        paramLabel = "SECONDS",
        description = "Accepted as Docker's; there is nothing to wait for.")
    private int seconds;

    Stop(Context context) {
      super(context);
    }

    @Override
    void act(Container container) throws IOException {
      container.stop();
    }
  }

  /** {@code unionfs restart}. */
  @Command(name = "restart", description = "Stops containers and starts them again.")
  static final class Restart extends EachContainer {
    @Option(
        names = {"-t", "--time", "--timeout"},
        paramLabel = "SECONDS",
        description = "Accepted as Docker's; there is nothing to wait for.")
    private int seconds;

    Restart(Context context) {
      super(context);
    }

    @Override
    void act(Container container) throws IOException {
      container.restart();
    }
  }

  /** {@code unionfs kill}. */
  @Command(name = "kill", description = "Ends containers as SIGKILL would; the exit code is 137.")
  static final class Kill extends EachContainer {
    Kill(Context context) {
      super(context);
    }

    @Override
    void act(Container container) throws IOException {
      container.kill();
    }
  }

  /** {@code unionfs pause}. */
  @Command(name = "pause", description = "Lets nothing be run in containers, until unpause.")
  static final class Pause extends EachContainer {
    Pause(Context context) {
      super(context);
    }

    @Override
    void act(Container container) throws IOException {
      container.pause();
    }
  }

  /** {@code unionfs unpause}. */
  @Command(name = "unpause", description = "Ends a pause.")
  static final class Unpause extends EachContainer {
    Unpause(Context context) {
      super(context);
    }

    @Override
    void act(Container container) throws IOException {
      container.unpause();
    }
  }

  /** {@code unionfs rm}. */
  @Command(name = "rm", description = "Removes containers with what was written in them.")
  static final class Remove extends EachContainer {
    @Option(
        names = {"-f", "--force"},
        description = "Those that run, too.")
    private boolean force;

    @Option(
        names = {"-v", "--volumes"},
        description = "Their volumes without a name, too.")
    private boolean volumes;

    Remove(Context context) {
      super(context);
    }

    @Override
    void act(Container container) throws IOException {
      container.remove(
          force ? Container.Removal.FORCED : Container.Removal.IF_STOPPED,
          volumes ? Container.VolumesOf.REMOVED : Container.VolumesOf.KEPT);
    }
  }

  /** {@code unionfs rename}. */
  @Command(name = "rename", description = "Gives a container another name.")
  static final class Rename extends Verb {
    @Parameters(
        index = "0",
        completionCandidates = Names.Containers.class,
        paramLabel = "CONTAINER",
        description = "Its name or id.")
    private String container;

    @Parameters(index = "1", paramLabel = "NAME", description = "The new name.")
    private String name;

    Rename(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      engine().get(container).rename(name);
    }
  }

  /** {@code unionfs diff}. */
  @Command(
      name = "diff",
      description = "Shows what was added (A), changed (C) and deleted (D) in a container.")
  static final class Diff extends Verb {
    @Parameters(
        completionCandidates = Names.Containers.class,
        paramLabel = "CONTAINER",
        description = "Its name or id.")
    private String container;

    Diff(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      print(engine().get(container), out());
    }

    static void print(Container container, PrintStream out) throws IOException {
      for (Change change : container.changes()) {
        out.println(Text.shown(change.toString()));
      }
    }
  }

  /** {@code unionfs commit}. */
  @Command(
      name = "commit",
      description = "Makes an image of a container's image and what was written; prints its id.")
  static final class Commit extends Verb {
    @Parameters(
        index = "0",
        completionCandidates = Names.Containers.class,
        paramLabel = "CONTAINER",
        description = "Its name or id.")
    private String container;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "REPOSITORY[:TAG]",
        description = "The new image's name.")
    private String name;

    @Option(
        names = {"-a", "--author"},
        paramLabel = "AUTHOR",
        defaultValue = "",
        description = "Who made it.")
    private String author;

    @Option(
        names = {"-m", "--message"},
        paramLabel = "TEXT",
        defaultValue = "",
        description = "A remark for the history.")
    private String message;

    @Option(
        names = {"-c", "--change"},
        paramLabel = "INSTRUCTION",
        description = "A change to the configuration, as in a Dockerfile: 'CMD [\"app\"]'.")
    private List<String> changes = List.of();

    @Option(
        names = {"-p", "--pause"},
        description = "Pause the container meanwhile, as is always done.")
    private boolean pause;

    Commit(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      Optional<ImageReference> reference = Optional.ofNullable(name).map(ImageReference::parse);
      Container.CommitSpec spec = new Container.CommitSpec(reference, author, message, changes);
      out().println(withProgress("Committing", p -> engine().get(container).commit(spec, p)).id());
    }
  }
}
