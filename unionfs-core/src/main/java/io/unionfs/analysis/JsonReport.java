package io.unionfs.analysis;

import io.unionfs.json.DocumentBuilder;
import io.unionfs.layer.FileType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An analysis as JSON for machines, in one line of UTF-8. The schema is described in
 * docs/analysis.md; fields are added to it, never changed, while {@code schema} stays 1.
 */
public final class JsonReport {
  /** The number of the schema. */
  public static final int SCHEMA = 1;

  private JsonReport() {}

  /**
   * Writes the report and a line end.
   *
   * @param rules what came of rules; empty for none
   * @param comparison with an older image, if there was one
   * @param out stays open
   */
  public static void write(
      Analysis analysis, List<Rule.Result> rules, Optional<Comparison> comparison, OutputStream out)
      throws IOException {
    DocumentBuilder report = summary(analysis);
    report.putObjects("layers", list(analysis.layers(), JsonReport::layer));
    payers(report, analysis.payers());
    report.putObjects("leftovers", list(analysis.leftovers(), JsonReport::leftover));
    report.putObjects("privileged", list(analysis.privileged(), JsonReport::privileged));
    report.putObjects("secrets", list(analysis.secrets(), JsonReport::secret));
    report
        .object("duplicates")
        .put("saved", analysis.duplicates().saved())
        .putObjects("groups", list(analysis.duplicates().groups(), JsonReport::duplicate));
    report.putObjects("rules", list(rules, JsonReport::rule));
    comparison.ifPresent(against -> comparison(report.object("comparison"), against));
    String text = report.text();
    out.write(bytes(text.substring(0, text.length() - 1)));
    files(analysis, out);
    out.write(bytes("}\n"));
  }

  private static DocumentBuilder summary(Analysis analysis) {
    DocumentBuilder report =
        DocumentBuilder.empty()
            .put("schema", SCHEMA)
            .put("image", analysis.name())
            .put("size", analysis.size())
            .put("live", analysis.liveBytes())
            .put("dead", analysis.deadBytes())
            .put("deadPercent", analysis.deadPercent())
            .put("efficiency", analysis.efficiency());
    DiveMetric dive = analysis.dive();
    DocumentBuilder figures =
        report
            .object("dive")
            .put("efficiency", dive.efficiency())
            .put("wastedBytes", dive.wastedBytes())
            .put("sizeBytes", dive.sizeBytes())
            .put("userSizeBytes", dive.userBytes());
    // A share of nothing is no number.
    if (dive.userBytes() > 0) {
      figures.put("userWastedPercent", dive.userWastedPercent());
    }
    figures.putObjects(
        "inefficientFiles",
        list(
            dive.inefficient(),
            file ->
                DocumentBuilder.empty()
                    .put("path", file.path())
                    .put("count", file.count())
                    .put("bytes", file.bytes())));
    return report;
  }

  private static DocumentBuilder layer(LayerCost layer) {
    DocumentBuilder document =
        DocumentBuilder.empty()
            .put("ordinal", layer.ordinal())
            .put("diffId", layer.diffId().toString())
            .put("instruction", layer.instruction())
            .put("size", layer.size())
            .put("live", layer.live())
            .put("dead", layer.dead())
            .put("killed", layer.killed())
            .put("files", layer.files())
            .put("directories", layer.directories())
            .put("removed", layer.removed());
    if (layer.tarSize() >= 0) {
      document.put("tarSize", layer.tarSize());
    }
    if (layer.blobSize() >= 0) {
      document.put("blobSize", layer.blobSize());
    }
    return document;
  }

  private static void payers(DocumentBuilder report, Payers payers) {
    DocumentBuilder causes = report.object("causes");
    payers.causes().forEach((cause, bytes) -> causes.put(cause.word(), bytes));
    report.putObjects(
        "debts",
        list(
            payers.debts(),
            debt ->
                DocumentBuilder.empty()
                    .put("payer", debt.payer())
                    .put("killer", debt.killer())
                    .put("bytes", debt.bytes())
                    .put("files", debt.files())
                    .put("below", debt.below())));
    report.putObjects(
        "instructions",
        list(
            payers.instructions(),
            share ->
                DocumentBuilder.empty()
                    .put("instruction", share.instruction())
                    .put("paid", share.paid())
                    .put("killed", share.killed())));
    report.putObjects(
        "deadFiles",
        list(
            payers.files(),
            file ->
                DocumentBuilder.empty()
                    .put("path", file.path())
                    .put("bytes", file.bytes())
                    .put("payer", file.payer())
                    .put("killer", file.killer())
                    .put("cause", file.cause().word())));
  }

  private static DocumentBuilder leftover(Leftover leftover) {
    return DocumentBuilder.empty()
        .put("kind", leftover.kind().word())
        .put("what", leftover.what())
        .put("place", leftover.place())
        .put("layer", leftover.layer())
        .put("files", leftover.files())
        .put("live", leftover.live())
        .put("dead", leftover.dead());
  }

