package io.unionfs.cli.command;

import io.unionfs.container.Container;
import io.unionfs.container.ContainerCopy;
import io.unionfs.container.ContainerCopy.Links;
import io.unionfs.container.ContainerCopy.Owners;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs cp}. */
@Command(
    name = "cp",
    description = {
      "Copies files and trees between a container, running or not, and this machine.",
      "With - as the source a tar from standard input is unpacked into a directory of the container;"
          + " with - as the target a tar goes to standard output.",
      "A directory goes into a directory that is there, or has the new name; with '/.' behind it"
          + " only what is in it is copied. A path here that holds a colon needs './' before it."
    })
final class CopyCommand extends Verb {
  @Parameters(
      index = "0",
      completionCandidates = Names.Containers.class,
      paramLabel = "[CONTAINER:]SOURCE|-",
      description = "What is copied.")
  private String source;

  @Parameters(
      index = "1",
      completionCandidates = Names.Containers.class,
      paramLabel = "[CONTAINER:]TARGET|-",
      description = "Where it goes.")
  private String target;

  @Option(
      names = {"-a", "--archive"},
      description = "Keep owners.")
  private boolean archive;

  @Option(
      names = {"-L", "--follow-link"},
      description = "Copy what a symbolic link leads to.")
  private boolean follow;

  @Option(
      names = {"-q", "--quiet"},
      description = "Accepted as Docker's: nothing is said anyway.")
  private boolean quiet;

  CopyCommand(Context context) {
    super(context);
  }

  /** A path in a container. */
  private record Inside(String container, String path) {
    /** What stands before a colon is a container's name, unless there is a slash in it. */
    static Optional<Inside> of(String text) {
      int colon = text.indexOf(':');
      return colon < 1 || text.substring(0, colon).contains("/") || text.startsWith(".")
          ? Optional.empty()
          : Optional.of(new Inside(text.substring(0, colon), text.substring(colon + 1)));
    }
  }

  @Override
  void run() throws IOException {
    Optional<Inside> from = Inside.of(source);
    Optional<Inside> to = Inside.of(target);
    if (from.isPresent() && to.isPresent()) {
      throw usage("nothing is copied from container to container; copy it here first");
    }
    if (from.isEmpty() && to.isEmpty()) {
      throw usage("neither '" + source + "' nor '" + target + "' is of the form CONTAINER:PATH");
    }
    if (from.isPresent()) {
      out(engine().get(from.get().container()), from.get().path());
    } else {
      in(engine().get(to.get().container()), to.get().path());
    }
  }

  private ContainerCopy copy(Container container, Owners owners) {
    return new ContainerCopy(container, follow ? Links.FOLLOWED : Links.KEPT, owners);
  }

  private void out(Container container, String path) throws IOException {
    Owners owners = archive || target.equals("-") ? Owners.SOURCE : Owners.DESTINATION;
    ContainerCopy copy = copy(container, owners);
    if (!target.equals("-")) {
      for (String skipped : copy.out(path, target)) {
        complain(new IOException(skipped + ": special files are not copied out; it is left out"));
      }
      return;
    }
    refuseTerminal("tar");
    // What is copied is a layer over nothing, and a layer is written as a tar.
    try (TemporaryDirectory place = TemporaryDirectory.make();
        UnionFileSystem between =
            UnionFileSystem.builder()
                .lower(nothing())
                .upperOnFirstWrite(place.path().resolve("upper"), place.path().resolve("work"))
                .mount()) {
      copy.out(path, between, "/");
      Files.setLastModifiedTime(between.getPath("/"), FileTime.fromMillis(0));
      between.writeLayer(new WithoutRoot(out()));
    }
    context.streams().requireWritten();
  }

  private static Layer nothing() {
    return Layer.builder().named("empty").build();
  }

  private void in(Container container, String path) throws IOException {
    if (!source.equals("-")) {
      copy(container, archive ? Owners.SOURCE : Owners.DESTINATION).in(source, path);
      return;
    }
    try (UnionFileSystem files = container.files()) {
      if (!isDirectory(files, path)) {
        throw new StoreException(path + ": a tar is unpacked into a directory, which this is not");
      }
    }
    Spool.use(
        context.streams().in(),
        tar -> {
          try (UnionFileSystem between = UnionFileSystem.builder().readOnly().lower(tar).mount()) {
            copy(container, Owners.SOURCE).in(between, "/.", path);
            return null;
          }
        });
  }

  private static boolean isDirectory(UnionFileSystem files, String path) {
    try {
      Path root = files.getPath("/");
      return Files.isDirectory(root.resolve(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
