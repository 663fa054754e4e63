package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By default a writable layer in memory is full before the heap is, whatever is put into it. */
class HeapLimitTest {
  @ParameterizedTest
  @EnumSource
  void spaceEndsBeforeTheHeap(HeapLimitMain.Kind kind) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                HeapLimitMain.class.getName(),
                kind.name())
            .redirectErrorStream(true)
            .start();
    String said;
    try (InputStream out = process.getInputStream()) {
      said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).startsWith("ENOSPC ");
    assertThat(Integer.parseInt(said.split(" ")[1])).as(said).isGreaterThan(100);
  }
}
