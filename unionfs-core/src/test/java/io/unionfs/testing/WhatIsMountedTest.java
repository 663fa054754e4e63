package io.unionfs.testing;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.DirectoryFormat;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.Errno;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What annotations say is what is mounted. */
class WhatIsMountedTest {
  private static final String IMAGE = "/io/unionfs/image/images/built-docker.tar";
  private static final String USERS = "etc/passwd=app:x:1000:1000::/:\n";

  @Test
  void withoutADescriptionTheUnionIsEmpty(@UnionFs UnionFileSystem fs) throws IOException {
    assertThat(fs.getPath("/")).isEmptyDirectory();
    assertThat(fs.changes()).isEmpty();
  }

  @Test
  void anImageIsAResource(@UnionFs @Image(IMAGE) UnionFileSystem fs) {
    assertThat(fs.lowerLayers()).hasSize(2);
    assertThat(fs.getPath("/opt/app/link")).exists();
  }

  @Test
  void anImageMayBeADirectory(
      @UnionFs @Image("/io/unionfs/image/images/oddities") UnionFileSystem fs) {
    assertThat(fs.lowerLayers()).hasSize(4);
  }

  @Test
  void oneOfSeveralPlatformsIsChosen(
      @UnionFs @Image(value = "/io/unionfs/image/images/platforms.tar", platform = "linux/arm64")
          UnionFileSystem arm,
      @UnionFs @Image(value = "/io/unionfs/image/images/platforms.tar", platform = "linux/amd64")
          UnionFileSystem amd) {
    assertThat(arm.lowerLayers()).isNotEqualTo(amd.lowerLayers());
  }

  @Test
  void linesAreFiles(
      @UnionFs
          @Lower({
            "etc/motd=hello = world",
            "04755 usr/bin/su=",
            "0600 1000:1001 home/key=secret",
            "01777 tmp/",
            "7:8 owned/",
            "lib -> usr/lib"
          })
          Path root)
      throws IOException {
    assertThat(root.resolve("etc/motd")).hasContent("hello = world");
    assertThat(Files.getAttribute(root.resolve("usr/bin/su"), "unix:mode")).isEqualTo(0104755);
    assertThat(Files.getAttribute(root.resolve("home/key"), "unix:mode")).isEqualTo(0100600);
    assertThat(Files.getAttribute(root.resolve("home/key"), "unix:uid")).isEqualTo(1000);
    assertThat(Files.getAttribute(root.resolve("home/key"), "unix:gid")).isEqualTo(1001);
    assertThat(Files.getAttribute(root.resolve("tmp"), "unix:mode")).isEqualTo(041777);
    assertThat(Files.getAttribute(root.resolve("owned"), "unix:gid")).isEqualTo(8);
    assertThat(Files.readSymbolicLink(root.resolve("lib"))).hasToString("usr/lib");
  }

  @Test
  void layersLieOnOneAnother(
      @UnionFs
          @Lower({"etc/motd=hello", "etc/old=", "opt/a=", "opt/b="})
          @Lower({"etc/.wh.old", "opt/.wh..wh..opq", "opt/c="})
          UnionFileSystem fs) {
    assertThat(fs.lowerLayers()).hasSize(2);
    assertThat(fs.getPath("/etc/motd")).exists();
    assertThat(fs.getPath("/etc/old")).doesNotExist();
    assertThat(fs.getPath("/opt")).isDirectoryContaining("glob:**/c");
    assertThat(fs.getPath("/opt/a")).doesNotExist();
  }

  @Test
  void linesAreAppliedAsALayerOfAnImageIs(
      @UnionFs
          @Lower({"lib -> usr/lib", "0700 7:7 usr/lib/", "usr/lib/a="})
          @Lower({"lib/b=", "lib/.wh.a"})
          Path root)
      throws IOException {
    assertThat(root.resolve("usr/lib/b")).exists();
    assertThat(root.resolve("usr/lib/a")).doesNotExist();
    assertThat(Files.getAttribute(root.resolve("usr/lib"), "unix:mode")).isEqualTo(040700);
    assertThat(Files.getAttribute(root.resolve("usr/lib"), "unix:uid")).isEqualTo(7);
  }

  @Test
  void aLayerMayBeADirectoryOrATar(
      @UnionFs
          @Lower({"etc/old=", "etc/motd="})
          @Lower(resource = "layers/upstream", format = DirectoryFormat.OCI)
          @Lower(resource = "layers/tool.tar.gz")
          Path root) {
    assertThat(root.resolve("etc/motd")).hasContent("motd of the directory\n");
    assertThat(root.resolve("etc/old")).doesNotExist();
    assertThat(root.resolve("usr/bin/tool")).isExecutable();
  }

