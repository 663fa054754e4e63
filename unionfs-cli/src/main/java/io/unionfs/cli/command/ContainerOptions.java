package io.unionfs.cli.command;

import io.unionfs.container.Container;
import io.unionfs.container.ContainerSpec;
import io.unionfs.container.MountSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What a new container is told, by {@code create} and {@code run}. */
final class ContainerOptions {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Its name; one is made up by default.")
  String name;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME[=VALUE]",
      description = "A variable; without VALUE as it is here.")
  private List<String> env = List.of();

  @Option(
      names = {"-w", "--workdir"},
      paramLabel = "PATH",
      description = "The directory to run in.")
  private String workingDir;

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER[:GROUP]",
      description = "Whom to run as, by name or number.")
  private String user;

  @Option(
      names = {"-v", "--volume"},
      paramLabel = "[NAME:]PATH[:ro]",
      description = "A volume; it is made where there is none, and filled from the image.")
  private List<String> volumes = List.of();

  @Option(
      names = "--tmpfs",
      paramLabel = "PATH[:size=N,mode=N]",
      description = "A directory in memory.")
  private List<String> tmpfs = List.of();

  @Option(
      names = "--entrypoint",
      paramLabel = "WORD",
      description = "Instead of the image's ENTRYPOINT; empty for none.")
  private String entrypoint;

  @Option(
      names = {"-l", "--label"},
      paramLabel = "KEY=VALUE",
      description = "A label.")
  private List<String> labels = List.of();

  @Option(
      names = {"-i", "--interactive"},
      description = "Accepted as Docker's: input is always open.")
  private boolean interactive;

  @Option(
      names = {"-t", "--tty"},
      description = "Accepted as Docker's: a terminal is found by itself.")
  private boolean tty;

  @Option(
      names = "--pull",
      paramLabel = "POLICY",
      converter = PullPolicy.Converter.class,
      completionCandidates = PullPolicies.class,
      description =
          "Pull the image before: missing, if the store has none of that name (by default), always,"
              + " or never.")
  private PullPolicy pull; // null where none is given

  /** What completes it. */
  static final class PullPolicies implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(PullPolicy.values()).map(PullPolicy::toString).iterator();
    }
  }

  /** Whether anything is asked for that only a container in the store can have. */
  boolean areForContainers() {
    return !env.isEmpty()
        || workingDir != null
        || user != null
        || !volumes.isEmpty()
        || !tmpfs.isEmpty()
        || entrypoint != null
        || !labels.isEmpty()
        || pull != null;
  }

  /** Makes a container of {@code image}, which is pulled before if need be. */
  Container create(String image, List<String> command, Context context, Transferring output)
      throws IOException {
    PullPolicy policy = pull == null ? PullPolicy.MISSING : pull;
    return new ImageSupply(context, policy, output)
        .create(image, name -> spec(name, command, context));
  }

  /** What the options say of a container of {@code image}. */
  private ContainerSpec spec(String image, List<String> command, Context context) {
    ContainerSpec spec = ContainerSpec.of(image);
    if (name != null) {
      spec = spec.withName(name);
    }
    if (!command.isEmpty()) {
      spec = spec.withCommand(command);
    }
    if (entrypoint != null) {
      spec = spec.withEntrypoint(entrypoint.isEmpty() ? List.of() : List.of(entrypoint));
    }
    if (user != null) {
      spec = spec.withUser(user);
    }
    if (workingDir != null) {
      spec = spec.withWorkingDir(workingDir);
    }
    return spec.withEnv(Environment.of(env, context))
        .withLabels(Labels.parse(labels))
        .withMounts(mounts());
  }

  private List<MountSpec> mounts() {
    List<MountSpec> mounts = new ArrayList<>();
    volumes.forEach(volume -> mounts.add(MountSpec.parseVolume(volume)));
    tmpfs.forEach(directory -> mounts.add(MountSpec.parseTmpfs(directory)));
    return mounts;
  }
}
