package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tars on standard input and output. They are of ASCII here, so that text holds them. */
class TarStreamsTest {
  @TempDir private Path directory;
  private StoreCli cli;

  @BeforeEach
  void fill() {
    cli = new StoreCli(directory.resolve("store"));
    cli.out("load -i " + Cli.IMAGES.resolve("built-docker.tar"));
    cli.out("create --name web built");
  }

  @Test
  void whatIsExportedIsImported() {
    Cli imported = cli.runWith(cli.out("export web"), "import", "-c", "USER app", "-", "flat");
    assertThat(imported.err()).isEmpty();
    assertThat(imported.out()).matches("sha256:[0-9a-f]{64}\n");
    assertThat(cli.out("run --rm --entrypoint= -u 0 flat ls -R /"))
        .isEqualTo(cli.out("run --rm built ls -R /"));
    assertThat(cli.out("inspect -f {{.Config.User}} flat")).isEqualTo("app\n");
  }

  @Test
  void whatIsCopiedOutAsATarIsCopiedIn() {
    String tar = cli.out("cp web:/etc -");
    assertThat(tar).startsWith("etc/\0").doesNotContain("./\0");
    assertThat(cli.runWith(tar, "cp", "-", "web:/opt")).isEqualTo(new Cli(0, "", ""));
    assertThat(cli.out("diff web"))
        .isEqualTo("C /opt\nA /opt/etc\nA /opt/etc/one\nA /opt/etc/one-linked\n");
    cli.out("start web");
    assertThat(cli.out("exec web ls -l /opt/etc")).isEqualTo(cli.out("exec web ls -l /etc"));
  }

  @Test
  void aTarIsUnpackedIntoADirectoryOnly() {
    assertThat(cli.runWith(cli.out("cp web:/etc -"), "cp", "-", "web:/etc/one").err())
        .isEqualTo("unionfs: /etc/one: a tar is unpacked into a directory, which this is not\n");
    Cli nonsense = cli.runWith("no tar", "cp", "-", "web:/etc");
    assertThat(nonsense.code()).isEqualTo(1);
    assertThat(nonsense.err()).startsWith("unionfs: ").hasLineCount(1);
    assertThat(cli.out("diff web")).isEmpty();
  }

  @Test
  void whatIsSavedToStandardOutputIsLoadedFromStandardInput() {
    String saved = cli.out("save --format oci built");
    cli.out("rm web");
    cli.out("rmi built");
    cli.out("rmi localhost/built");
    assertThat(cli.runWith(saved, "load"))
        .isEqualTo(new Cli(0, "Loaded image: built:latest\n", ""));
  }
}
