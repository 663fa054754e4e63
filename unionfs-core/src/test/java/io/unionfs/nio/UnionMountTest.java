package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.spi.FileSystemProvider;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two ways to mount, by options and by builder, and finding mounts by URI. */
class UnionMountTest {
  private static final TreeLayer BASE =
      Layer.builder().named("base").file("etc/motd", "base").file("etc/base", "").build();
  private static final TreeLayer TOP =
      Layer.builder().named("top").file("etc/motd", "top").whiteout("etc/base").build();
  private static final URI DEMO = URI.create("unionfs://demo");

  @TempDir Path temporary;

  private static FileSystem mount(Map<String, ?> options) throws IOException {
    return FileSystems.newFileSystem(DEMO, options);
  }

  private static void assertRefused(Map<String, ?> options, String... words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mount(options))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void theProviderIsInstalled() throws IOException {
    assertThat(FileSystemProvider.installedProviders())
        .hasAtLeastOneElementOfType(UnionFileSystemProvider.class);
    try (UnionFileSystem union = UnionFileSystem.builder().lower(BASE).mount()) {
      assertThat(FileSystemProvider.installedProviders()).contains(union.provider());
    }
  }

  @Test
  void lowerdirNamesTheTopmostLayerFirst() throws IOException {
    try (FileSystem union = mount(Map.of("lowerdir", List.of(TOP, BASE)))) {
      assertThat(union.getPath("/etc/motd")).hasContent("top");
      assertThat(union.getPath("/etc/base")).doesNotExist();
      assertThat(((UnionFileSystem) union).lowerLayers()).containsExactly(BASE, TOP);
    }
  }

