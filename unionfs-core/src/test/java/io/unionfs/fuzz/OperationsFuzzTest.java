package io.unionfs.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.Names;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.LookupStrategy;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.PathName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine's operations with any arguments, on a small stack, under all options. The first byte
 * of an input chooses the options; operations follow, each ended by a newline.
 */
class OperationsFuzzTest {
  private static final int MOST_OPERATIONS = 16;
  private static final List<OverlayOptions> OPTIONS = FuzzedOptions.all();
  private static final Set<String> KNOWN_NAMES =
      Set.of("d", "f", "g", "sub", "h1", "h2", "new", "o", "gone", "loop", "\uDCFF\uDC80");
  private static final List<TreeLayer> STACK = List.of(bottom(), top());

  private static TreeLayer bottom() {
    LayerBuilder layer =
        Layer.builder()
            .file("d/f", "lower")
            .file("d/g", "below")
            .file("d/sub/x", "x")
            .directory("e/empty")
            .file("h1", "linked")
            .hardLink("h2", "h1")
            .hardLink("d/h3", "h1")
            .file("gone", "")
            .file("o/hidden", "")
            .symlink("l", "d")
            .symlink("slash", "d/f/")
            .symlink("up", "../../d/..")
            .symlink("loop", "loop")
            .symlink("hanging", "new")
            .special("p", FileType.FIFO)
            .device("null", FileType.CHARACTER_DEVICE, 1, 3)
            .file("\uDCFF\uDC80", "no text")
            .file("n".repeat(Names.MAX_BYTES), "long")
            .with("d/g", a -> a.withMode(0600));
    for (int links = 0; links <= 40; links++) {
      layer.symlink("c" + links, links == 0 ? "d" : "c" + (links - 1));
    }
    return layer.build();
  }

  private static TreeLayer top() {
    return Layer.builder()
        .file("d/g", "above")
        .whiteout("gone")
        .opaqueDirectory("o")
        .file("o/shown", "")
        .directory("private")
        .with("private", a -> a.withMode(0700))
        .directory("sticky")
        .with("sticky", a -> a.withMode(01777))
        .build();
  }

  @FuzzTest(maxDuration = "4m")
  @DictionaryEntries({
    "/d/f",
    "/h1",
    "/d/sub",
    "user.a",
    "trusted.overlay.opaque",
    "/l/../d/",
    ".."
  })
  @EnabledIfEnvironmentVariable(
      named = "JAZZER_FUZZ",
      matches = "1",
      disabledReason = "fuzzing is asked for by JAZZER_FUZZ=1; the seeds are replayed")
  void operations(byte[] input) throws IOException {
    check(input);
  }

  @ParameterizedTest
  @MethodSource
  void seed(Path seed) throws IOException {
    check(java.nio.file.Files.readAllBytes(seed));
  }

  static Stream<Path> seed() throws IOException {
    return FuzzedOptions.seeds(OperationsFuzzTest.class, "operations");
  }

  private static void check(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    OverlayOptions options = OPTIONS.get((input[0] & 0xff) % OPTIONS.size());
    List<FuzzedOp> ops = decode(input);
    boolean remounts =
        options.durability() == OverlayOptions.Durability.DURABLE
            && ops.stream().anyMatch(op -> op.kind() == FuzzedOp.Kind.REMOUNT);
    Set<String> names = new TreeSet<>(KNOWN_NAMES);
    ops.forEach(op -> op.namesInto(names));
    try (FuzzedMount indexed = FuzzedMount.of(STACK, options, LookupStrategy.INDEXED, remounts);
        FuzzedMount scanned = FuzzedMount.of(STACK, options, LookupStrategy.SCAN, remounts)) {
      String before = indexed.tree();
      for (FuzzedOp op : ops) {
        checkText(op.path());
        checkText(op.other());
        String answer = indexed.run(op);
        assertThat(scanned.run(op)).as("%s by scanning, %s", op, options).isEqualTo(answer);
        String after = indexed.tree();
        if (FuzzedMount.failed(answer)) {
          assertThat(after).as("%s fails with %s, %s", op, answer, options).isEqualTo(before);
        }
        assertThat(scanned.tree()).as("after %s by scanning, %s", op, options).isEqualTo(after);
        indexed.checkLookupAndListingAgree(PathName.parse(""), names);
        indexed.checkLookupAndListingAgree(PathName.parse("/"), names);
        indexed.checkLookupAndListingAgree(PathName.parse("/d"), names);
        before = after;
      }
    }
  }

  private static void checkText(PathName path) {
    String text = path.toString();
    assertThat(PathName.parse(text)).hasToString(text);
  }

  private static List<FuzzedOp> decode(byte[] input) {
    List<FuzzedOp> ops = new ArrayList<>();
    int start = 1;
    for (int i = 1; i <= input.length && ops.size() < MOST_OPERATIONS; i++) {
      if (i == input.length || input[i] == '\n') {
        if (i > start) {
          ops.add(FuzzedOp.decode(Arrays.copyOfRange(input, start, i)));
        }
        start = i + 1;
      }
    }
    return ops;
  }
}
