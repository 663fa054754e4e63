package io.unionfs.cli.command;

import io.unionfs.cli.output.Json;
import io.unionfs.cli.output.Listing;
import io.unionfs.cli.output.Units;
import io.unionfs.cli.output.Width;
import io.unionfs.container.Container.Details;
import io.unionfs.container.Container.Status;
import io.unionfs.container.SpaceReport;
import io.unionfs.container.SpaceReport.ContainerSpace;
import io.unionfs.container.SpaceReport.ImageSpace;
import io.unionfs.container.Volumes.Volume;
import io.unionfs.image.ImageReference;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code unionfs df}. */
@Command(name = "df", description = "Shows what images, containers and volumes take in the store.")
final class SpaceCommand extends Verb {
  private static final Map<String, String> HEADERS = new LinkedHashMap<>();

  static {
    HEADERS.put("Active", "ACTIVE");
    HEADERS.put("Reclaimable", "RECLAIMABLE");
    HEADERS.put("Size", "SIZE");
    HEADERS.put("TotalCount", "TOTAL");
    HEADERS.put("Type", "TYPE");
  }

  @Option(
      names = {"-v", "--verbose"},
      description = "Each image, container and volume; of an image SHARED + UNIQUE = SIZE.")
  private boolean verbose;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json, or a template such as '{{.Type}} {{.Size}}'.")
  private String format;

  SpaceCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    SpaceReport space = engine().space();
    if (!verbose) {
      summary(space).print(out(), format);
    } else if (format.equals("json")) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("Images", images(space).rows());
      all.put("Containers", containers(space).rows());
      all.put("Volumes", volumes(space).rows());
      out().println(Json.line(all));
    } else if (format.equals("table")) {
      out().println("Images space usage:\n");
      images(space).print(out(), format);
      out().println("\nContainers space usage:\n");
      containers(space).print(out(), format);
      out().println("\nLocal Volumes space usage:\n");
      volumes(space).print(out(), format);
    } else {
      throw usage("-v knows the formats table and json alone");
    }
  }

  private Listing summary(SpaceReport space) {
    Listing list =
        new Listing(HEADERS, List.of("Type", "TotalCount", "Active", "Size", "Reclaimable"));
    long own = 0;
    int used = 0;
    for (ImageSpace image : space.images()) {
      used += image.containers() > 0 ? 1 : 0;
      own += image.containers() > 0 ? image.unique() : 0;
    }
    list.add(
        row("Images", space.images().size(), used, space.imagesSize(), space.imagesSize() - own));
    long written = 0;
    long stopped = 0;
    int active = 0;
    for (ContainerSpace container : space.containers()) {
      written += container.size();
      boolean runs = isActive(container.container());
      active += runs ? 1 : 0;
      stopped += runs ? 0 : container.size();
    }
    list.add(row("Containers", space.containers().size(), active, written, stopped));
    long kept = 0;
    long unused = 0;
    int linked = 0;
    for (Volume volume : space.volumes()) {
      kept += volume.size();
      linked += volume.links() > 0 ? 1 : 0;
      unused += volume.links() > 0 ? 0 : volume.size();
    }
    list.add(row("Local Volumes", space.volumes().size(), linked, kept, unused));
    return list;
  }

  private static boolean isActive(Details container) {
    return container.status() == Status.RUNNING || container.status() == Status.PAUSED;
  }

  private static Map<String, String> row(
      String type, int total, int active, long size, long reclaimable) {
    String share = size > 0 ? " (" + reclaimable * 100 / size + "%)" : "";
    Map<String, String> row = new LinkedHashMap<>();
    row.put("Active", Integer.toString(active));
    row.put("Reclaimable", Units.preciseSize(reclaimable) + share);
    row.put("Size", Units.preciseSize(size));
    row.put("TotalCount", Integer.toString(total));
    row.put("Type", type);
    return row;
  }

  /** Ids are in full where Docker has them so: in JSON. */
  private Width width() {
    return format.equals("json") ? Width.FULL : Width.SHORT;
  }

  private Listing images(SpaceReport space) {
    Listing list =
        ImageRows.listing(
            "Repository",
            "Tag",
            "ID",
            "CreatedSince",
            "Size",
            "SharedSize",
            "UniqueSize",
            "Containers");
    for (ImageSpace each : space.images()) {
      StoredImage image = each.image();
      Optional<ImageReference> name = image.names().stream().findFirst();
      Map<String, String> row = ImageRows.row(image, name, width(), now());
      row.put("Size", Units.size(each.size()));
      row.put("SharedSize", Units.preciseSize(each.shared()));
      row.put("UniqueSize", Units.preciseSize(each.unique()));
      row.put("Containers", Integer.toString(each.containers()));
      list.add(row);
    }
    return list;
  }

  private Listing containers(SpaceReport space) {
    Listing list =
        ContainerRows.listing(
            List.of(
                "ID", "Image", "Command", "LocalVolumes", "Size", "RunningFor", "Status", "Names"));
    for (ContainerSpace each : space.containers()) {
      Details container = each.container();
      String image = ContainerRows.image(container, width());
      Map<String, String> row =
          ContainerRows.row(container, image, Units.size(each.size()), width(), now());
      row.put("LocalVolumes", Integer.toString(each.volumes()));
      list.add(row);
    }
    return list;
  }

  private Listing volumes(SpaceReport space) {
    Listing list = VolumeVerbs.listing("Name", "Links", "Size");
    for (Volume volume : space.volumes()) {
      list.add(VolumeVerbs.row(volume));
    }
    return list;
  }
}
