package io.unionfs.analysis;

import io.unionfs.archive.Hashing;
import io.unionfs.json.DocumentBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An analysis as one page for people: a map of the bytes that an image wastes, and tables that say
 * the same to those who see no map. The page needs nothing from anywhere: its script and style are
 * in it, and its policy lets no other run or load, whatever an image calls its files.
 */
public final class HtmlReport {
  private static final int MOST_ROWS = 200;

  private final StringBuilder page = new StringBuilder();
  private final Analysis analysis;

  private HtmlReport(Analysis analysis) {
    this.analysis = analysis;
  }

  /**
   * Writes the page in UTF-8.
   *
   * @param rules what came of rules; empty for none
   * @param comparison with an older image, if there was one
   * @param out stays open
   */
  public static void write(
      Analysis analysis, List<Rule.Result> rules, Optional<Comparison> comparison, OutputStream out)
      throws IOException {
    HtmlReport report = new HtmlReport(analysis);
    report.page(rules, comparison);
    out.write(report.page.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void page(List<Rule.Result> rules, Optional<Comparison> comparison) throws IOException {
    String style = resource("report.css");
    String script = resource("report.js");
    raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    raw("base-uri 'none'; form-action 'none'; script-src '" + hash(script) + "'; ");
    raw("style-src '" + hash(style) + "'\">\n");
    raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    text(analysis.name());
    raw(" – what it wastes</title>\n<style>" + style + "</style>\n</head>\n<body>\n");
    figures();
    map();
    layers();
    rules(rules);
    comparison.ifPresent(this::comparison);
    debts();
    deadFiles();
    leftovers();
    secrets();
    privileged();
    duplicates();
    raw("<script type=\"application/json\" id=\"tree\">");
    raw(HtmlText.inScript(Treemap.of(analysis)) + "</script>\n");
    raw("<script type=\"application/json\" id=\"layers\">");
    raw(HtmlText.inScript(instructions()) + "</script>\n");
    raw("<script>" + script + "</script>\n</body>\n</html>\n");
  }

  private void figures() {
    DiveMetric dive = analysis.dive();
    raw("<header><p class=\"kind\">Image analysis</p><h1>");
    text(analysis.name());
    raw("</h1>\n<dl class=\"figures\">");
    figure("Size", HtmlText.size(analysis.size()), analysis.layers().size() + " layers", "");
    figure("Live", HtmlText.size(analysis.liveBytes()), "shown by the image", "");
    figure(
        "Dead",
        HtmlText.size(analysis.deadBytes()),
        HtmlText.percent(analysis.deadPercent()) + " of all bytes",
        analysis.deadBytes() > 0 ? "bad" : "");
    figure("Efficiency", HtmlText.percent(analysis.efficiency()), "live / size, exact", "");
    figure(
        "By dive’s formulas",
        HtmlText.percent(dive.efficiency()),
        HtmlText.size(dive.wastedBytes()) + " wasted",
        "aside");
    raw("</dl></header>\n");
  }

  private void figure(String name, String value, String remark, String style) {
    raw("<div class=\"" + style + "\"><dt>" + name + "</dt><dd>" + value);
    raw("<small>" + remark + "</small></dd></div>");
  }

  private void map() {
    raw("<section id=\"map\" hidden><div class=\"bar\"><h2>Map of bytes</h2>");
    raw("<div class=\"modes\" role=\"group\" aria-label=\"What the map shows\">");
    raw("<button type=\"button\" data-mode=\"dead\">Waste</button>");
    raw("<button type=\"button\" data-mode=\"all\">All bytes</button></div></div>\n");
    raw("<nav id=\"crumbs\" aria-label=\"Directory\"></nav>\n");
    raw("<div id=\"tiles\" role=\"group\" aria-label=\"Files by size; Enter opens a directory, ");
    raw("Backspace leaves it, arrow keys move\"></div>\n");
    raw("<p id=\"info\" aria-live=\"polite\"></p>\n<ul id=\"legend\"></ul></section>\n");
  }

  private void layers() {
    raw("<section><h2>Layers</h2><div class=\"scroll\"><table><thead><tr><th class=\"n\">Layer");
    raw("<th class=\"n\">Size<th class=\"n\">Live<th class=\"n\">Dead<th><th class=\"n\">Killed");
    raw("<th>Instruction</tr></thead><tbody>\n");
    long most = Math.max(1, analysis.layers().stream().mapToLong(LayerCost::size).max().orElse(1));
    for (LayerCost layer : analysis.layers()) {
      raw("<tr>");
      number(Integer.toString(layer.ordinal()));
      number(HtmlText.size(layer.size()));
      number(HtmlText.size(layer.live()));
      number(HtmlText.size(layer.dead()));
      raw("<td>" + share(layer, most));
      number(HtmlText.size(layer.killed()));
      cell(layer.instruction());
      raw("</tr>\n");
    }
    raw("</tbody></table></div><p class=\"note\">Dead: bytes that the layer holds and nothing");
    raw(" shows. Killed: bytes of this layer and those below whose last name it took.</p>");
    raw("</section>\n");
  }

  private static String share(LayerCost layer, long most) {
    double live = 120.0 * layer.live() / most;
    double dead = 120.0 * layer.dead() / most;
    return String.format(
        java.util.Locale.ROOT,
        "<svg class=\"share\" width=\"120\" height=\"12\" aria-hidden=\"true\"><rect class=\"live\""
            + " width=\"%.1f\" height=\"12\"/><rect class=\"dead\" x=\"%.1f\" width=\"%.1f\""
            + " height=\"12\"/></svg>",
        live,
        live,
        dead);
  }

  private void rules(List<Rule.Result> results) {
    table("Rules", results, new String[] {"", "Rule", "#Value"}, 0, this::rule);
  }

  private void rule(Rule.Result result) {
    boolean passed = result.outcome() == Rule.Outcome.PASSED;
    raw("<td class=\"" + (passed ? "pass" : "fail") + "\">" + (passed ? "pass" : "fail"));
    cell(result.rule().text());
    number(result.valueText());
  }

  private void comparison(Comparison comparison) {
    String title = "Against " + HtmlText.shown(comparison.old());
    table(
        title,
        comparison.figures(),
        new String[] {"", "Figure", "#Before", "#Now"},
        0,
        figure -> {
          boolean worse = figure.trend() == Comparison.Trend.WORSE;
          raw("<td class=\"" + (worse ? "fail" : "pass") + "\">");
          text(figure.trend().name().toLowerCase(java.util.Locale.ROOT));
          cell(figure.metric().word());
          number(figure.beforeText());
          number(figure.nowText());
        });
  }

  private void debts() {
    table(
        "Who pays",
        analysis.payers().debts(),
        new String[] {"#Bytes", "#Files", "#Paid by layer", "#Killed by layer", "Below"},
        0,
        debt -> {
          number(HtmlText.size(debt.bytes()));
          number(Long.toString(debt.files()));
          number(Integer.toString(debt.payer()));
          number(Integer.toString(debt.killer()));
          cell(debt.below());
        });
  }

  private void deadFiles() {
    List<DeadFile> files = analysis.payers().files();
    table(
        "Dead files",
        files,
        new String[] {"#Bytes", "Path", "#Paid by layer", "How", "#Killed by layer"},
        files.size(),
        file -> {
          number(HtmlText.size(file.bytes()));
          cell("/" + file.path());
          number(Integer.toString(file.payer()));
          cell(file.cause().word());
          number(Integer.toString(file.killer()));
        });
  }

  private void leftovers() {
    table(
        "Leftovers",
        analysis.leftovers(),
        new String[] {"#Live", "#Dead", "Place", "What", "#Files", "#Layer"},
        analysis.leftovers().size(),
        each -> {
          number(HtmlText.size(each.live()));
          number(HtmlText.size(each.dead()));
          cell(each.place());
          cell(each.what());
          number(Long.toString(each.files()));
          number(Integer.toString(each.layer()));
        });
  }

  private void secrets() {
    table(
        "Perhaps secrets",
        analysis.secrets(),
        new String[] {"What", "Where", "#Layer", "Found in"},
        analysis.secrets().size(),
        secret -> {
          cell(secret.kind().words());
          cell(secret.where());
          number(secret.layer() < 0 ? "–" : Integer.toString(secret.layer()));
          cell(
              secret.origin().word().replace('-', ' ')
                  + (secret.removedBy() < 0
                      ? ""
                      : ", removed by layer " + secret.removedBy() + " but still handed out"));
        });
  }

  private void privileged() {
    table(
        "Files with more rights",
        analysis.privileged(),
        new String[] {"Path", "Rights", "#Mode", "#Owner", "#Layer"},
        analysis.privileged().size(),
        file -> {
          cell("/" + file.path());
          cell(String.join(", ", file.rights().stream().map(Privileged.Right::word).toList()));
          number(String.format("%04o", file.mode()));
          number(Integer.toUnsignedString(file.uid()) + ":" + Integer.toUnsignedString(file.gid()));
          number(Integer.toString(file.layer()));
        });
  }

  private void duplicates() {
    List<Duplicates.Group> groups = analysis.duplicates().groups();
    table(
        "The same content several times",
        groups,
        new String[] {"#Would save", "#Size", "#Copies", "Among them"},
        groups.size(),
        group -> {
          number(HtmlText.size(group.saved()));
          number(HtmlText.size(group.size()));
          number(Integer.toString(group.copies().size()));
          cell(
              String.join(
                  ", ", group.copies().stream().limit(3).map(copy -> "/" + copy.path()).toList()));
        });
  }

  private interface Row<T> {
    void cells(T thing);
  }

  /** A table, if there is anything to stand in it; {@code #} makes a column one of numbers. */
  private <T> void table(String title, List<T> rows, String[] head, int count, Row<T> row) {
    if (rows.isEmpty()) {
      return;
    }
    raw("<section><h2>");
    text(title);
    raw(count > 0 ? " <small>" + count + "</small></h2>" : "</h2>");
    raw("<div class=\"scroll\"><table><thead><tr>");
    for (String each : head) {
      raw(each.startsWith("#") ? "<th class=\"n\">" + each.substring(1) : "<th>" + each);
    }
    raw("</tr></thead><tbody>\n");
    for (T each : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
      raw("<tr>");
      row.cells(each);
      raw("</tr>\n");
    }
    raw("</tbody></table></div>");
    if (rows.size() > MOST_ROWS) {
      raw("<p class=\"note\">The first " + MOST_ROWS + "; --json has all.</p>");
    }
    raw("</section>\n");
  }

  private String instructions() {
    return DocumentBuilder.empty()
        .putTexts(
            "layers",
            analysis.layers().stream().map(each -> HtmlText.shown(each.instruction())).toList())
        .text();
  }

  private void cell(String words) {
    raw("<td>");
    text(words);
  }

  private void number(String words) {
    raw("<td class=\"n\">");
    text(words);
  }

  private void text(String words) {
    page.append(HtmlText.escaped(words));
  }

  private void raw(String html) {
    page.append(html);
  }

  /** What a policy calls a script or style that it lets be. */
  private static String hash(String text) {
    byte[] digest =
        HexFormat.of().parseHex(Hashing.sha256(text.getBytes(StandardCharsets.UTF_8)).hex());
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing from the library");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
