package io.unionfs.cli.session;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws what a terminal shows as an SVG that needs nothing else: monospaced text in the colours
 * that escape sequences name. The same text gives the same picture.
 */
public final class TerminalPicture {
  private static final Pattern COLOUR = Pattern.compile("\033\\[([0-9;]*)m");
  private static final double WIDTH = 8.4;
  private static final int HEIGHT = 19;
  private static final int MARGIN = 18;
  private static final int BAR = 34;

  /** What a colour is, by its escape code. */
  private static final Map<String, String> FILLS =
      Map.of(
          "31", "#ff7b72",
          "32", "#7ee787",
          "33", "#f0c674",
          "36", "#79c0ff",
          "1;36", "#56d4dd",
          "90", "#8b949e");

  private TerminalPicture() {}

  /** The picture of {@code text}, whose lines are not broken. */
  public static String of(String title, String text) {
    List<String> lines = text.lines().toList();
    int columns = 40;
    for (String line : lines) {
      String plain = COLOUR.matcher(line).replaceAll("");
      columns = Math.max(columns, plain.codePointCount(0, plain.length()));
    }
    long width = Math.round(columns * WIDTH) + 2 * MARGIN;
    long height = (long) lines.size() * HEIGHT + BAR + MARGIN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
            width,
            height,
            width,
            height,
            escaped(title).replace('\u00a0', ' ')));
    svg.append("<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n");
    String[] buttons = {"#ff5f57", "#febc2e", "#28c840"};
    for (int i = 0; i < buttons.length; i++) {
      svg.append(
          String.format(
              "<circle cx=\"%d\" cy=\"17\" r=\"5\" fill=\"%s\"/>%n", 20 + 18 * i, buttons[i]));
    }
    svg.append(
        "<g font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',"
            + "monospace\" font-size=\"14\" fill=\"#e6edf3\">\n");
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        line(svg, lines.get(i), BAR + (i + 1) * HEIGHT - 5);
      }
    }
    return svg.append("</g>\n</svg>\n").toString().replace(System.lineSeparator(), "\n");
  }

  /** Each piece stands at its column, so that no font can put it elsewhere. */
  private static void line(StringBuilder svg, String line, int y) {
    Matcher colours = COLOUR.matcher(line);
    svg.append("<text y=\"").append(y).append("\">");
    int column = 0;
    int from = 0;
    String fill = null;
    while (from <= line.length()) {
      boolean found = colours.find(from);
      int to = found ? colours.start() : line.length();
      String piece = line.substring(from, to);
      if (!piece.isBlank()) {
        svg.append(String.format(Locale.ROOT, "<tspan x=\"%.1f\"", MARGIN + column * WIDTH));
        svg.append(fill == null ? "" : " fill=\"" + fill + "\"");
        svg.append('>').append(escaped(piece)).append("</tspan>");
      }
      column += piece.codePointCount(0, piece.length());
      if (!found) {
        break;
      }
      fill = FILLS.get(colours.group(1));
      from = colours.end();
    }
    svg.append("</text>\n");
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case ' ' -> escaped.append('\u00a0'); // Others are drawn as one.
                default -> {
                  if (c >= 0x20 && !Character.isISOControl(c) && !isSurrogate(c)) {
                    escaped.appendCodePoint(c);
                  }
                }
              }
            });
    return escaped.toString();
  }

  /** A half of a pair, which XML cannot hold. */
  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
        || c >= 0xfffe && c <= 0xffff;
  }
}
