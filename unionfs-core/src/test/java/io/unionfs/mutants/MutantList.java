package io.unionfs.mutants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the lists of mutants. One is a block of lines, ended by an empty one:
 *
 * <pre>
 * mutant: what it does
 * rule: union 8
 * disables: the sentence of the rule
 * test: overlay.CopyUpRulesTest#theseAreTriggers: open for write
 * file: overlay/Opening.java
 * - if (writes || truncates) {
 * + if (truncates) {
 * </pre>
 *
 * Lines with {@code -} are searched, those with {@code +} come in their place. {@code file} may be
 * repeated for further edits; after the first mutant of a list, {@code rule}, {@code disables},
 * {@code test} and {@code file} may be left out where they are those of the mutant before.
 */
final class MutantList {
  private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  /** The sources the edits are made in. */
  static final Path SOURCES = BASE.resolve("src/main/java/io/unionfs");

  private static final Path LISTS = BASE.resolve("src/test/mutants");

  private final Map<String, String> fields = new HashMap<>();
  private final List<Mutant> mutants = new ArrayList<>();
  private final List<Edit> edits = new ArrayList<>();
  private final StringBuilder search = new StringBuilder();
  private final StringBuilder replacement = new StringBuilder();
  private String place;

  private MutantList() {}

  /** All mutants of all lists. */
  static List<Mutant> all() {
    List<Mutant> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(LISTS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
        MutantList list = new MutantList();
        list.read(file);
        all.addAll(list.mutants);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private void read(Path file) throws IOException {
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank()) {
        endMutant();
      } else if (line.startsWith("- ") || line.equals("-")) {
        if (!replacement.isEmpty()) {
          endEdit();
        }
        search.append(line.substring(1)).append('\n');
      } else if (line.startsWith("+ ") || line.equals("+")) {
        replacement.append(line.substring(1)).append('\n');
      } else if (!line.startsWith("#")) {
        field(file.getFileName() + ":" + number, line);
      }
    }
    endMutant();
  }

  private void field(String here, String line) {
    String[] parts = line.split(": ", 2);
    if (parts.length != 2) {
      throw new IllegalStateException(here + ": neither a field nor an edit: " + line);
    }
    switch (parts[0]) {
      case "mutant" -> place = here;
      case "file" -> endEdit();
      case "rule", "disables", "test" -> {
        // Kept below.
      }
      default -> throw new IllegalStateException(here + ": no such field: " + parts[0]);
    }
    fields.put(parts[0], parts[1]);
  }

  private void endEdit() {
    if (!search.isEmpty()) {
      edits.add(new Edit(required("file"), search.toString(), replacement.toString()));
    }
    search.setLength(0);
    replacement.setLength(0);
  }

  private void endMutant() {
    endEdit();
    if (fields.containsKey("mutant")) {
      if (edits.isEmpty()) {
        throw new IllegalStateException(place + ": a mutant without an edit");
      }
      mutants.add(
          new Mutant(
              required("mutant"),
              required("rule"),
              required("disables"),
              Mutant.Killer.parse(required("test")),
              List.copyOf(edits),
              place));
    }
    fields.remove("mutant");
    edits.clear();
  }

  private String required(String field) {
    String value = fields.get(field);
    if (value == null) {
      throw new IllegalStateException(place + ": a mutant without " + field);
    }
    return value;
  }

  /** The text of a source file. */
  static String source(String file) throws IOException {
    return Files.readString(SOURCES.resolve(file));
  }
}