  @Test
  void aDirectoryIsGuessedNothing(@UnionFs @Lower(resource = "layers/upstream") Path root) {
    assertThat(root.resolve("etc/.wh.old")).exists();
  }

  @Test
  void aPathLeadsIntoTheUnion(
      @UnionFs(path = "/etc") @Lower("etc/motd=hello") Path etc,
      @UnionFs(path = "/srv/new") Path made) {
    assertThat(etc.resolve("motd")).hasContent("hello");
    assertThat(made).isEmptyDirectory();
  }

  // ---- mount options, quota, clock, user, faults ----

  @Test
  @Lower("a/b=")
  void optionsAreThoseOfTheKernel(
      @UnionFs Path plain, @UnionFs @MountOptions("redirect_dir=on, noatime") Path redirecting)
      throws IOException {
    assertThatThrownBy(
            () ->
                Files.move(plain.resolve("a"), plain.resolve("c"), StandardCopyOption.ATOMIC_MOVE))
        .isInstanceOf(AtomicMoveNotSupportedException.class);
    Files.move(redirecting.resolve("a"), redirecting.resolve("c"), StandardCopyOption.ATOMIC_MOVE);
    assertThat(redirecting.resolve("c/b")).exists();
  }

  @Test
  void aMountMayBeReadOnly(@UnionFs @MountOptions("ro") Path root) {
    assertThatThrownBy(() -> Files.createFile(root.resolve("a")))
        .hasMessageContaining("Read-only file system");
  }

  @Test
  void theWritableLayerMayBeSmall(
      @UnionFs @WithQuota(bytes = 8192) Path small, @UnionFs @WithQuota(inodes = 1) Path few)
      throws IOException {
    assertThatThrownBy(() -> Files.write(small.resolve("a"), new byte[8193]))
        .hasMessageContaining("No space left on device");
    Files.createFile(few.resolve("a"));
    assertThatThrownBy(() -> Files.createFile(few.resolve("b")))
        .hasMessageContaining("No space left on device");
  }

  @Test
  void timesAreFixed(@UnionFs @FixedClock("2024-02-29T12:00:00Z") Path root) throws IOException {
    Path file = Files.createFile(root.resolve("a"));
    assertThat(Files.getLastModifiedTime(file).toInstant())
        .isEqualTo(Instant.parse("2024-02-29T12:00:00Z"));
  }

