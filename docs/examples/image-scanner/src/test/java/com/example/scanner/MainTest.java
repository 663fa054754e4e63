package com.example.scanner;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.image.ImageOptions;
import io.unionfs.layer.Unpack;
import io.unionfs.testing.images.ImageForm;
import io.unionfs.testing.images.SyntheticImage;
import io.unionfs.testing.images.TestImage;
import io.unionfs.testing.images.TestImageOptions;
import io.unionfs.testing.images.Verdict;
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

/** The program: what it prints, its exit codes, and that no image does it harm. */
class MainTest {
  private static final ImageOptions OPTIONS =
      ImageOptions.defaults().withUnpack(Unpack.toMemory().withLimit(16 << 20));

  @TempDir Path dir;

  private record Run(int code, String out, String err) {
    static Run of(String... files) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      int code =
          Main.run(List.of(files), OPTIONS, new PrintStream(out, true), new PrintStream(err, true));
      return new Run(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void anImageThatBuildahMade() {
    Run run = Run.of("src/test/resources/images/app.tar.gz");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            layer 0  /usr/bin/mount  set-user-ID 0, hidden by layer 2 but in the image
            layer 0  /usr/bin/su  set-user-ID 0
            layer 1  /root/.ssh/deploy  a private key, hidden by layer 2 but in the image
            layer 1  /srv/app.conf  an AWS access key
            """);
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void exitCodes() throws IOException {
    Path clean = dir.resolve("clean.tar");
    SyntheticImage.builder().build().write(ImageForm.DOCKER_ARCHIVE, clean);
    assertThat(Run.of(clean.toString())).isEqualTo(new Run(0, "", ""));
    assertThat(Run.of().code()).isEqualTo(2);
    Run missing = Run.of("no-such.tar", "src/test/resources/images/app.tar.gz");
    assertThat(missing.err()).isEqualTo("image-scanner: no-such.tar: there is no such file\n");
    assertThat(missing.out()).isNotEmpty(); // of the second one
    assertThat(missing.code()).isEqualTo(2);
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
        assertThat(run.err()).matches("image-scanner: [^\\p{Cntrl}]+\n");
      } else {
        assertThat(image.verdict()).isNotEqualTo(Verdict.REFUSED);
        assertThat(run.out()).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
      }
    }
    assertThat(victim).hasContent("of the host");
    assertThat(outside).isDirectoryNotContaining(file -> !file.equals(victim));
  }
}
