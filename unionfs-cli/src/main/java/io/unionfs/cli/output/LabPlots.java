package io.unionfs.cli.output;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.unionfs.lab.Column;
import io.unionfs.lab.Laboratory;
import io.unionfs.lab.Origin;
import io.unionfs.lab.Plot;
import io.unionfs.lab.Table;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Plots of the laboratory, drawn without a screen. */
public final class LabPlots {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;
  private static final int MARKER = 6;
  private static final float HAIR = 0.5f;
  private static final double THOUSAND = 1000;
  private static final double SLACK = 1e-9;
  private static final List<String> PLAIN = List.of("", "k", "M", "G", "T");
  private static final Map<String, List<String>> UNITS =
      Map.of(
          "ns", List.of(" ns", " µs", " ms", " s"),
          "bytes", List.of(" B", " kB", " MB", " GB", " TB"));

  /** How a plot is written. */
  public enum Format {
    SVG,
    PNG;

    /** The end of a file's name. */
    public String suffix() {
      return "." + name().toLowerCase(Locale.ROOT);
    }
  }

  private LabPlots() {}

  /**
   * Draws {@code plot} of {@code table} to {@code out}, which stays open.
   *
   * @return whether there was anything to draw; if not, nothing is written
   * @throws IOException if it cannot be written, or this Java cannot draw text
   */
  public static boolean draw(Plot plot, Table table, Format format, OutputStream out)
      throws IOException {
    List<Plot.Line> lines = plot.lines(table);
    if (lines.isEmpty()) {
      return false;
    }
    System.setProperty("java.awt.headless", "true");
    try {
      XYChart chart = chart(plot, table, lines);
      switch (format) {
        case SVG -> {
          VectorGraphics2D graphics = new VectorGraphics2D();
          chart.paint(graphics, WIDTH, HEIGHT);
          new SVGProcessor()
              .getDocument(graphics.getCommands(), new PageSize(0, 0, WIDTH, HEIGHT))
              .writeTo(out);
        }
        case PNG -> ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", out);
      }
      return true;
    } catch (LinkageError | InternalError e) {
      throw new IOException("no plot can be drawn: this Java has no fonts: " + e, e);
    }
  }

  private static XYChart chart(Plot plot, Table table, List<Plot.Line> lines) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(plot.title())
            .xAxisTitle(title(table, plot.x()))
            .yAxisTitle(
                plot.y().size() == 1
                    ? title(table, plot.y().get(0))
                    : origin(column(table, plot.y().get(0))))
            .build();
    var style = chart.getStyler();
    style.setChartBackgroundColor(Color.WHITE);
    style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    style.setLegendPosition(LegendPosition.OutsideE);
    style.setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
    style.setMarkerSize(MARKER);
    style.setPlotGridLinesStroke(new BasicStroke(HAIR));
    style.setXAxisLogarithmic(plot.scale() == Plot.Scale.DOUBLY_LOGARITHMIC);
    style.setYAxisLogarithmic(plot.scale() != Plot.Scale.LINEAR);
    style.setYAxisTickLabelsFormattingFunction(value -> tick(value, unit(table, plot.y().get(0))));
    style.setXAxisTickLabelsFormattingFunction(value -> tick(value, unit(table, plot.x())));
    if (plot.scale() == Plot.Scale.LINEAR) {
      style.setYAxisMin(Math.min(0, least(values(lines))));
    } else {
      // Whole decades: else an axis may have no number at all.
      List<Double> values = values(lines);
      style.setYAxisMin(decade(least(values), false));
      style.setYAxisMax(decade(most(values), true));
    }
    lines.forEach(line -> chart.addSeries(line.name(), line.x(), line.y()));
    return chart;
  }

  private static List<Double> values(List<Plot.Line> lines) {
    return lines.stream().flatMap(line -> line.y().stream()).toList();
  }

  private static double least(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).min().orElse(0);
  }

  private static double most(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).max().orElse(1);
  }

  /** The power of ten at or below {@code number}, or the one above it. */
  private static double decade(double number, boolean isAbove) {
    double exponent = Math.log10(number);
    // A hair off, so that 1000 is its own decade.
    return Math.pow(10, isAbove ? Math.floor(exponent + SLACK) + 1 : Math.floor(exponent + SLACK));
  }

  private static Column column(Table table, String name) {
    return table.columns().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What an axis shows: a parameter in words, another column by its name; its unit, its origin. */
  private static String title(Table table, String name) {
    Column column = column(table, name);
    String words =
        Laboratory.experiment(table.experiment()).parameters().stream()
            .filter(each -> each.name().equals(name))
            .map(each -> each.description().replaceAll("[;,].*", ""))
            .findFirst()
            .orElse(name.replace('_', ' '));
    // Times and bytes have their unit at each number.
    String unit = UNITS.containsKey(column.unit()) || column.unit().isEmpty() ? "" : column.unit();
    return words
        + (unit.isEmpty() ? "" : ", " + unit)
        + (column.origin() == Origin.GIVEN ? "" : ", " + origin(column));
  }

  private static String origin(Column column) {
    return column.origin().word();
  }

  private static String unit(Table table, String name) {
    return column(table, name).unit();
  }

  /** A number with three digits and a unit of a thousand. */
  private static String tick(double value, String unit) {
    List<String> units = UNITS.getOrDefault(unit, PLAIN);
    double shown = value;
    int at = 0;
    while (Math.abs(shown) >= THOUSAND && at < units.size() - 1) {
      shown /= THOUSAND;
      at++;
    }
    String text = String.format(Locale.ROOT, "%.3g", shown);
    return (text.contains("e") || !text.contains(".") ? text : text.replaceAll("\\.?0+$", ""))
        + units.get(at);
  }
}