  @Test
  void theBuilderNamesTheBottomLayerFirst() throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(BASE).lower(TOP).mount()) {
      assertThat(union.getPath("/etc/motd")).hasContent("top");
      assertThat(union.lowerLayers()).containsExactly(BASE, TOP);
    }
  }

  @Test
  void aLayerCanBeADirectory() throws IOException {
    Files.writeString(temporary.resolve("file"), "on disk");
    for (Object lower : List.of(temporary, List.of(temporary), List.of(TOP, temporary))) {
      try (FileSystem union = mount(Map.of("lowerdir", lower))) {
        assertThat(union.getPath("/file")).hasContent("on disk");
      }
    }
  }

  @Test
  void aLayerThatCannotBeReadIsTold() throws IOException {
    Path archive = Files.writeString(temporary.resolve("broken.tar"), "no archive".repeat(99));
    assertThatThrownBy(() -> mount(Map.of("lowerdir", archive)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.tar");
    assertThatThrownBy(() -> mount(Map.of("lowerdir", temporary.resolve("missing"))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> FileSystems.getFileSystem(DEMO))
        .isInstanceOf(FileSystemNotFoundException.class);
  }

  @Test
  void theWritableLayerOutlivesTheMount() throws IOException {
    Path upper = temporary.resolve("upper");
    for (int i = 0; i < 2; i++) {
      try (FileSystem union = mount(Map.of("lowerdir", BASE, "upperdir", upper))) {
        Path counter = union.getPath("/counter");
        assertThat(Files.exists(counter)).isEqualTo(i == 1);
        Files.writeString(counter, "" + i);
        Files.deleteIfExists(union.getPath("/etc/base"));
      }
    }
    assertThat(upper.resolve("counter")).hasContent("1");
    assertThat(temporary.resolve("upper.work")).isDirectory();
    try (FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix());
        UnionFileSystem union =
            UnionFileSystem.builder()
                .lower(BASE)
                .upper(jimfs.getPath("/u"), jimfs.getPath("/w"))
                .mount()) {
      Files.writeString(union.getPath("/new"), "x");
      assertThat(union.upper().resolve("new")).hasContent("x");
    }
  }

  @Test
  void optionsAreRefusedByName() {
    assertRefused(Map.of(), "lowerdir");
    assertRefused(Map.of("lowerdir", List.of()), "lowerdir");
    assertRefused(Map.of("lowerdir", "/a:/b"), "lowerdir", "java.lang.String");
    assertRefused(Map.of("lowerdir", Arrays.asList(TOP, null)), "lowerdir", "null");
    assertRefused(Map.of("lowerdir", TOP, "upperdir", "/a"), "upperdir", "Path");
    assertRefused(Map.of("lowerdir", TOP, "ro", "yes"), "ro", "true or false");
    assertRefused(Map.of("lowerdir", TOP, "workdir", temporary), "workdir", "upperdir");
    assertRefused(Map.of("lowerdir", TOP, "lowerdirs", TOP), "lowerdirs");
    assertRefused(Map.of("lowerdir", TOP, "nfs_export", "on"), "nfs_export", "on", "off");
    assertRefused(Map.of("lowerdir", TOP, "redirect_dir", "yes"), "redirect_dir", "yes", "follow");
    assertRefused(Map.of("lowerdir", TOP, "volatile", "maybe"), "volatile", "maybe");
  }

  @Test
  void optionsThatExcludeEachOtherAreBothNamed() {
    assertRefused(
        Map.of("lowerdir", TOP, "metacopy", "on", "redirect_dir", "off"),
        "metacopy=on",
        "redirect_dir=off");
    assertRefused(
        Map.of("lowerdir", TOP, "userxattr", true, "redirect_dir", "on"),
        "userxattr",
        "redirect_dir=on");
    assertRefused(
        Map.of("lowerdir", TOP, "userxattr", true, "metacopy", "on"), "userxattr", "metacopy=on");
  }

  @Test
  void redirectDirOnRenamesALowerDirectory() throws IOException {
    Map<String, Object> options = Map.of("lowerdir", BASE, "redirect_dir", "on");
    try (FileSystem union = mount(options)) {
      Files.move(union.getPath("/etc"), union.getPath("/moved"), StandardCopyOption.ATOMIC_MOVE);
      assertThat(union.getPath("/moved/motd")).hasContent("base");
    }
  }

  @Test
  void overlayfssOptionsAreTaken() throws IOException {
    List<Map<String, Object>> all =
        List.of(
            Map.of("ro", false, "noatime", true, "volatile", false, "nfs_export", "off"),
            Map.of("ro", "false", "noatime", "true", "volatile", "false", "verity", "off"),
            Map.of("redirect_dir", "off", "metacopy", "off", "index", "off", "xino", "off"),
            Map.of("redirect_dir", "on", "metacopy", "on", "index", "on", "xino", "on"),
            Map.of("metacopy", "on", "xino", "auto", "volatile", true),
            Map.of("userxattr", true, "redirect_dir", "nofollow"),
            Map.of("userxattr", true, "index", "on"));
    for (Map<String, Object> some : all) {
      Map<String, Object> options = new HashMap<>(some);
      options.put("lowerdir", TOP);
      try (FileSystem union = mount(options)) {
        assertThat(union.isReadOnly()).as("%s", options).isFalse();
      }
    }
  }

  @Test
  void aReadOnlyMountOfAWritableLayerShowsWhatItHolds(@TempDir Path directory) throws IOException {
    Path upper = directory.resolve("upper");
    try (UnionFileSystem union = UnionFileSystem.builder().lower(BASE).upper(upper).mount()) {
      Files.writeString(union.getPath("/new"), "kept");
    }
    try (UnionFileSystem union =
        UnionFileSystem.builder().lower(BASE).upper(upper).readOnly().mount()) {
      assertThat(union.getPath("/new")).hasContent("kept");
      assertThat(union.isReadOnly()).isTrue();
      assertThatThrownBy(() -> Files.delete(union.getPath("/new")))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("Read-only file system");
      assertThat(union.upper().resolve("new")).hasContent("kept");
    }
    try (FileSystem union =
        FileSystems.newFileSystem(
            URI.create("unionfs://read-only-upper"),
            Map.of("lowerdir", BASE, "upperdir", upper, "ro", true))) {
      assertThat(union.getPath("/new")).hasContent("kept");
    }
    try (UnionFileSystem union = UnionFileSystem.builder().lower(BASE).upper(upper).mount()) {
      Files.delete(union.getPath("/new"));
    }
  }

  @Test
  void aReadOnlyMountRefusesEveryChange() throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(BASE).readOnly().mount()) {
      assertThat(union.isReadOnly()).isTrue();
      Path file = union.getPath("/etc/motd");
      assertThat(file).hasContent("base");
      String reason = "Read-only file system";
      for (var change :
          List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
              () -> Files.writeString(file, "x"),
              () -> Files.delete(file),
              () -> Files.createFile(union.getPath("/new")),
              () -> Files.createDirectory(union.getPath("/new")),
              () -> Files.move(file, union.getPath("/new")),
              () -> Files.setAttribute(file, "unix:mode", 0600))) {
        assertThatThrownBy(change)
            .isInstanceOfSatisfying(
                FileSystemException.class, e -> assertThat(e.getReason()).isEqualTo(reason));
      }
      assertThat(Files.isWritable(file)).isFalse();
      assertThatThrownBy(union::upper).isInstanceOf(ReadOnlyFileSystemException.class);
    }
  }

  @Test
  void aMountIsFoundByItsNameUntilItIsClosed() throws IOException {
    try (FileSystem union = mount(Map.of("lowerdir", TOP))) {
      assertThat(FileSystems.getFileSystem(DEMO)).isSameAs(union);
      assertThat(FileSystems.getFileSystem(URI.create("unionfs://demo/etc"))).isSameAs(union);
      assertThat(Path.of(URI.create("unionfs://demo/etc/motd"))).hasContent("top");
      assertThatThrownBy(() -> mount(Map.of("lowerdir", TOP)))
          .isInstanceOf(FileSystemAlreadyExistsException.class);
      assertThatThrownBy(() -> UnionFileSystem.builder().lower(TOP).name("demo").mount())
          .isInstanceOf(FileSystemAlreadyExistsException.class);
    }
    assertThatThrownBy(() -> FileSystems.getFileSystem(DEMO))
        .isInstanceOf(FileSystemNotFoundException.class);
    assertThatThrownBy(() -> Path.of(URI.create("unionfs://demo/etc/motd")))
        .isInstanceOf(FileSystemNotFoundException.class);
    mount(Map.of("lowerdir", TOP)).close();
  }

  @Test
  void namesMayHoldWhatAUriHolds() throws IOException {
    for (String name : List.of("my_app", "alpine:3.19", "A.b-c~d", "a+b", "1")) {
      try (UnionFileSystem union = UnionFileSystem.builder().lower(TOP).name(name).mount()) {
        URI uri = union.getPath("/etc").toUri();
        assertThat(uri).hasToString("unionfs://" + name + "/etc/");
        assertThat(Path.of(uri)).isEqualTo(union.getPath("/etc"));
        assertThat(FileSystems.getFileSystem(URI.create("unionfs://" + name))).isSameAs(union);
      }
    }
    for (String name : List.of("", "a b", "a@b", "a/b", "a%20", "ä", "[::1]")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UnionFileSystem.builder().lower(TOP).name(name).mount());
    }
  }

  @Test
  void everyLegalPathComesBackFromItsUri() throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(TOP).mount()) {
      StringBuilder all = new StringBuilder("/");
      for (char c = 1; c < 0x100; c++) {
        all.append(c);
      }
      for (String text :
          List.of(
              "/",
              "/a b",
              "/100%",
              "/a?b#c",
              "/%2F",
              "/a:b@c;d&e=f+g$h,i",
              "/[x]{y}|\\^`\"<>",
              "/ä€\uD83D\uDE00",
              "/\uDC80\uDCFF/invalid\uDCC3",
              "/.../..a",
              all.toString())) {
        Path path = union.getPath(text);
        assertThat(Path.of(path.toUri())).isEqualTo(path);
        assertThat(Path.of(URI.create(path.toUri().toString()))).isEqualTo(path);
        assertThat(path.toUri().toString()).isASCII();
      }
      assertThat(union.getPath("/\uDCC3").toUri().getRawPath()).isEqualTo("/%C3");
      assertThat(union.getPath("a").toUri().getRawPath()).isEqualTo("/a");
    }
  }

  @Test
  void urisThatNameNoPathAreRefused() throws IOException {
    try (FileSystem union = mount(Map.of("lowerdir", TOP))) {
      for (String uri :
          List.of(
              "unionfs://demo",
              "unionfs:/etc",
              "unionfs:etc",
              "unionfs://demo/a?b",
              "unionfs://demo/a#b",
              "unionfs://demo/%00")) {
        assertThatIllegalArgumentException()
            .as(uri)
            .isThrownBy(() -> union.provider().getPath(URI.create(uri)));
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> union.provider().getPath(URI.create("file:///etc")));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  FileSystems.newFileSystem(
                      URI.create("unionfs://other/etc"), Map.of("lowerdir", TOP)));
    }
  }

  @Test
  void timesComeFromTheClock() throws IOException {
    Instant now = Instant.parse("2001-02-03T04:05:06.123456789Z");
    try (UnionFileSystem union = UnionFileSystem.builder().lower(BASE).clock(() -> now).mount()) {
      Files.writeString(union.getPath("/etc/motd"), "x");
      assertThat(Files.getLastModifiedTime(union.getPath("/etc/motd")).toInstant()).isEqualTo(now);
    }
  }
}
