package io.unionfs.lab;

import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Experiments without a clock, so that the same gives the same. */
final class Labs {
  private Labs() {}

  /** Runs an experiment; {@code options} are names of parameters and their values. */
  static Table run(Path scratch, String experiment, String... options) throws IOException {
    return run(LabContext.counting(scratch), experiment, options);
  }

  static Table run(LabContext context, String experiment, String... options) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      texts.put(options[i], options[i + 1]);
    }
    Experiment done = Laboratory.experiment(experiment);
    return Laboratory.run(done, Sweep.of(done, texts), context, ProgressListener.NONE);
  }

  /** The only row that has these values; {@code keys} are columns and texts. */
  static Table.Row row(Table table, String... keys) {
    var found =
        table.stream()
            .filter(
                row -> {
                  for (int i = 0; i < keys.length; i += 2) {
                    if (!row.text(keys[i]).equals(keys[i + 1])) {
                      return false;
                    }
                  }
                  return true;
                })
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " rows in " + CsvTable.write(table));
    }
    return found.get(0);
  }
}
