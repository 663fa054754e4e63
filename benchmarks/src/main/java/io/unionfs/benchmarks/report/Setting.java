package io.unionfs.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Under what circumstances a run was made.
 *
 * @param facts each a name and what it is
 * @param notMeasured subjects and benchmarks that were left out, with the reason
 * @param home how a link in the report leads to the page that says what is measured: empty, or
 *     {@code ../}; none where the report is not beside it
 */
public record Setting(
    List<Fact> facts, List<String> notMeasured, Extent extent, Optional<String> home) {
  /** The fact that tells how much was run, where it was not all. */
  public static final String PART = "part";

  /** How much was to be run. */
  public enum Extent {
    ALL,
    /** What a filter found; targets of the rest are left out of the report. */
    PART
  }

  /** One circumstance. */
  public record Fact(String name, String value) {}

  /** Of a run of everything, whose report is anywhere. */
  public Setting(List<Fact> facts, List<String> notMeasured) {
    this(facts, notMeasured, Extent.ALL, Optional.empty());
  }

  public Setting {
    facts = List.copyOf(facts);
    notMeasured = List.copyOf(notMeasured);
  }

  /** What is to be known of the machine and the JVM. */
  public static List<Fact> machine() throws IOException {
    Runtime runtime = Runtime.getRuntime();
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact("machine", processor() + ", " + runtime.availableProcessors() + " processors"));
    facts.add(new Fact("memory", first("/proc/meminfo", "MemTotal:")));
    facts.add(
        new Fact("system", System.getProperty("os.name") + " " + System.getProperty("os.version")));
    facts.add(new Fact("load before", load()));
    facts.add(
        new Fact(
            "JDK",
            System.getProperty("java.vm.name")
                + " "
                + System.getProperty("java.vm.version")
                + " ("
                + System.getProperty("java.vendor")
                + ")"));
    return facts;
  }

  private static String processor() throws IOException {
    String model = first("/proc/cpuinfo", "model name");
    return model.isEmpty() ? System.getProperty("os.arch") : model;
  }

  /** The processes that want a processor, on average over 1, 5 and 15 minutes. */
  private static String load() throws IOException {
    Path told = Path.of("/proc/loadavg");
    return Files.isReadable(told)
        ? Files.readString(told, StandardCharsets.UTF_8).replaceAll("^((\\S+ ){2}\\S+).*\\s*", "$1")
        : "unknown";
  }

  private static String first(String file, String key) throws IOException {
    Path told = Path.of(file);
    if (Files.isReadable(told)) {
      for (String line : Files.readAllLines(told)) {
        if (line.startsWith(key)) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return "";
  }
}
