package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.oracle.LayerGenerator.Palette;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed transcripts, and how they are made. */
class TranscriptTest {
  private static final int DUMP_EVERY = 20;
  private static final int STEPS = 60;

  static List<String> mounts() {
    return List.copyOf(OracleSettings.mounts().keySet());
  }

  /** The transcripts of a kind of mount, for whoever replays them. */
  static List<Transcript> load(String mount) throws IOException {
    String name = "transcripts/" + mount + ".txt.gz";
    try (InputStream in = TranscriptTest.class.getResourceAsStream(name)) {
      return Transcript.read(in);
    }
  }

  @ParameterizedTest
  @MethodSource("mounts")
  void kernelStillSaysTheSame(String mount) throws IOException {
    assumeTrue(KernelAvailability.reason().isEmpty());
    // The sysctl decides about links to other people's files.
    assumeTrue(Kernel.protectedHardlinks().equals("1"));
    for (Transcript transcript : load(mount)) {
      assertThat(transcript.replay(KernelSubject::open, List.of()))
          .as("seed %d", transcript.seed())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("mounts")
  void textIsReadBackAsItWasWritten(String mount) throws IOException {
    Path file = Files.createTempFile("transcripts", ".gz");
    try {
      List<Transcript> transcripts = load(mount);
      Transcript.write(file, "copy", transcripts);
      assertThat(Transcript.read(Files.newInputStream(file))).isEqualTo(transcripts);
      assertThat(transcripts).isNotEmpty();
    } finally {
      Files.delete(file);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "unionfs.recordTranscripts", matches = ".+")
  void record() throws IOException {
    Path directory = Path.of(System.getProperty("unionfs.recordTranscripts"));
    Files.createDirectories(directory);
    for (Map.Entry<String, MountOptions> mount : OracleSettings.mounts().entrySet()) {
      List<Transcript> transcripts = new ArrayList<>();
      int count = OracleSettings.sequences(mount.getKey().equals("default") ? 120 : 30);
      for (int i = 0; i < count; i++) {
        long seed = OracleSettings.seed() + i;
        Scenario scenario = OpGenerator.scenario(seed, Palette.NASTY, mount.getValue(), STEPS);
        transcripts.add(Transcript.record(KernelSubject::open, seed, scenario, DUMP_EVERY));
      }
      Path file = directory.resolve(mount.getKey() + ".txt.gz");
      Transcript.write(file, mount.getKey() + ", " + Kernel.describe(), transcripts);
    }
  }

  /** What the answers depend on besides the scenario. */
  private static final class Kernel {
    static String describe() throws IOException {
      return "Linux "
          + System.getProperty("os.version")
          + ", protected_hardlinks="
          + protectedHardlinks();
    }

    static String protectedHardlinks() throws IOException {
      return Files.readString(Path.of("/proc/sys/fs/protected_hardlinks")).strip();
    }
  }
}
