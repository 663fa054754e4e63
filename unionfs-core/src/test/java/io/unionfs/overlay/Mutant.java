package io.unionfs.overlay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A small edit of the engine that disables a rule, and the test that must then fail.
 *
 * @param rule the rule's number and the sentence of it that is disabled
 * @param file the source file, from the package {@code io.unionfs} on
 * @param test the class, from the package {@code io.unionfs} on, and the method, as {@code
 *     overlay.SomeTest#method}
 */
record Mutant(
    String name, String rule, String file, String test, String search, String replacement) {
  /** The module's directory is where Maven runs its tests. */
  private static final Path MUTANTS = Path.of("src", "test", "mutants");

  private static final Path SOURCES = Path.of("src", "main", "java", "io", "unionfs");
  private static final String NAME = "mutant: ";
  private static final String SEARCH = "--- search";
  private static final String REPLACE = "--- replace";
  private static final String END = "--- end";

  /** Every mutant there is. */
  static List<Mutant> all() throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    try (Stream<Path> files = Files.list(MUTANTS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".mutants")).sorted().toList()) {
        mutants.addAll(parse(file));
      }
    }
    return mutants;
  }

  private static List<Mutant> parse(Path file) throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith(NAME)) {
        if (!lines.get(i).isEmpty() && !lines.get(i).startsWith("#")) {
          throw new IOException(file + ":" + (i + 1) + ": expected \"" + NAME + "…\"");
        }
        continue;
      }
      int search = i + indexOf(lines.subList(i, lines.size()), SEARCH, file);
      int replace = i + indexOf(lines.subList(i, lines.size()), REPLACE, file);
      int end = i + indexOf(lines.subList(i, lines.size()), END, file);
      if (search != i + 4 || replace < search || end < replace) {
        throw new IOException(file + ":" + (i + 1) + ": rule, file, test, search, replace, end");
      }
      mutants.add(
          new Mutant(
              lines.get(i).substring(NAME.length()),
              value(lines.get(i + 1), "rule: "),
              value(lines.get(i + 2), "file: "),
              value(lines.get(i + 3), "test: "),
              String.join("\n", lines.subList(search + 1, replace)),
              String.join("\n", lines.subList(replace + 1, end))));
      i = end;
    }
    return mutants;
  }

  private static int indexOf(List<String> lines, String mark, Path file) throws IOException {
    int at = lines.indexOf(mark);
    if (at < 0) {
      throw new IOException(file + ": \"" + lines.get(0) + "\" lacks a line \"" + mark + "\"");
    }
    return at;
  }

  private static String value(String line, String key) throws IOException {
    if (!line.startsWith(key)) {
      throw new IOException("expected \"" + key + "…\", found \"" + line + "\"");
    }
    return line.substring(key.length());
  }

  /** The source file to edit. */
  Path source() {
    return SOURCES.resolve(file);
  }

  /** How often the text to be replaced occurs in the source. */
  int occurrences() throws IOException {
    String text = Files.readString(source());
    int count = 0;
    for (int at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + 1)) {
      count++;
    }
    return count;
  }

  /** The source with the edit made. */
  String edited() throws IOException {
    return Files.readString(source()).replace(search, replacement);
  }

  /** The class that holds the test. */
  String testClass() {
    return "io.unionfs." + test.substring(0, test.indexOf('#'));
  }

  /** The test as {@link MutantMain} takes it. */
  String qualifiedTest() {
    return "io.unionfs." + test;
  }

  @Override
  public String toString() {
    return name + " [" + rule + "]";
  }
}
