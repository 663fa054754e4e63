package io.unionfs.cli.command;

import io.unionfs.cli.output.Json;
import io.unionfs.cli.output.Listing;
import io.unionfs.cli.output.Text;
import io.unionfs.cli.output.Units;
import io.unionfs.container.Volumes.Volume;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs behind {@code unionfs volume}. */
final class VolumeVerbs {
  private static final String DRIVER = "local";
  private static final Map<String, String> HEADERS = new LinkedHashMap<>();

  static {
    HEADERS.put("Driver", "DRIVER");
    HEADERS.put("Labels", "LABELS");
    HEADERS.put("Links", "LINKS");
    HEADERS.put("Name", "VOLUME NAME");
    HEADERS.put("Scope", "SCOPE");
    HEADERS.put("Size", "SIZE");
  }

  private VolumeVerbs() {}

  static Listing listing(String... columns) {
    return new Listing(HEADERS, List.of(columns));
  }

  static Map<String, String> row(Volume volume) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("Driver", DRIVER);
    row.put("Labels", Text.labels(volume.labels()));
    row.put("Links", Integer.toString(volume.links()));
    row.put("Name", volume.name());
    row.put("Scope", DRIVER);
    row.put("Size", Units.preciseSize(volume.size()));
    return row;
  }

  /** {@code unionfs volume create}. */
  @Command(name = "create", description = "Makes a volume; prints its name.")
  static final class Create extends Verb {
    @Parameters(
        arity = "0..1",
        paramLabel = "NAME",
        description = "Its name; one is made up by default.")
    private String name;

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label.")
    private List<String> labels = List.of();

    Create(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      out().println(engine().volumes().create(name, Labels.parse(labels)).name());
    }
  }

  /** {@code unionfs volume ls}. */
  @Command(name = "ls", description = "Lists the volumes.")
  static final class Ls extends Verb {
    private static final Set<String> KEYS = new TreeSet<>(Set.of("dangling", "label", "name"));

    @Option(
        names = {"-f", "--filter"},
        paramLabel = "KEY=VALUE",
        description = "Only some: dangling=true|false, label=KEY[=VALUE], name=PART.")
    private List<String> filters = List.of();

    @Mixin private ListOptions options;

    Ls(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      Filters wanted = Filters.of(filters, KEYS);
      Listing list = listing("Driver", "Name");
      for (Volume volume : engine().volumes().list()) {
        if (wanted.allowFlag("dangling", volume.links() == 0)
            && wanted.allowLabels(volume.labels())
            && wanted.allow("name", volume, (v, part) -> v.name().contains(part))) {
          list.add(row(volume));
        }
      }
      options.print(list, "Name", out());
    }
  }

  /** {@code unionfs volume inspect}. */
  @Command(name = "inspect", description = "Shows volumes as JSON.")
  static final class Inspect extends Verb {
    @Parameters(
        arity = "1..*",
        completionCandidates = Names.OfVolumes.class,
        paramLabel = "VOLUME",
        description = "Names.")
    private List<String> volumes;

    Inspect(Context context) {
      super(context);
    }

    @Override
    public Integer call() throws IOException {
      engine();
      List<String> found = new ArrayList<>();
      int code = each(volumes, name -> found.add(engine().volumes().inspect(name)));
      out().println(Json.indented("[" + String.join(",", found) + "]"));
      return code;
    }
  }

  /** {@code unionfs volume rm}. */
  @Command(
      name = "rm",
      description = "Removes volumes, with what they hold, that no container uses.")
  static final class Remove extends Verb {
    @Parameters(
        arity = "1..*",
        completionCandidates = Names.OfVolumes.class,
        paramLabel = "VOLUME",
        description = "Names.")
    private List<String> volumes;

    @Option(
        names = {"-f", "--force"},
        description = "What is not there is no fault; a volume in use stays.")
    private boolean force;

    Remove(Context context) {
      super(context);
    }

    @Override
    public Integer call() throws IOException {
      engine();
      return each(
          volumes,
          name -> {
            try {
              engine().volumes().remove(name);
            } catch (StoreException e) {
              if (!force || !Messages.isMissing(e)) {
                throw e;
              }
            }
            out().println(name);
          });
    }
  }
}
