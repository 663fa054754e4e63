package io.unionfs.oracle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What the kernel answered to a scenario, to be held against another subject where no kernel can be
 * asked. A file of transcripts is gzipped text: comment lines that say which kernel it was, then
 * for each a head line, the scenario, the answers and the trees.
 */
public record Transcript(long seed, int dumpEvery, Scenario scenario, Subject.Recording recording) {

  /** The committed transcripts of a kind of {@link OracleSettings#kinds}. */
  public static List<Transcript> committed(String kind) throws IOException {
    String name = "transcripts/" + kind + ".txt.gz";
    try (InputStream in = Transcript.class.getResourceAsStream(name)) {
      return read(in);
    }
  }

  /** Asks a subject and writes down what it says. */
  public static Transcript record(
      Subject.Factory factory, long seed, Scenario scenario, int dumpEvery) {
    try (Subject subject = factory.open(scenario.stack(), scenario.options())) {
      Subject.Recording recording = subject.play(scenario.steps(), dumpEvery);
      return new Transcript(seed, dumpEvery, scenario, recording);
    }
  }

  /** Empty if the subject says the same. */
  public Optional<Divergence> replay(Subject.Factory factory, List<Divergence.Deviation> allowed) {
    try (Subject subject = factory.open(scenario.stack(), scenario.options())) {
      Subject.Recording given = subject.play(scenario.steps(), dumpEvery);
      return Divergence.find(scenario.steps(), recording, given, allowed).divergence();
    }
  }

  /**
   * @param about what and whose answers these are, one line
   */
  public static void write(Path file, String about, List<Transcript> transcripts)
      throws IOException {
    try (Writer out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
      out.write("// " + about + "\n");
      for (Transcript transcript : transcripts) {
        out.write(transcript.toString());
      }
    }
  }

  public static List<Transcript> read(InputStream file) throws IOException {
    List<Transcript> transcripts = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
      List<String> lines = new ArrayList<>();
      String line;
      while ((line = in.readLine()) != null) {
        if (line.equals("end")) {
          transcripts.add(parse(lines));
          lines.clear();
        } else if (!line.startsWith("//")) {
          lines.add(line);
        }
      }
    }
    return transcripts;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    out.append("transcript ").append(seed).append(' ').append(dumpEvery).append('\n');
    out.append(scenario).append("answers\n");
    recording.outcomes().forEach(outcome -> out.append(outcome).append('\n'));
    recording
        .dumps()
        .forEach(
            (done, dump) -> {
              out.append("merged ").append(done).append('\n').append(dump.merged());
              out.append("upper ").append(done).append('\n').append(dump.upper());
            });
    return out.append("end\n").toString();
  }

  private static Transcript parse(List<String> lines) {
    String[] head = lines.get(0).split(" ");
    int answers = lines.indexOf("answers");
    Scenario scenario = Scenario.parse(String.join("\n", lines.subList(1, answers)));
    List<Outcome> outcomes = new ArrayList<>();
    int at = answers + 1;
    while (outcomes.size() < scenario.steps().size()) {
      outcomes.add(Outcome.parse(lines.get(at++)));
    }
    SortedMap<Integer, Subject.Dump> dumps = new TreeMap<>();
    while (at < lines.size()) {
      int done = Integer.parseInt(lines.get(at).split(" ")[1]);
      int upper = lines.indexOf("upper " + done);
      int end = upper + 1;
      while (end < lines.size() && lines.get(end).startsWith("\"")) {
        end++;
      }
      TreeDump merged = TreeDump.parse(lines.subList(at + 1, upper));
      dumps.put(done, new Subject.Dump(merged, TreeDump.parse(lines.subList(upper + 1, end))));
      at = end;
    }
    Subject.Recording recording = new Subject.Recording(outcomes, dumps);
    return new Transcript(Long.parseLong(head[1]), Integer.parseInt(head[2]), scenario, recording);
  }
}