  private static DocumentBuilder privileged(Privileged file) {
    return DocumentBuilder.empty()
        .put("path", file.path())
        .put("layer", file.layer())
        .putTexts("rights", file.rights().stream().map(Privileged.Right::word).toList())
        .put("mode", octal(file.mode()))
        .put("uid", Integer.toUnsignedLong(file.uid()))
        .put("gid", Integer.toUnsignedLong(file.gid()));
  }

  private static DocumentBuilder secret(Secret secret) {
    DocumentBuilder document =
        DocumentBuilder.empty()
            .put("kind", secret.kind().word())
            .put("origin", secret.origin().word())
            .put("where", secret.where());
    if (secret.offset() >= 0) {
      document.put("offset", secret.offset());
    }
    if (secret.layer() >= 0) {
      document.put("layer", secret.layer());
    }
    if (secret.removedBy() >= 0) {
      document.put("removedBy", secret.removedBy());
    }
    return document;
  }

  private static DocumentBuilder duplicate(Duplicates.Group group) {
    return DocumentBuilder.empty()
        .put("digest", group.digest().toString())
        .put("size", group.size())
        .put("saved", group.saved())
        .putObjects(
            "copies",
            list(
                group.copies(),
                copy ->
                    DocumentBuilder.empty()
                        .put("image", copy.image())
                        .put("layer", copy.layer())
                        .put("path", copy.path())
                        .put("live", copy.live())));
  }

  private static DocumentBuilder rule(Rule.Result result) {
    DocumentBuilder document =
        DocumentBuilder.empty()
            .put("rule", result.rule().text())
            .put("metric", result.rule().metric().word())
            .put("passed", result.outcome() == Rule.Outcome.PASSED);
    number(document, "value", result.rule().metric(), result.value());
    return document.putObjects("culprits", list(result.culprits(), JsonReport::culprit));
  }

  private static void comparison(DocumentBuilder document, Comparison comparison) {
    document
        .put("against", comparison.old())
        .put("result", comparison.isRegression() ? "regression" : "ok")
        .putObjects("figures", list(comparison.figures(), JsonReport::figure));
  }

  private static DocumentBuilder figure(Comparison.Figure figure) {
    DocumentBuilder document =
        DocumentBuilder.empty()
            .put("metric", figure.metric().word())
            .put("trend", figure.trend().name().toLowerCase(java.util.Locale.ROOT));
    number(document, "before", figure.metric(), figure.before());
    number(document, "now", figure.metric(), figure.now());
    return document.putObjects("culprits", list(figure.culprits(), JsonReport::culprit));
  }

  private static DocumentBuilder culprit(Culprit culprit) {
    DocumentBuilder document = DocumentBuilder.empty().put("what", culprit.what());
    if (!culprit.why().isEmpty()) {
      document.put("why", culprit.why());
    }
    if (culprit.layer() >= 0) {
      document.put("layer", culprit.layer());
    }
    return document.put("bytes", culprit.bytes());
  }

  /** An infinite figure is left out: JSON has no word for it. */
  private static void number(DocumentBuilder document, String field, Metric metric, double value) {
    if (metric.unit() != Metric.Unit.RATIO) {
      document.put(field, (long) value);
    } else if (Double.isFinite(value)) {
      document.put(field, value);
    }
  }

  /** File by file, since there may be a million. */
  private static void files(Analysis analysis, OutputStream out) throws IOException {
    String before = ",\"files\":[";
    for (LayerCost layer : analysis.layers()) {
      List<FileRecord> files = analysis.files(layer.ordinal());
      if (!files.isEmpty()) {
        out.write(bytes(before + "{\"layer\":" + layer.ordinal() + ",\"files\":["));
        for (int i = 0; i < files.size(); i++) {
          out.write(bytes((i == 0 ? "" : ",") + file(files.get(i)).text()));
        }
        out.write(bytes("]}"));
        before = ",";
      }
    }
    if (before.equals(",")) {
      out.write(']');
    }
  }

  private static DocumentBuilder file(FileRecord file) {
    DocumentBuilder document =
        DocumentBuilder.empty()
            .put("path", file.path())
            .put("state", file.state().word())
            .put("type", type(file.type()))
            .put("size", file.size())
            .put("mode", octal(file.mode()))
            .put("uid", Integer.toUnsignedLong(file.uid()))
            .put("gid", Integer.toUnsignedLong(file.gid()));
    file.modified().ifPresent(time -> document.put("mtime", time));
    file.target().ifPresent(target -> document.put("target", target));
    if (!file.xattrs().isEmpty()) {
      document.putTexts("xattrs", file.xattrs());
    }
    if (file.links() > 1) {
      document.put("links", file.links());
    }
    if (file.opaque()) {
      document.put("opaque", true);
    }
    return document;
  }

  private static String type(FileType type) {
    return type.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private static String octal(int mode) {
    return String.format("%04o", mode);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private interface Maker<T> {
    DocumentBuilder of(T thing);
  }

  private static <T> List<DocumentBuilder> list(List<T> things, Maker<T> maker) {
    List<DocumentBuilder> documents = new ArrayList<>(things.size());
    things.forEach(thing -> documents.add(maker.of(thing)));
    return documents;
  }
}
