package io.unionfs.testing;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.container.Container;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.Errno;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/testing.md}, each of which stands here and runs. */
class TestingGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "testing.md");
  private static final Path THIS =
      Path.of("src/test/java", TestingGuideTest.class.getName().replace('.', '/') + ".java");
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /** The program under test. */
  private static void prune(Path root) throws IOException {
    Files.deleteIfExists(root.resolve("etc/one"));
    Files.createDirectories(root.resolve("var"));
    Files.writeString(root.resolve("var/pruned"), "1 file\n");
  }

  @Test
  void pruneRemovesWhatNobodyNeeds(@UnionFs @Image("images/app.tar") UnionFileSystem fs)
      throws IOException {
    prune(fs.getPath("/"));
    assertThat(fs.changes()).hasToString("[C /etc, D /etc/one, A /var, A /var/pruned]");
  }

  @Nested
  @Image("images/app.tar")
  class PruneTest {
    @UnionFs UnionFileSystem fs; // fresh for each test

    @BeforeEach
    void addLog() throws IOException {
      Files.createDirectories(fs.getPath("/var"));
    }

    @Test
    void writesAReport() throws IOException {
      prune(fs.getPath("/"));
      assertThat(fs.getPath("/var/pruned")).hasContent("1 file");
    }

    @Test
    @Lower({"etc/.wh.one", "etc/passwd=app:x:1000:1000::/:\n"}) // on the image, for this test
    void bearsThatNothingIsThere() throws IOException {
      prune(fs.getPath("/"));
      assertThat(fs.getPath("/etc/one")).doesNotExist();
    }
  }

  @Test
  void setuidFilesAreFound(
      @UnionFs
          @Lower({
            "etc/motd=hello",
            "04755 usr/bin/su=",
            "0600 1000:1000 home/app/.netrc=secret",
            "01777 tmp/",
            "lib -> usr/lib"
          })
          @Lower("etc/.wh.motd")
          Path root)
      throws IOException {
    assertThat(Files.getAttribute(root.resolve("usr/bin/su"), "unix:mode")).isEqualTo(0104755);
    assertThat(root.resolve("etc/motd")).doesNotExist();
  }

  private static Layer base() {
    return Layer.builder().symlink("etc/mtab", "/proc/mounts").build();
  }

  @Test
  void aBuilderSaysWhatAnnotationsCannot(@UnionFs(builder = "withMtab") Path root) {
    assertThat(root.resolve("etc/mtab")).isSymbolicLink();
  }

  static UnionFileSystemBuilder withMtab() {
    return UnionFileSystem.builder().lower(base());
  }

  @Nested
  class InstalledTest {
    @UnionFs(setUp = "install")
    UnionFileSystem fs;

    static void install(UnionFileSystem fs) throws IOException { // once for the class
      for (int i = 0; i < 1000; i++) {
        Files.writeString(fs.getPath("/module-" + i), "installed");
      }
    }

    @Test
    void oneIsRemoved() throws IOException {
      Files.delete(fs.getPath("/module-7"));
      assertThat(fs.changes()).hasToString("[D /module-7]");
    }
  }

  @Test
  @Lower("var/log=")
  @FaultAt(value = FaultPoint.UPPER_WRITE, path = "glob:/var/**", call = 3, fail = Errno.ENOSPC)
  void aFullDiskLosesNoLine(@UnionFs Path root) throws IOException {
    Path log = root.resolve("var/log");
    Files.writeString(log, "one\n", APPEND);
    Files.writeString(log, "two\n", APPEND);
    assertThatThrownBy(() -> Files.writeString(log, "three\n", APPEND))
        .hasMessage("No space left on device");
    assertThat(log).hasContent("one\ntwo\n");
  }

  @Test
  @Lower({"etc/passwd=app:x:1000:1000::/:\n", "0755 1000:1000 srv/", "etc/secret=x"})
  void theServiceNeedsNoRoot(
      @UnionFs
          @AsUser("app")
          @WithQuota(bytes = 1 << 20, inodes = 10)
          @FixedClock("2024-02-29T12:00:00Z")
          @MountOptions("redirect_dir=on")
          Path root)
      throws IOException {
    Path file = Files.createFile(root.resolve("srv/data"));
    assertThat(Files.getLastModifiedTime(file)).hasToString("2024-02-29T12:00:00Z");
    assertThatThrownBy(() -> Files.delete(root.resolve("etc/secret")))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void theEntrypointWritesItsPid(@UnionFs @Image("images/app.tar") Container container)
      throws IOException {
    container.exec(
        null,
        files -> {
          Files.writeString(files.getPath("/run.pid"), "1");
          return 0;
        });
    assertThat(container.changes()).hasToString("[A /run.pid]");
  }

  @Test
  void theReportIsWritten(@TempDir(factory = UnionTempDirFactory.class) Path dir)
      throws IOException {
    Files.writeString(dir.resolve("report"), "fine");
    assertThat(dir).hasToString("/tmp/junit");
  }

  @UnionFs
  @Image("images/app.tar")
  @AsUser("1000")
  @Retention(RetentionPolicy.RUNTIME)
  @interface App {}

  @Test
  void theAppStarts(@App Path root) {
    assertThat(root.resolve("opt/app")).isDirectory();
  }

  @Test
  void theGuidesExamplesAreThese() throws IOException {
    String here = withoutLayout(Files.readString(THIS));
    List<String> examples = new ArrayList<>();
    Matcher found = EXAMPLE.matcher(fixturePart(Files.readString(GUIDE)));
    while (found.find()) {
      examples.add(found.group(1));
    }
    assertThat(examples).hasSizeGreaterThan(8);
    assertThat(examples).allSatisfy(e -> assertThat(here).contains(withoutLayout(e)));
  }

  /** What stands before the parts on assertions and images, whose examples are in other tests. */
  private static String fixturePart(String guide) {
    int end = guide.indexOf("\n## Assertions");
    return end < 0 ? guide : guide.substring(0, end);
  }

  private static String withoutLayout(String code) {
    return code.replaceAll("\\s+", "");
  }
}
