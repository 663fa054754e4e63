package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.UnionAssertions.assertThat;

import io.unionfs.container.Container;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.ContainerSpec;
import io.unionfs.image.Image;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.trace.ProgressListener;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of "Assertions" in {@code docs/testing.md}, each of which stands here and runs. */
class AssertionsGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "testing.md");
  private static final Path THIS =
      Path.of("src/test/java", AssertionsGuideTest.class.getName().replace('.', '/') + ".java");
  private static final Pattern SECTION =
      Pattern.compile("^## Assertions\n(.*?)(?=^## |\\z)", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern OUTPUT = Pattern.compile("```\n(Expecting.*?)```", Pattern.DOTALL);

  @TempDir Path temporary;
  private UnionFileSystem fs;

  @BeforeEach
  void mount() throws IOException {
    fs = Demo.mount();
  }

  @AfterEach
  void close() throws IOException {
    fs.close();
  }

  @Test
  void aPathAndItsLayers() throws IOException {
    Files.delete(fs.getPath("/etc/motd"));
    assertThat(fs.getPath("/etc/motd")).isWhiteoutInUpper().isHiddenInLayer(1).hidesLayers(1, 0);
    assertThat(fs.getPath("/etc/app.conf")).isProvidedByLayer(2).hasMode(0644).hasOwner("root");
    assertThat(fs.getPath("/opt/old")).isOpaque();
    assertThat(fs.getPath("/etc")).isMerged().isCopiedUp();
    assertThat(fs.getPath("/usr")).isUnchanged();
  }

  @Test
  void whatAFailureTells() throws IOException {
    String output =
        OUTPUT.matcher(section()).results().map(found -> found.group(1)).findFirst().orElseThrow();
    Failures.fails(
        () -> {
          assertThat(fs.getPath("/var/cache/list")).isProvidedByLayer(0);
        },
        output);
  }

  @Test
  void aUnion() throws IOException {
    Files.writeString(fs.getPath("/etc/app.conf"), "key=new");
    assertThat(fs).hasChanges("C /etc", "C /etc/app.conf").hasCopiedUp("/etc", "/etc/app.conf");
    assertThat(fs).path("/etc/passwd").isUnchanged();
    assertThat(fs).lowerLayer(1).hasWhiteout("/var/cache").hasContent("/etc/motd", "welcome");
    assertThat(fs).usesAtMostBytes(4096).hasNoOpenResources();
  }

  @Test
  void whatACopyUpCopied() throws IOException {
    FileTime time = FileTime.from(Demo.NOW);
    List<TraceEvent.CopiedUp> copies =
        CopyUps.during(fs, () -> Files.setLastModifiedTime(fs.getPath("/etc/passwd"), time));
    assertThat(copies)
        .containsExactly(
            new TraceEvent.CopiedUp("/etc", 2, 0), new TraceEvent.CopiedUp("/etc/passwd", 0, 45));
  }

  @Test
  void anImage() throws IOException {
    Path layout =
        DemoImage.in(temporary)
            .change("USER app", "ENTRYPOINT [\"/bin/app\"]", "ENV MODE=fast")
            .step("RUN build", files -> Files.writeString(files.getPath("/build.log"), "built"))
            .step(
                "RUN install",
                files -> {
                  Files.delete(files.getPath("/build.log"));
                  Files.createDirectory(files.getPath("/srv"));
                  Files.writeString(files.getPath("/srv/app"), "run");
                  Files.setAttribute(files.getPath("/srv/app"), "unix:mode", 0755);
                })
            .write();
    try (Image image = Image.open(layout)) {
      assertThat(image)
          .hasUser("app")
          .hasEntrypoint("/bin/app")
          .hasEnv("MODE", "fast")
          .hasPlatform("linux/amd64")
          .hasLayerCount(2)
          .contains("/srv/app")
          .doesNotContain("/build.log")
          .hasNoSetuidFiles()
          .hasNoSecrets()
          .wastesAtMostPercent(80);
      assertThat(image).layer(0).contains("/build.log"); // deleted later, and still handed out
      assertThat(image).pathSatisfies("/srv/app", app -> app.isProvidedByLayer(1).hasMode(0755));
    }
  }

  @Test
  void aContainer() throws IOException {
    Path tar = temporary.resolve("base.tar");
    Files.delete(fs.getPath("/run/socket"));
    try (OutputStream out = Files.newOutputStream(tar)) {
      fs.writeTree(out);
    }
    try (ContainerEngine engine = ContainerEngine.open(Store.inMemory())) {
      engine.importTar(
          tar,
          ImageReference.parse("demo"),
          Platform.parse("linux/amd64"),
          List.of(),
          "",
          ProgressListener.NONE);
      Container web = engine.create(ContainerSpec.of("demo").withCommand("serve"));
      web.start();
      web.exec(
          null,
          files -> {
            Files.writeString(files.getPath("/pid"), "7");
            return 0;
          });
      assertThat(web)
          .isRunning()
          .hasChanges("A /pid")
          .pathSatisfies("/pid", pid -> pid.isProvidedByUpper().hasContent("7"));
    }
  }

  @Test
  void softAssertions() {
    UnionSoftAssertions.assertSoftly(
        softly -> {
          softly.assertThat(fs.getPath("/etc")).isMerged().hasMode("rwxr-xr-x");
          softly.assertThat(fs).changes().isEmpty();
          softly.assertThat("what AssertJ knows").isNotBlank();
        });
  }

  @Test
  void theGuidesExamplesAreThese() throws IOException {
    String here = withoutLayout(Files.readString(THIS));
    List<String> examples =
        EXAMPLE.matcher(section()).results().map((MatchResult result) -> result.group(1)).toList();
    assertThat(examples).hasSizeGreaterThan(7);
    assertThat(examples).allSatisfy(each -> assertThat(here).contains(withoutLayout(each)));
  }

  private static String section() throws IOException {
    return SECTION
        .matcher(Files.readString(GUIDE))
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  private static String withoutLayout(String code) {
    return code.replaceAll("\\s+", "");
  }
}
