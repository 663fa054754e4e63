package io.unionfs.benchmarks.report;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Plots of the figures, one for each benchmark on several subjects, drawn without a screen. */
final class Charts {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final int TILT = 45;
  private static final Color BARS = new Color(0x4C78A8);
  static final Color ERRORS = new Color(0x333333);

  private Charts() {}

  /**
   * The plots that were drawn.
   *
   * @param files where each benchmark's is, relative to the report
   * @param problems why there are none, where that is so
   */
  record Made(Map<String, String> files, List<String> problems) {}

  /** Draws into the directory {@code plots} in {@code directory}. */
  static Made draw(Results results, Path directory) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Files.createDirectories(directory.resolve("plots"));
    Map<String, String> files = new LinkedHashMap<>();
    for (String benchmark : results.benchmarks()) {
      if (results.of(benchmark).size() < 2) {
        continue; // one bar tells nothing
      }
      String file = "plots/" + Titles.fileName(benchmark) + ".png";
      try (OutputStream out = Files.newOutputStream(directory.resolve(file))) {
        ImageIO.write(BitmapEncoder.getBufferedImage(chart(results, benchmark)), "png", out);
      } catch (LinkageError | InternalError e) {
        // A Java without fonts, or without its native part for them, has everything but plots.
        Files.deleteIfExists(directory.resolve(file));
        return new Made(Map.of(), List.of("There are no plots: this Java cannot draw text: " + e));
      }
      files.put(benchmark, file);
    }
    return new Made(files, List.of());
  }

  private static CategoryChart chart(Results results, String benchmark) {
    List<Measured> figures = results.of(benchmark);
    boolean isTime = figures.get(0).unit().equals("ns");
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(benchmark)
            .xAxisTitle("subject")
            .yAxisTitle(isTime ? "ns per operation, logarithmic" : "bytes of heap, logarithmic")
            .build();
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setXAxisLabelRotation(TILT);
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setSeriesColors(new Color[] {BARS});
    chart.getStyler().setErrorBarsColor(ERRORS);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    chart.getStyler().setYAxisTickLabelsFormattingFunction(Charts::tick);
    List<String> subjects = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (Measured each : figures) {
      subjects.add(each.subject().isEmpty() ? benchmark : each.subject());
      scores.add(each.score());
      // On a logarithmic axis XChart adds logarithms: there an error is a factor.
      double error = each.relativeError();
      errors.add(Double.isFinite(error) ? 1 + error : 1);
      least = Math.min(least, each.score());
      most = Math.max(most, each.score() * errors.get(errors.size() - 1));
    }
    chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(least / 2))));
    // Whole powers of ten, for only these have labels.
    chart.getStyler().setYAxisMax(Math.pow(10, Math.ceil(Math.log10(most))));
    chart.addSeries("score", subjects, scores, errors);
    return chart;
  }

  private static String tick(double value) {
    return Numbers.short3(value);
  }
}
