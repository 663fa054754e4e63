package io.unionfs.cli.command;

import io.unionfs.cli.output.Json;
import io.unionfs.cli.output.Listing;
import io.unionfs.cli.output.Units;
import io.unionfs.cli.output.Width;
import io.unionfs.container.Container.Details;
import io.unionfs.container.SpaceReport;
import io.unionfs.container.SpaceReport.ContainerSpace;
import io.unionfs.container.SpaceReport.ImageSpace;
import io.unionfs.container.SpaceReport.Summary;
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

  private static Listing summary(SpaceReport space) {
    Listing list =
        new Listing(HEADERS, List.of("Type", "TotalCount", "Active", "Size", "Reclaimable"));
    list.add(row("Images", space.imageSummary()));
    list.add(row("Containers", space.containerSummary()));
    list.add(row("Local Volumes", space.volumeSummary()));
    return list;
  }

  private static Map<String, String> row(String type, Summary summary) {
    String share =
        summary.size() > 0 ? " (" + summary.reclaimable() * 100 / summary.size() + "%)" : "";
    Map<String, String> row = new LinkedHashMap<>();
    row.put("Active", Integer.toString(summary.active()));
    row.put("Reclaimable", Units.preciseSize(summary.reclaimable()) + share);
    row.put("Size", Units.preciseSize(summary.size()));
    row.put("TotalCount", Integer.toString(summary.total()));
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
