package io.unionfs.cli.command;

import io.unionfs.cli.output.Listing;
import io.unionfs.cli.output.Units;
import io.unionfs.container.Container;
import io.unionfs.container.Container.Details;
import io.unionfs.container.Container.Status;
import io.unionfs.container.MountSpec;
import io.unionfs.store.Store.Problem;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code unionfs ps}. */
@Command(
    name = "ps",
    description = "Lists containers, the newest first; without -a those that run.")
final class PsCommand extends Verb {
  private static final Set<String> KEYS =
      new TreeSet<>(Set.of("ancestor", "exited", "id", "label", "name", "status", "volume"));

  @Option(
      names = {"-a", "--all"},
      description = "Those that do not run, too.")
  private boolean all;

  @Option(
      names = {"-l", "--latest"},
      description = "The newest alone, in whatever state.")
  private boolean latest;

  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      description = "The newest N, in whatever state.")
  private int last = -1;

  @Option(
      names = {"-s", "--size"},
      description = "Show how much was written, and with the image.")
  private boolean sizes;

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "KEY=VALUE",
      description =
          "Only some, also those that do not run where status or exited is asked for: id=ID,"
              + " name=PART, label=KEY[=VALUE], status=created|running|paused|exited, exited=CODE, ancestor=IMAGE,"
              + " volume=NAME|PATH.")
  private List<String> filters = List.of();

  @Mixin private ListOptions options;

  PsCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    Filters wanted = Filters.of(filters, KEYS);
    wanted.requireValues("status", Stream.of(Status.values()).map(Status::word).toList());
    List<String> columns =
        new ArrayList<>(
            List.of("ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"));
    if (sizes) {
      columns.add("Size");
    }
    Listing list = ContainerRows.listing(columns);
    int most = latest ? 1 : last < 0 ? Integer.MAX_VALUE : last;
    for (Container container : engine().list()) {
      try {
        Details details = container.details();
        if (list.size() < most && isShown(details.status()) && allowed(details, wanted)) {
          String image = ContainerRows.image(details, options.width());
          String size = sizes ? size(container) : "0B";
          list.add(ContainerRows.row(details, image, size, options.width(), now()));
        }
      } catch (StoreException e) {
        // What was removed meanwhile is no fault of the list; of what is damaged is told below.
      }
    }
    options.print(list, "ID", out());
    for (Problem problem : engine().problems()) {
      complain(
          new StoreException(problem.where() + ": " + problem.what() + "; " + problem.remedy()));
    }
  }

  private boolean isShown(Status status) {
    boolean asked =
        filters.stream().anyMatch(f -> f.startsWith("status=") || f.startsWith("exited="));
    return all
        || latest
        || last >= 0
        || asked
        || status == Status.RUNNING
        || status == Status.PAUSED;
  }

  private static boolean allowed(Details container, Filters wanted) {
    return wanted.allowLabels(container.labels())
        && wanted.allow("id", container, (c, id) -> c.id().startsWith(id))
        && wanted.allow("name", container, (c, part) -> c.name().contains(part))
        && wanted.allow("status", container, (c, status) -> c.status().word().equals(status))
        && wanted.allow(
            "exited",
            container,
            (c, code) -> c.status() == Status.EXITED && code.equals(Integer.toString(c.exitCode())))
        && wanted.allow("ancestor", container, PsCommand::isOf)
        && wanted.allow("volume", container, PsCommand::mounts);
  }

  private static boolean isOf(Details container, String image) {
    return container.image().equals(image)
        || container.image().equals(image + ":latest")
        || container.imageId().toString().equals(image)
        || image.length() >= 4 && container.imageId().hex().startsWith(image);
  }

  private static boolean mounts(Details container, String volume) {
    return container.mounts().stream()
        .anyMatch(
            mount ->
                mount.target().equals(volume)
                    || mount instanceof MountSpec.VolumeMount named
                        && named.volume().equals(volume));
  }

  private static String size(Container container) throws IOException {
    Container.Size size = container.size();
    return Units.size(size.writable()) + " (virtual " + Units.size(size.virtual()) + ")";
  }
}
