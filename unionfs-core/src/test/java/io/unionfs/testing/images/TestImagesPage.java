package io.unionfs.testing.images;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page {@code docs/testing-images.md}: all test images, and what tools do with them. */
final class TestImagesPage {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([A-Z0-9_]+)` \\|.*\\| ([^|]+) \\| ([^|]+) \\|$");

  private TestImagesPage() {}

  static String of(String versions, Map<TestImage, List<String>> observed) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Test images

        All images of `HostileImage` and `OddImage` ([testing.md](testing.md#images-and-a-registry)), with
        what a correct tool does and why. The last two columns were observed, as root and with default
        options, of VERSIONS.
        `umoci unpack` applies the layers; "takes it" means that what it unpacks is as stated, "shows
        otherwise" that not all of it is. `skopeo copy` to a directory looks at documents and digests, and at
        no entry of a layer. Files could grow to 64 MiB; bombs had 1 MiB, and "many entries" were 1,000;
        "does not end" is five minutes. "Changes the host" is said if anything beside the image was made,
        deleted, or written anew. `RealToolsFactsTest` made the columns, and holds them against these
        versions.
        """
            .replace("VERSIONS", versions));
    for (String title : List.of("Hostile", "Odd")) {
      page.append("\n## ")
          .append(title)
          .append("\n\n| image | what it is | correct | source | umoci | skopeo |\n")
          .append("|---|---|---|---|---|---|\n");
      observed.forEach(
          (image, facts) -> {
            if (image instanceof HostileImage == title.equals("Hostile")) {
              page.append(row(image, facts));
            }
          });
    }
    return page.toString();
  }

  static String row(TestImage image, List<String> facts) {
    String source =
        image.cve().map(cve -> "[" + cve + "](" + image.source() + ")").orElse(image.source());
    return "| `"
        + image.name()
        + "` | "
        + image.about()
        + " | "
        + verdict(image.verdict())
        + ": "
        + image.correct()
        + " | "
        + source
        + " | "
        + String.join(" | ", facts)
        + " |\n";
  }

  private static String verdict(Verdict verdict) {
    return switch (verdict) {
      case REFUSED -> "refused";
      case SHOWN -> "shown";
      case REFUSED_OR_SHOWN -> "refused or shown";
    };
  }

  /** What a page says that the tools do, by image. */
  static Map<String, List<String>> observed(String page) {
    Map<String, List<String>> all = new TreeMap<>();
    for (Matcher row = ROW.matcher(page); row.find(); ) {
      all.put(row.group(1), List.of(row.group(2), row.group(3)));
    }
    return all;
  }

  static Map<String, List<String>> named(Map<TestImage, List<String>> found) {
    Map<String, List<String>> all = new TreeMap<>();
    found.forEach((image, facts) -> all.put(image.name(), facts));
    return all;
  }
}
