package com.example.layerdiff;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.container.ContainerEngine;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.ImageReference;
import io.unionfs.image.ImageWriter;
import io.unionfs.image.NamedImage;
import io.unionfs.layer.Unpack;
import io.unionfs.testing.Lower;
import io.unionfs.testing.UnionFs;
import io.unionfs.testing.images.ImageForm;
import io.unionfs.testing.images.TestImage;
import io.unionfs.testing.images.TestImageOptions;
import io.unionfs.testing.images.Verdict;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program: what it prints, and that no image does it harm. */
class MainTest {
  private static final ImageOptions OPTIONS =
      ImageOptions.defaults().withUnpack(Unpack.toMemory().withLimit(16 << 20));

  @TempDir Path dir;

  private record Run(int code, String out, String err) {
    static Run of(String... args) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      int code =
          Main.run(List.of(args), OPTIONS, new PrintStream(out, true), new PrintStream(err, true));
      return new Run(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  @Lower({"etc/motd=hello", "var/cache/one=1", "var/cache/two=22"})
  @Lower({"etc/motd=good morning", "var/.wh.cache"})
  void whatIsPrinted(@UnionFs ContainerEngine engine) throws IOException {
    Path layout = dir.resolve("layout");
    List<ImageReference> names = List.of(ImageReference.parse("app:1"));
    NamedImage image = new NamedImage(engine.store().images().get("test"), names);
    ImageWriter.writeLayout(List.of(image), layout, ProgressListener.NONE);

    Run run = Run.of(layout.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.out().replaceAll("[0-9a-f]{12}", "DIFF-ID"))
        .isEqualTo(
            """
            layer 0  DIFF-ID
              by @Lower
              A /etc  +0
              A /etc/motd  +5
              A /var  +0
              A /var/cache  +0
              A /var/cache/one  +1
              A /var/cache/two  +2
              = 6 added, 0 changed, 0 deleted, +8 bytes
            layer 1  DIFF-ID
              by @Lower
              C /etc/motd  5 -> 12
              D /var/cache  -3
              = 0 added, 1 changed, 1 deleted, +4 bytes
            """);
    assertThat(run.code()).isZero();
    assertThat(Run.of(layout.toString(), "app:1")).isEqualTo(run);
    assertThat(Run.of(layout.toString(), "app:2").err()).contains("holds no image \"app:2\"");
    assertThat(Run.of().code()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("io.unionfs.testing.images.TestImage#all") // HostileImage and OddImage
  @Timeout(60)
  void noImageDoesHarm(TestImage image) throws IOException {
    Path outside = Files.createDirectory(dir.resolve("outside"));
    Path victim = Files.writeString(outside.resolve("victim"), "of the host");
    TestImageOptions aimed =
        TestImageOptions.defaults().withTarget(outside).withBombBytes(32 << 20).withEntries(2_000);
    for (ImageForm form : image.forms()) {
      if (form == ImageForm.LAYER) {
        continue; // no image
      }
      Run run = Run.of(image.write(form, dir.resolve(form.name()), aimed).toString());
      if (run.code() == 2) {
        assertThat(image.verdict()).isNotEqualTo(Verdict.SHOWN);
        assertThat(run.err()).matches("layer-diff: [^\\p{Cntrl}]+\n");
      } else {
        assertThat(image.verdict()).isNotEqualTo(Verdict.REFUSED);
        assertThat(run.out()).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
      }
    }
    assertThat(victim).hasContent("of the host");
    assertThat(outside).isDirectoryNotContaining(file -> !file.equals(victim));
  }
}
