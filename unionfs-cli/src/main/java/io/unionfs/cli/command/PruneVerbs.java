package io.unionfs.cli.command;

import io.unionfs.cli.output.Units;
import io.unionfs.container.Volumes.Volume;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.store.Images;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verbs that remove what is not used. */
final class PruneVerbs {
  private PruneVerbs() {}

  /** A verb that removes things after it has asked. */
  abstract static class Prune extends Verb {
    @Option(
        names = {"-f", "--force"},
        description = "Do not ask.")
    private boolean force;

    private long downloads;

    Prune(Context context) {
      super(context);
    }

    /** What is going to be removed, as a sentence. */
    abstract String warning();

    abstract void prune() throws IOException;

    @Override
    final void run() throws IOException {
      engine();
      if (force || confirmed(warning())) {
        long before = taken();
        prune();
        long freed = before - taken() + downloads;
        out().println("Total reclaimed space: " + Units.preciseSize(freed));
      }
    }

    private long taken() throws IOException {
      return Space.of(engine().space());
    }

    final void pruneContainers() throws IOException {
      print("Deleted Containers:", engine().prune());
    }

    final void pruneVolumes() throws IOException {
      print("Deleted Volumes:", engine().volumes().prune().stream().map(Volume::name).toList());
    }

    /** What somebody gave a name to is kept, as Docker does since 23. */
    final void pruneAnonymousVolumes() throws IOException {
      List<String> removed = new ArrayList<>();
      for (Volume volume : engine().volumes().list()) {
        if (volume.isAnonymous() && volume.links() == 0) {
          engine().volumes().remove(volume.name());
          removed.add(volume.name());
        }
      }
      print("Deleted Volumes:", removed);
    }

    final void pruneImages(Images.Pruned which) throws IOException {
      Images.Removed removed = images().prune(which);
      List<String> lines = new ArrayList<>();
      for (ImageReference name : removed.untagged()) {
        lines.add("untagged: " + name.familiar());
      }
      for (Digest id : removed.deleted()) {
        lines.add("deleted: " + id);
      }
      print("Deleted Images:", lines);
    }

    /** What was left of pulls that were cut off. */
    final void pruneDownloads() throws IOException {
      downloads = store().downloads().prune();
    }

    private void print(String heading, List<String> lines) {
      if (!lines.isEmpty()) {
        out().println(heading);
        lines.forEach(out()::println);
        out().println();
      }
    }
  }

  /** {@code unionfs container prune}. */
  @Command(name = "prune", description = "Removes all containers that do not run.")
  static final class Containers extends Prune {
    Containers(Context context) {
      super(context);
    }

    @Override
    String warning() {
      return "This will remove all stopped containers.";
    }

    @Override
    void prune() throws IOException {
      pruneContainers();
    }
  }

  /** {@code unionfs image prune}. */
  @Command(name = "prune", description = "Removes images without a name that no container uses.")
  static final class OfImages extends Prune {
    @Option(
        names = {"-a", "--all"},
        description = "All images that no container uses.")
    private boolean all;

    OfImages(Context context) {
      super(context);
    }

    @Override
    String warning() {
      return all
          ? "This will remove all images without at least one container associated to them."
          : "This will remove all dangling images.";
    }

    @Override
    void prune() throws IOException {
      pruneImages(all ? Images.Pruned.UNUSED : Images.Pruned.DANGLING);
    }
  }

  /** {@code unionfs volume prune}. */
  @Command(
      name = "prune",
      description = "Removes the volumes without a name that no container uses.")
  static final class OfVolumes extends Prune {
    @Option(
        names = {"-a", "--all"},
        description = "All volumes that no container uses.")
    private boolean all;

    OfVolumes(Context context) {
      super(context);
    }

    @Override
    String warning() {
      return "This will remove "
          + (all ? "all" : "anonymous")
          + " local volumes not used by at least one container.";
    }

    @Override
    void prune() throws IOException {
      if (all) {
        pruneVolumes();
      } else {
        pruneAnonymousVolumes();
      }
    }
  }

  /** {@code unionfs system prune}. */
  @Command(
      name = "prune",
      description = "Removes containers that do not run, images without a name, and what is left.")
  static final class OfSystem extends Prune {
    @Option(
        names = {"-a", "--all"},
        description = "All images that no container uses.")
    private boolean all;

    @Option(
        names = "--volumes",
        description = "The volumes without a name that no container uses, too.")
    private boolean volumes;

    OfSystem(Context context) {
      super(context);
    }

    @Override
    String warning() {
      return "This will remove:\n  - all stopped containers\n"
          + (volumes ? "  - all anonymous volumes not used by at least one container\n" : "")
          + (all
              ? "  - all images without at least one container associated to them\n"
              : "  - all dangling images\n")
          + "  - all unfinished downloads\n";
    }

    @Override
    void prune() throws IOException {
      pruneContainers();
      pruneDownloads();
      if (volumes) {
        pruneAnonymousVolumes();
      }
      pruneImages(all ? Images.Pruned.UNUSED : Images.Pruned.DANGLING);
    }
  }
}
