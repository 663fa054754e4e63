package io.unionfs.cli.command;

import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.cli.shell.Shell;
import io.unionfs.container.Container;
import io.unionfs.image.ImageConfig;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs which}. */
@Command(
    name = "which",
    description =
        "Shows every layer that speaks of a path, the topmost first: the one whose file is shown,"
            + " those it hides, whiteouts.")
final class WhichCommand extends Verb {
  @Parameters(
      index = "0",
      completionCandidates = Names.Containers.class,
      paramLabel = "CONTAINER|IMAGE",
      description = "A container, or where there is none of that name, an image.")
  private String name;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "Paths in it.")
  private List<String> paths;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "container or image, where there are both of that name.")
  private String type;

  WhichCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    if (type != null && !type.equals("container") && !type.equals("image")) {
      throw usage("--type: '" + type + "' is neither container nor image");
    }
    Optional<Container> container = "image".equals(type) ? Optional.empty() : container();
    if (container.isPresent()) {
      ImageConfig config = imageOf(container.get().details());
      try (UnionFileSystem files = container.get().files()) {
        return show(files, config, context.streams());
      }
    }
    StoredImage image = images().get(name);
    try (Store.OpenLayers layers = store().openLayers(image)) {
      UnionFileSystemBuilder builder = UnionFileSystem.builder().readOnly();
      layers.layers().forEach(builder::lower);
      try (UnionFileSystem files = builder.mount()) {
        return show(files, image.config(), context.streams());
      }
    }
  }

  private Optional<Container> container() throws IOException {
    if ("container".equals(type)) {
      return Optional.of(engine().get(name));
    }
    try {
      return Optional.of(engine().get(name));
    } catch (StoreException e) {
      if (!Messages.isMissing(e)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private int show(UnionFileSystem files, ImageConfig config, Streams streams) throws IOException {
    try (LabelledMount mount = LabelledMount.over(files, config)) {
      List<String> command = new ArrayList<>(List.of("which"));
      command.addAll(paths);
      return new Shell(mount, streams).run(List.of(command));
    }
  }
}
