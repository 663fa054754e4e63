package io.unionfs.cli.command;

import io.unionfs.cli.output.Listing;
import io.unionfs.cli.output.Text;
import io.unionfs.cli.output.Units;
import io.unionfs.cli.output.Width;
import io.unionfs.image.ImageReference;
import io.unionfs.store.StoredImage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images as rows of a list. */
final class ImageRows {
  static final String NONE = "<none>";
  private static final String UNKNOWN = "N/A";
  private static final Map<String, String> HEADERS = new LinkedHashMap<>();

  static {
    HEADERS.put("Containers", "CONTAINERS");
    HEADERS.put("CreatedAt", "CREATED AT");
    HEADERS.put("CreatedSince", "CREATED");
    HEADERS.put("Digest", "DIGEST");
    HEADERS.put("ID", "IMAGE ID");
    HEADERS.put("Repository", "REPOSITORY");
    HEADERS.put("SharedSize", "SHARED SIZE");
    HEADERS.put("Size", "SIZE");
    HEADERS.put("Tag", "TAG");
    HEADERS.put("UniqueSize", "UNIQUE SIZE");
    HEADERS.put("VirtualSize", "SIZE");
  }

  private ImageRows() {}

  static Listing listing(String... columns) {
    return new Listing(HEADERS, List.of(columns));
  }

  /** A row for {@code image} under one of its names, or under none. */
  static Map<String, String> row(
      StoredImage image, Optional<ImageReference> name, Width width, Instant now) {
    Optional<Instant> created = image.config().created();
    Map<String, String> row = new LinkedHashMap<>();
    row.put("Containers", UNKNOWN);
    row.put("CreatedAt", created.map(Text::time).orElse(UNKNOWN));
    row.put("CreatedSince", created.map(time -> Units.ago(time, now)).orElse(UNKNOWN));
    row.put("Digest", image.manifest().digest().toString());
    row.put("ID", Text.id(image.id(), width));
    row.put("Repository", name.map(ImageReference::repository).orElse(NONE));
    row.put("SharedSize", UNKNOWN);
    row.put("Size", Units.size(image.size()));
    row.put("Tag", name.map(ImageReference::tag).orElse(NONE));
    row.put("UniqueSize", UNKNOWN);
    row.put("VirtualSize", Units.preciseSize(image.size()));
    return row;
  }
}
