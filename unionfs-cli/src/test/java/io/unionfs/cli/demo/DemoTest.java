package io.unionfs.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.BadInputTest;
import io.unionfs.cli.Cli;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @Test
  void theDemoShowsWhatItPromises() {
    Cli run = Cli.run("demo");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsPattern("probe +/etc/motd +layer 2\n  probe +/etc/motd +layer 1\n")
        .containsPattern("hit +/etc/motd +layer 0")
        .containsPattern("whiteout +/var/cache/packages +layer 2: hidden")
        .containsPattern("copy-up +/etc/motd +27 bytes from layer 0")
        .contains("/etc/motd has 42 bytes in web1, 27 in web2")
        .contains("there in web1: false, in web2: true")
        .containsPattern("opaque +/usr/share/doc +marked")
        .containsPattern("/usr/share/doc/ +opaque\n")
        .contains("web2's writable layer       0 bytes");
  }

  @Test
  void theDemoIsTheSameEachTime() {
    assertThat(Cli.run("demo").out()).isEqualTo(Cli.run("demo").out());
  }

  @Test
  void theDemoTakesAnImage() {
    Cli run = Cli.run("demo", Cli.IMAGES.resolve("oddities-docker.tar.gz").toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("copy-up").contains("whiteout").contains("sha256:");
  }

  @Test
  void aSmallImageIsShownAsFarAsItGoes(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("small.tar");
    BadInputTest.image(file, "one", null);
    Cli run = Cli.run("demo", file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsPattern("layer 0 +1 file ")
        .containsPattern("copy-up +/one +1 byte from")
        .contains("What it costs")
        .doesNotContain("makes it anew");
  }

  @Test
  void anImageOfNoFilesIsShownToo(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("empty.tar");
    BadInputTest.image(file, "one/", null);
    Cli run = Cli.run("demo", file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("It holds no file with anything in it")
        .contains("What it costs");
  }

  @Test
  void coloursAreForTerminals() {
    assertThat(Cli.run("demo").out()).doesNotContain("\033");
    assertThat(Cli.run("demo", "--color=always").out()).contains("\033[1;36m");
  }
}
