package io.unionfs.cli.command;

import io.unionfs.trust.Base;
import io.unionfs.trust.BaseReport;
import io.unionfs.trust.FileDifference;
import io.unionfs.trust.SignatureReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code verify} found, for people and for programs. */
final class VerifyReport {
  private VerifyReport() {}

  /**
   * Lines of text.
   *
   * @param image as somebody called it: it may have several names
   */
  static List<String> lines(String image, BaseReport report) {
    List<String> lines = new ArrayList<>();
    String base = described(report.base());
    BaseReport.Verdict verdict = report.verdict();
    if (verdict instanceof BaseReport.Trusted trusted) {
      lines.add(
          image
              + " stands on "
              + base
              + ": its lower "
              + trusted.layers()
              + " of "
              + (trusted.layers() + trusted.above())
              + " layers are the base's");
      if (isChain(report.base())) {
        lines.add(
            "  a ChainID speaks of layers alone: manifest and config of the base were not compared");
      }
      return lines;
    }
    String not = image + " does not stand on " + base + ": ";
    if (verdict instanceof BaseReport.Damaged damaged) {
      lines.add(not + "layer " + damaged.layer() + ", " + damaged.diffId() + ": " + damaged.what());
    } else if (verdict instanceof BaseReport.TooShort shorter) {
      lines.add(
          not
              + "it ends after "
              + shorter.layers()
              + " of the base's "
              + shorter.expected()
              + " layers");
    } else if (verdict instanceof BaseReport.Unknown) {
      lines.add(not + "no ChainID of the image is that digest, and no image of the store has it");
      lines.add(
          "  if it is the digest of a manifest, 'unionfs pull NAME@DIGEST' brings the base, and"
              + " its files can be compared");
    } else if (verdict instanceof BaseReport.Different different) {
      lines.add(not + "layer " + different.layer() + ", counted from 0 at the bottom, is another");
      lines.add("  it is " + different.found() + ", the base's " + different.expected());
      addFiles(lines, different.differences());
    }
    return lines;
  }

  private static void addFiles(List<String> lines, BaseReport.Differences differences) {
    if (differences.total() == 0) {
      lines.add("  its files are the same: the archives differ in order or form");
    }
    for (FileDifference each : differences.listed()) {
      lines.add("  " + each.path() + ": " + String.join(", ", words(each)));
    }
    long more = differences.total() - differences.listed().size();
    if (more > 0) {
      lines.add("  and " + more + " more; --json has all");
    }
  }

  private static List<String> words(FileDifference difference) {
    return difference.aspects().stream()
        .map(aspect -> aspect.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static String described(Base base) {
    if (!(base instanceof Base.Known known)) {
      return base.given() + " (taken for a ChainID)";
    }
    return base.given()
        + switch (known.named()) {
          case NAME, FILE -> " (" + word(known.named()) + ", image " + id(known) + ")";
          case MANIFEST -> " (the manifest of " + known.image().label() + ")";
          case ID -> " (the id of " + known.image().label() + ")";
          case CHAIN -> " (a ChainID)";
        };
  }

  private static boolean isChain(Base base) {
    return !(base instanceof Base.Known known) || known.named() == Base.Named.CHAIN;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String id(Base.Known base) {
    return base.image().id().toString();
  }

  /** A line of text. */
  static String line(String image, BaseReport.Damaged damaged) {
    return image
        + " is not what was signed: layer "
        + damaged.layer()
        + ", "
        + damaged.diffId()
        + ": "
        + damaged.what();
  }

  /**
   * For {@link io.unionfs.cli.output.Json}.
   *
   * @param damaged a layer of an image that is signed, else null
   */
  static Map<String, Object> json(
      BaseReport base, SignatureReport signature, BaseReport.Damaged damaged) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(
        "Trusted",
        (base == null || base.isTrusted())
            && (signature == null || signature.isSigned())
            && damaged == null);
    all.put("Manifest", (base == null ? signature.manifest() : base.manifest()).toString());
    if (base != null) {
      all.put("Base", json(base));
    }
    if (signature != null) {
      all.put("Signature", json(signature));
    }
    if (damaged != null) {
      Map<String, Object> layer = new LinkedHashMap<>();
      put(layer, damaged);
      all.put("Damaged", layer);
    }
    return all;
  }

  private static Map<String, Object> json(BaseReport report) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("Image", report.image());
    all.put("Given", report.base().given());
    all.put(
        "Named", report.base() instanceof Base.Known known ? word(known.named()) : "chain only");
    BaseReport.Verdict verdict = report.verdict();
    all.put("Verdict", verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    if (verdict instanceof BaseReport.Trusted trusted) {
      all.put("Layers", trusted.layers());
      all.put("Above", trusted.above());
    } else if (verdict instanceof BaseReport.Damaged damaged) {
      put(all, damaged);
    } else if (verdict instanceof BaseReport.TooShort shorter) {
      all.put("Layers", shorter.layers());
      all.put("BaseLayers", shorter.expected());
    } else if (verdict instanceof BaseReport.Different different) {
      all.put("Layer", different.layer());
      all.put("Expected", different.expected().toString());
      all.put("Found", different.found().toString());
      all.put("Total", different.differences().total());
      all.put(
          "Files",
          different.differences().listed().stream()
              .map(each -> Map.of("Path", each.path(), "Aspects", words(each)))
              .map(file -> (Object) new java.util.TreeMap<>(file))
              .collect(Collectors.toList()));
    }
    return all;
  }

  private static void put(Map<String, Object> all, BaseReport.Damaged damaged) {
    all.put("Layer", damaged.layer());
    all.put("Expected", damaged.diffId().toString());
    all.put("What", damaged.what());
  }

  private static Map<String, Object> json(SignatureReport report) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("Key", report.key().toString());
    all.put("Verdict", report.verdict().getClass().getSimpleName().toLowerCase(Locale.ROOT));
    if (report.verdict() instanceof SignatureReport.Signed signed) {
      all.put("Reference", signed.reference());
      all.put("Payload", signed.payload().toString());
    }
    List<Object> refusals = new ArrayList<>();
    for (SignatureReport.Refusal each : report.refusals()) {
      Map<String, Object> refusal = new LinkedHashMap<>();
      refusal.put("Payload", each.payload().toString());
      refusal.put("Reason", word(each.reason()));
      refusal.put("Message", each.message());
      refusals.add(refusal);
    }
    all.put("Refusals", refusals);
    return all;
  }
}
