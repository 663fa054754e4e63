package io.unionfs.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The cells of the coverage matrix that generated sequences are known to reach: a generator that
 * lost one of them got worse.
 */
final class ExpectedCells {
  private ExpectedCells() {}

  static Set<CoverageMatrix.Cell> load() throws IOException {
    Set<CoverageMatrix.Cell> cells = new HashSet<>();
    try (InputStream in = ExpectedCells.class.getResourceAsStream("expected-cells.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text.lines().map(CoverageMatrix.Cell::parse).forEach(cells::add);
    }
    return cells;
  }
}
