package io.unionfs.cli.command;

import io.unionfs.cli.output.Json;
import io.unionfs.driver.DriverComparison;
import io.unionfs.driver.DriverKind;
import io.unionfs.driver.ImageLayer;
import io.unionfs.driver.Scenario;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs drivers}. */
@Command(
    name = "drivers",
    description = {
      "Does the same with an image on several storage drivers, and shows what it costs on each.",
      "The image is stored, containers are made of it, in each some files are read, a byte is"
          + " appended to the largest, the permissions of another are changed and a directory is"
          + " removed; the first is committed. With --script the commands of a file are run in each"
          + " container instead. Nothing is changed in the store.",
      "That the trees are the same on each is checked."
    },
    exitCodeList = {
      "0:done",
      "1:it could not be done, or the trees differ",
      "2:the command line is wrong"
    })
final class DriversCommand extends Verb {
  private static final int MOST_CONTAINERS = 1000;

  @Parameters(
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "An image in the store.")
  private String image;

  @Option(
      names = "--driver",
      completionCandidates = Names.OfDrivers.class,
      split = ",",
      paramLabel = "DRIVER",
      description =
          "overlay2, overlay2-metacopy, vfs, aufs or block, parted by commas; all by default.")
  private List<String> drivers = List.of();

  @Option(
      names = {"-n", "--containers"},
      defaultValue = "3",
      paramLabel = "N",
      description = "How many containers; 3 by default.")
  private int containers;

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "Built-in commands to be run in each container, as 'unionfs run' takes them.")
  private Path script;

  @Option(names = "--json", description = "Print all figures as JSON, sizes in bytes.")
  private boolean json;

  DriversCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    List<DriverKind> kinds = kinds();
    if (containers < 1 || containers > MOST_CONTAINERS) {
      throw usage("--containers: " + containers + " is not from 1 to " + MOST_CONTAINERS);
    }
    StoredImage stored = images().get(image);
    DriverComparison comparison;
    Scenario scenario;
    try (Store.OpenLayers layers = store().openLayers(stored);
        TemporaryDirectory place = TemporaryDirectory.make()) {
      List<ImageLayer> chain = new ArrayList<>();
      for (int i = 0; i < layers.layers().size(); i++) {
        chain.add(new ImageLayer(stored.config().diffIds().get(i), layers.layers().get(i)));
      }
      if (chain.isEmpty()) {
        throw new StoreException("image " + image + " has no layers: there is nothing to store");
      }
      scenario = scenario(stored, layers.layers());
      comparison =
          withProgress(
              "Comparing",
              p ->
                  DriverComparison.of(
                      kinds, chain, containers, scenario, place.path(), context.clock(), p));
    }
    List<String> wrong = comparison.disagreements();
    if (json) {
      out().println(Json.line(DriversText.json(image, containers, scenario, comparison)));
    } else {
      DriversText.print(out(), image, containers, scenario, comparison);
    }
    wrong.forEach(each -> complain(new IOException(each)));
    return wrong.isEmpty() ? 0 : 1;
  }

  private List<DriverKind> kinds() {
    if (drivers.isEmpty()) {
      return List.of(DriverKind.values());
    }
    try {
      return drivers.stream().map(DriverKind::of).distinct().toList();
    } catch (IllegalArgumentException e) {
      throw usage("--driver: " + e.getMessage());
    }
  }

  private Scenario scenario(StoredImage stored, List<? extends Layer> layers) throws IOException {
    if (script != null) {
      return ScriptedScenario.of(script, stored.config(), context.streams());
    }
    UnionFileSystemBuilder builder = UnionFileSystem.builder().readOnly();
    layers.forEach(builder::lower);
    try (UnionFileSystem shown = builder.mount()) {
      return Scenario.standard(shown);
    }
  }
}
