package io.unionfs.oracle;

import io.unionfs.oracle.LayerGenerator.Leads;
import io.unionfs.oracle.LayerGenerator.Palette;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The cells of the coverage matrix that generated sequences are known to reach: a generator that
 * lost one of them got worse.
 */
final class ExpectedCells {
  private ExpectedCells() {}

  static Set<CoverageMatrix.Cell> load() throws IOException {
    return load("expected-cells.txt", CoverageMatrix.Cell::parse);
  }

  static Set<CoverageMatrix.OptionCell> loadByOptions() throws IOException {
    return load("expected-option-cells.txt", CoverageMatrix.OptionCell::parse);
  }

  private static <T> Set<T> load(String name, Function<String, T> parse) throws IOException {
    try (InputStream in = ExpectedCells.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(parse).collect(Collectors.toSet());
    }
  }

  /** Scenarios on the usual mount that are known to reach the cells by source. */
  static List<Scenario> scenarios() {
    return IntStream.range(0, 60)
        .mapToObj(i -> OpGenerator.scenario(i, Palette.NASTY, MountOptions.DEFAULT, 400))
        .toList();
  }

  /** Scenarios on every kind of mount that are known to reach the cells by options. */
  static List<Scenario> scenariosByOptions() {
    List<Scenario> scenarios = new ArrayList<>();
    for (MountOptions options : OracleSettings.mounts().values()) {
      for (int i = 0; i < 24; i++) {
        Leads leads = i % 3 == 0 ? Leads.NONE : Leads.SOME;
        scenarios.add(OpGenerator.scenario(i, Palette.NASTY, leads, options, 250));
      }
    }
    return scenarios;
  }
}
