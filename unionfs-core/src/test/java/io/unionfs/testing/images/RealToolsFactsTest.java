package io.unionfs.testing.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.image.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What umoci and skopeo do with each test image: observed, and held against what was observed of
 * the same versions before, which is in {@code docs/testing-images.md}. With {@code
 * -Dtestimages.write=true} the page is written anew.
 */
class RealToolsFactsTest {
  private static final Path PAGE = Path.of("..", "docs", "testing-images.md");

  /** More than any of the images needs to be unpacked; a file that grows beyond it is refused. */
  private static final String FILE_KIB = "65536";

  private static final int SECONDS = 300;

  private Path work;
  private Path outside;
  private TestImageOptions options;
  private Map<String, Object> before;

  @BeforeEach
  void tools() throws IOException {
    work = Files.createTempDirectory("tools");
    outside = Files.createDirectory(work.resolve("outside"));
    options =
        TestImageOptions.defaults().withTarget(outside).withBombBytes(1 << 20).withEntries(1000);
  }

  @AfterEach
  void clean() throws Exception {
    Tool.run(Path.of("/"), "rm", "-rf", work.toString());
  }

  @Test
  @Tag("long")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void umociAndSkopeoDoWhatIsRecorded() throws Exception {
    Tool.require("umoci", "skopeo", "bash", "timeout");
    String versions = version("umoci") + ", " + version("skopeo");
    Map<TestImage, List<String>> found = new LinkedHashMap<>();
    for (TestImage image : TestImage.all().toList()) {
      found.put(image, List.of(umoci(image), skopeo(image)));
    }
    if (Boolean.getBoolean("testimages.write")) {
      Files.writeString(PAGE, TestImagesPage.of(versions, found));
    }
    String recorded = Files.readString(PAGE);
    assumeTrue(
        recorded.contains(versions),
        versions + " was not looked at before: -Dtestimages.write=true does it");
    assertThat(TestImagesPage.observed(recorded)).isEqualTo(TestImagesPage.named(found));
  }

  private String version(String tool) throws Exception {
    String said = new String(Tool.output(work, tool, "--version"), StandardCharsets.UTF_8);
    return said.lines().findFirst().orElseThrow().replaceFirst("(?<=[0-9])\\+ds.*$", "").strip();
  }

  /** What {@code umoci unpack} makes of it. */
  private String umoci(TestImage image) throws Exception {
    if (!image.forms().contains(ImageForm.OCI_LAYOUT)) {
      return "–";
    }
    Path place = fresh();
    Path layout = image.write(ImageForm.OCI_LAYOUT, place.resolve("layout"), options);
    Path bundle = place.resolve("bundle");
    int code = run("umoci unpack --image " + layout + ":latest " + bundle);
    String outcome = outcome(code);
    if (code == 0) {
      List<String> differences = image.differences(bundle.resolve("rootfs"), options);
      // A name that is no UTF-8 cannot be asked for by Java, where the locale is another.
      differences = differences.stream().filter(each -> !each.contains("cannot be asked")).toList();
      outcome = differences.isEmpty() ? "takes it" : "shows otherwise";
    }
    return outcome + outsideNote();
  }

  /** What {@code skopeo copy} makes of it, which looks at documents and digests. */
  private String skopeo(TestImage image) throws Exception {
    Path place = fresh();
    ImageForm form =
        Stream.of(ImageForm.OCI_LAYOUT, ImageForm.OCI_ARCHIVE, ImageForm.DOCKER_ARCHIVE)
            .filter(image.forms()::contains)
            .findFirst()
            .orElseThrow();
    Path file = image.write(form, place.resolve("image"), options);
    String source =
        switch (form) {
          case OCI_LAYOUT -> "oci:" + file + ":latest";
          case OCI_ARCHIVE -> "oci-archive:" + file + ":latest";
          case DOCKER_ARCHIVE, LAYER -> "docker-archive:" + file;
        };
    int code = run("skopeo --insecure-policy copy " + source + " dir:" + place.resolve("copy"));
    return (code == 0 ? "copies it" : outcome(code)) + outsideNote();
  }

  private static String outcome(int code) {
    return switch (code) {
      case 124, 137 -> "does not end";
      default -> "refuses";
    };
  }

  private Path fresh() throws Exception {
    Tool.run(work, "find", outside.toString(), "-mindepth", "1", "-delete");
    Files.writeString(outside.resolve("victim"), "of the host\n");
    before = stat();
    return Files.createTempDirectory(work, "place");
  }

  private int run(String command) throws Exception {
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f " + FILE_KIB + "; exec timeout -k 5 " + SECONDS + " " + command)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("said").toFile())
            .start();
    assertThat(process.waitFor(SECONDS + 30, TimeUnit.SECONDS)).as(command).isTrue();
    return process.exitValue();
  }

  /** Whether something outside of the image was changed, made, deleted or written anew. */
  private String outsideNote() throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(outside)) {
      files.map(file -> file.getFileName().toString()).sorted().forEach(all::add);
    }
    boolean isWhole =
        all.equals(List.of("victim"))
            && Files.readString(outside.resolve("victim")).equals("of the host\n")
            && stat().equals(before);
    return isWhole ? "" : ", **changes the host**";
  }

  private Map<String, Object> stat() throws IOException {
    return Files.readAttributes(
        outside.resolve("victim"), "unix:mode,uid,gid,ino,nlink,lastModifiedTime");
  }
}
