package io.unionfs.cli.command;

import io.unionfs.cli.output.Listing;
import io.unionfs.cli.output.Text;
import io.unionfs.cli.output.Units;
import io.unionfs.cli.output.Width;
import io.unionfs.image.History;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs history}. */
@Command(name = "history", description = "Shows how an image was made, the last step first.")
final class HistoryCommand extends Verb {
  private static final Map<String, String> HEADERS = new LinkedHashMap<>();

  static {
    HEADERS.put("Comment", "COMMENT");
    HEADERS.put("CreatedAt", "CREATED AT");
    HEADERS.put("CreatedBy", "CREATED BY");
    HEADERS.put("CreatedSince", "CREATED");
    HEADERS.put("ID", "IMAGE");
    HEADERS.put("Size", "SIZE");
  }

  @Parameters(
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "The image.")
  private String image;

  @Option(
      names = {"-H", "--human"},
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      paramLabel = "true|false",
      description = "Sizes and times in words.")
  private boolean human;

  @Mixin private ListOptions options;

  HistoryCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    StoredImage stored = images().get(image);
    String created = human ? "CreatedSince" : "CreatedAt";
    Listing list = new Listing(HEADERS, List.of("ID", created, "CreatedBy", "Size", "Comment"));
    List<History> steps = steps(stored);
    for (int i = steps.size() - 1; i >= 0; i--) {
      String id = i == steps.size() - 1 ? Text.id(stored.id(), options.width()) : "<missing>";
      list.add(row(id, steps.get(i), stored));
    }
    options.print(list, "ID", out());
  }

  /** The steps that are told, or one for each layer. */
  private static List<History> steps(StoredImage image) {
    List<History> steps = new ArrayList<>(image.config().history());
    if (steps.isEmpty()) {
      for (int layer = 0; layer < image.layers().size(); layer++) {
        steps.add(new History(Optional.empty(), "", "", "", OptionalInt.of(layer)));
      }
    }
    return steps;
  }

  private Map<String, String> row(String id, History step, StoredImage image) {
    long size = step.layer().isEmpty() ? 0 : image.layers().get(step.layer().getAsInt()).size();
    String command = step.createdBy().replace('\t', ' ');
    Map<String, String> row = new LinkedHashMap<>();
    row.put("Comment", step.comment());
    row.put(
        "CreatedAt",
        step.created().orElse(Instant.EPOCH).truncatedTo(ChronoUnit.SECONDS).toString());
    row.put("CreatedBy", options.width() == Width.FULL ? command : Text.shortened(command, 45));
    row.put("CreatedSince", step.created().map(time -> Units.ago(time, now())).orElse("N/A"));
    row.put("ID", id);
    row.put("Size", human ? Units.size(size) : Long.toString(size));
    return row;
  }
}