  @Test
  @Lower({USERS, "0700 1000:1000 srv/", "root=x"})
  void allIsDoneAsTheUser(@UnionFs @AsUser("app") Path root) throws IOException {
    Path file = Files.createFile(root.resolve("srv/mine"));
    assertThat(Files.getOwner(file)).hasToString("app");
    assertThatThrownBy(() -> Files.delete(root.resolve("root")))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Nested
  @Lower("var/log=")
  class Faults {
    @UnionFs Path root;

    @BeforeEach
    void writeBefore() throws IOException {
      Files.writeString(root.resolve("var/log"), "before\n", APPEND);
    }

    @Test
    @FaultAt(value = FaultPoint.UPPER_WRITE, path = "glob:/var/**", call = 2, fail = Errno.ENOSPC)
    void callsCountFromTheBeginningOfTheTest() throws IOException {
      Path log = root.resolve("var/log");
      Files.writeString(log, "one\n", APPEND);
      assertThatThrownBy(() -> Files.writeString(log, "two\n", APPEND))
          .hasMessage("No space left on device");
      assertThat(log).hasContent("before\none\n");
    }

    @Test
    void severalFaultsMayCome(
        @UnionFs
            @FaultAt(value = FaultPoint.UPPER_WRITE, writeShort = 2)
            @FaultAt(area = FaultPoint.Area.COPY_UP, from = 1, fail = Errno.EACCES)
            Path fresh)
        throws IOException {
      try (FileChannel channel = FileChannel.open(fresh.resolve("new"), CREATE, WRITE)) {
        assertThat(channel.write(ByteBuffer.wrap("one".getBytes()))).isEqualTo(2);
      }
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> Files.writeString(fresh.resolve("var/log"), "x", APPEND))
            .isInstanceOf(AccessDeniedException.class);
      }
    }
  }

  // ---- where annotations stand ----

  @Retention(RetentionPolicy.RUNTIME)
  @UnionFs
  @Image(IMAGE)
  @Lower("etc/motd=of the annotation")
  @interface Built {}

  @Test
  void anAnnotationOfOnesOwnCarriesAll(@Built UnionFileSystem fs) {
    assertThat(fs.lowerLayers()).hasSize(3);
    assertThat(fs.getPath("/etc/motd")).hasContent("of the annotation");
  }

  @Nested
  @Image(IMAGE)
  @Lower("etc/motd=of the class")
  class Nearest {
    @UnionFs Path field;

    @UnionFs
    @Lower("etc/motd=of the field")
    Path described;

    @Test
    void theClassDescribesWhatStandsInIt(@UnionFs Path parameter) {
      assertThat(field.resolve("etc/motd")).hasContent("of the class");
      assertThat(parameter.resolve("etc/motd")).hasContent("of the class");
      assertThat(parameter.resolve("opt/app")).exists();
    }

    @Test
    @Lower("etc/motd=of the method")
    void theMethodIsNearerThanTheClass(
        @UnionFs Path parameter, @UnionFs @Lower("etc/motd=of the parameter") Path own) {
      assertThat(field.resolve("etc/motd")).hasContent("of the method");
      assertThat(parameter.resolve("etc/motd")).hasContent("of the method");
      assertThat(described.resolve("etc/motd")).hasContent("of the field");
      assertThat(own.resolve("etc/motd")).hasContent("of the parameter");
      assertThat(own.resolve("opt/app")).exists();
    }

    @Nested
    @Lower("etc/motd=of the inner class")
    class Inner {
      @Test
      void theInnerClassIsNearer() {
        assertThat(field.resolve("etc/motd")).hasContent("of the inner class");
        assertThat(field.resolve("opt/app")).exists();
        assertThat(described.resolve("etc/motd")).hasContent("of the field");
      }
    }
  }

  @FixedClock("2001-01-01T00:00:00Z")
  abstract static class Inherited {}

  @Nested
  class Inheriting extends Inherited {
    @Test
    void superclassesDescribeToo(@UnionFs Path root) throws IOException {
      assertThat(Files.getLastModifiedTime(Files.createFile(root.resolve("a"))))
          .hasToString("2001-01-01T00:00:00Z");
    }
  }

  // ---- builder ----

  static UnionFileSystemBuilder app() {
    return UnionFileSystem.builder().lower(Layer.builder().file("app", "static").build());
  }

  private final String content = "of this instance";

  private UnionFileSystemBuilder own() {
    return UnionFileSystem.builder().lower(Layer.builder().file("app", content).build());
  }

  @Test
  void aMethodMayBegin(
      @UnionFs(builder = "app") Path root,
      @UnionFs(builder = "own") @Lower("more=") @FixedClock("2001-01-01T00:00:00Z") Path own,
      @UnionFs(builder = "io.unionfs.testing.WhatIsMountedTest#app") Path named)
      throws IOException {
    assertThat(root.resolve("app")).hasContent("static");
    assertThat(own.resolve("app")).hasContent("of this instance");
    assertThat(own.resolve("more")).exists();
    assertThat(Files.getLastModifiedTime(Files.createFile(own.resolve("a"))))
        .hasToString("2001-01-01T00:00:00Z");
    assertThat(named.resolve("app")).hasContent("static");
  }

  // ---- sharing ----

  @Image(IMAGE)
  @Lower("etc/motd=hello")
  abstract static class Sharing {
    static final List<List<Layer>> LAYERS = Collections.synchronizedList(new ArrayList<>());

    @Test
    void one(@UnionFs UnionFileSystem fs) {
      LAYERS.add(fs.lowerLayers());
    }

    @Test
    void other(@UnionFs FileSystem fs) {
      LAYERS.add(((UnionFileSystem) fs).lowerLayers());
    }
  }

  static class OneSharing extends Sharing {}

  static class OtherSharing extends Sharing {}

  @Test
  void layersAreReadOnceForAllClasses() {
    Sharing.LAYERS.clear();
    SampleRun.of(OneSharing.class, OtherSharing.class).assertSucceeded(4);
    assertThat(Sharing.LAYERS).hasSize(4);
    for (int layer = 0; layer < 3; layer++) {
      int each = layer;
      assertThat(Sharing.LAYERS)
          .allSatisfy(
              layers -> assertThat(layers.get(each)).isSameAs(Sharing.LAYERS.get(0).get(each)));
    }
    SampleRun.of(OneSharing.class).assertSucceeded(2);
    assertThat(Sharing.LAYERS.get(4).get(0)).isNotSameAs(Sharing.LAYERS.get(0).get(0));
  }
}
