package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed transcripts, and how they are made. */
class TranscriptTest {
  private static final int DUMP_EVERY = 20;
  private static final int STEPS = 60;
  private static final int RECORDED_ON_JDK = 17;

  static List<String> kinds() {
    return OracleSettings.kinds();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void kernelStillSaysTheSame(String kind) throws IOException {
    assumeTrue(KernelAvailability.reason().isEmpty());
    // The sysctl decides about links to other people's files.
    assumeTrue(Kernel.protectedHardlinks().equals("1"));
    assumeTrue(!kind.equals("nio") || Runtime.version().feature() == RECORDED_ON_JDK);
    for (Transcript transcript : Transcript.committed(kind)) {
      assertThat(transcript.replay(OracleSettings.kernel(kind), List.of()))
          .as("seed %d", transcript.seed())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void textIsReadBackAsItWasWritten(String kind) throws IOException {
    Path file = Files.createTempFile("transcripts", ".gz");
    try {
      List<Transcript> transcripts = Transcript.committed(kind);
      Transcript.write(file, "copy", transcripts);
      assertThat(Transcript.read(Files.newInputStream(file))).isEqualTo(transcripts);
      assertThat(transcripts).isNotEmpty();
    } finally {
      Files.delete(file);
    }
  }

  /** To make the transcripts anew: the property names the directory that they are written to. */
  @Test
  @EnabledIfSystemProperty(named = "unionfs.recordTranscripts", matches = ".+")
  void record() throws IOException {
    Path directory = Path.of(System.getProperty("unionfs.recordTranscripts"));
    Files.createDirectories(directory);
    for (String kind : OracleSettings.kinds()) {
      List<Transcript> transcripts = new ArrayList<>();
      int count = OracleSettings.sequences(kind.equals("default") ? 120 : 40);
      for (int i = 0; i < count; i++) {
        long seed = OracleSettings.seed() + i;
        Scenario scenario = EngineScope.withCalls(OracleSettings.scenario(kind, seed, STEPS));
        transcripts.add(Transcript.record(OracleSettings.kernel(kind), seed, scenario, DUMP_EVERY));
      }
      Path file = directory.resolve(kind + ".txt.gz");
      Transcript.write(file, kind + ", " + Kernel.describe(), transcripts);
    }
  }

  /** What the answers depend on besides the scenario. */
  private static final class Kernel {
    static String describe() throws IOException {
      return "Linux "
          + System.getProperty("os.version")
          + ", protected_hardlinks="
          + protectedHardlinks()
          + ", JDK "
          + Runtime.version().feature();
    }

    static String protectedHardlinks() throws IOException {
      return Files.readString(Path.of("/proc/sys/fs/protected_hardlinks")).strip();
    }
  }
}
