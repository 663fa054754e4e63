package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.container.ContainerCopy.Links;
import io.unionfs.container.ContainerCopy.Owners;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFiles;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of docker cp's documentation, and what Docker 20.10 was seen to do beside it. */
class ContainerCopyTest {
  private ContainerFixture fixture;
  private Container web;
  private FileSystem host;

  @BeforeEach
  void open() throws IOException {
    fixture = ContainerFixture.inMemory();
    fixture.base();
    web = fixture.create(ContainerSpec.of("base").withName("web"));
    try (UnionFileSystem files = web.files()) {
      Files.createDirectories(files.getPath("/edir"));
      Files.createSymbolicLink(files.getPath("/elink"), files.getPath("/etc"));
      Files.createSymbolicLink(files.getPath("/flink"), files.getPath("/old/x"));
      Files.createSymbolicLink(files.getPath("/dangling"), files.getPath("/nowhere"));
      Files.createSymbolicLink(files.getPath("/loop"), files.getPath("loop"));
      Files.createSymbolicLink(
          files.getPath("/out"), files.getPath("../../../../../../tmp/escaped"));
    }
    host =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix")
                .setWorkingDirectory("/h")
                .build());
    Files.createDirectories(host.getPath("/h/dir/sub"));
    Files.createDirectories(host.getPath("/h/edir"));
    Files.writeString(host.getPath("/h/file"), "F");
    Files.writeString(host.getPath("/h/dir/in"), "I");
    Files.createSymbolicLink(host.getPath("/h/lnk"), host.getPath("file"));
    Files.createSymbolicLink(host.getPath("/h/dlnk"), host.getPath("dir"));
  }

  @AfterEach
  void close() throws IOException {
    host.close();
    fixture.close();
  }

  private ContainerCopy copy() {
    return new ContainerCopy(web, Links.KEPT, Owners.DESTINATION);
  }

  @ParameterizedTest(name = "cp {0} web:{1} makes {2}")
  @CsvSource({
    "file, /new, /new, F",
    "file, /etc, /etc/file, F",
    "file, /etc/, /etc/file, F",
    "file, /etc/motd, /etc/motd, F",
    "file, /, /file, F",
    "file, rel, /rel, F",
    "file, /etc/../x, /x, F",
    "dir, /dnew, /dnew/in, I",
    "dir, /dnew/, /dnew/in, I",
    "dir, /etc, /etc/dir/in, I",
    "dir, /, /dir/in, I",
    "dir/., /dnew, /dnew/in, I",
    "dir/., /etc, /etc/in, I",
    "dir/, /etc, /etc/dir/in, I",
    "dlnk/., /dnew, /dnew/in, I",
    "dlnk/, /dnew, /dnew/in, I",
    "file, /elink/via, /etc/via, F",
    "file, /elink, /etc/file, F",
    "file, /flink, /old/x, F",
    "file, /dangling, /nowhere, F",
    "dir, /elink, /etc/dir/in, I",
  })
  void intoAContainer(String source, String target, String made, String content)
      throws IOException {
    copy().in(host, source, target);
    assertThat(ContainerFixture.read(web, made)).isEqualTo(content);
  }

  @ParameterizedTest(name = "cp {0} web:{1}: {2}")
  @CsvSource({
    "file, /nodir/, /nodir: no such directory",
    "file, /etc/motd/, /etc/motd: no such directory",
    "file, /nodir/x, Could not find the file /nodir in container web",
    "dir, /nodir/y, Could not find the file /nodir in container web",
    "dir, /etc/motd, /etc/motd: cannot copy directory onto a file",
    "dir/., /etc/motd, /etc/motd: cannot copy directory onto a file",
    "file/, /zz, /h/file: not a directory",
    "file/., /zz, /h/file: not a directory",
    "nope, /x, lstat /h/nope: no such file or directory",
    "file, /old/x/y, /old/x: not a directory",
    "file, /out, Could not find the file /tmp in container web",
    "'', /x, bad parameter: path cannot be empty",
    "file, '', bad parameter: path cannot be empty",
    "file, /old/../edir/../loop/x, Could not find the file /loop in container web",
  })
  void intoAContainerIsRefused(String source, String target, String words) {
    assertThatThrownBy(() -> copy().in(host, source, target))
        .isInstanceOf(StoreException.class)
        .hasMessage(words);
  }

  @ParameterizedTest(name = "cp web:{0} {1} makes {2}")
  @CsvSource({
    "/old/x, f1, f1",
    "/old/x, edir, edir/x",
    "/old/x, edir/, edir/x",
    "/old/x, file, file",
    "/old, new, new/x",
    "/old, edir, edir/old/x",
    "/old/., new, new/x",
    "/old/., edir, edir/x",
    "old, edir, edir/old/x",
    "/elink/../old, edir, edir/old/x",
  })
  void outOfAContainer(String source, String target, String made) throws IOException {
    assertThat(copy().out(source, host, target)).isEmpty();
    assertThat(Files.readString(host.getPath(made))).isEqualTo("gone\n");
  }

  @ParameterizedTest(name = "cp web:{0} {1}: {2}")
  @CsvSource({
    "/nope, edir, Could not find the file /nope in container web",
    "/old/x/, q, /old/x: not a directory",
    "/old/x, nodir/, /h/nodir: no such directory",
    "/old/x, nodir/x, invalid output path: directory \"/h/nodir\" does not exist",
    "/old, file, /h/file: cannot copy directory onto a file",
  })
  void outOfAContainerIsRefused(String source, String target, String words) {
    assertThatThrownBy(() -> copy().out(source, host, target))
        .isInstanceOf(StoreException.class)
        .hasMessage(words);
  }

  @Test
  void aLinkIsCopiedAsALinkUnlessItIsFollowed() throws IOException {
    copy().in(host, "lnk", "/l1");
    new ContainerCopy(web, Links.FOLLOWED, Owners.DESTINATION).in(host, "lnk", "/edir");
    try (UnionFileSystem files = web.files()) {
      assertThat(Files.readSymbolicLink(files.getPath("/l1"))).hasToString("file");
      assertThat(Files.isSymbolicLink(files.getPath("/edir/lnk"))).isFalse();
      assertThat(files.getPath("/edir/lnk")).hasContent("F");
    }
    copy().out("/flink", host, "l2");
    assertThat(Files.readSymbolicLink(host.getPath("l2"))).hasToString("/old/x");
    new ContainerCopy(web, Links.FOLLOWED, Owners.DESTINATION).out("/flink", host, "l3");
    assertThat(Files.readString(host.getPath("l3"))).isEqualTo("gone\n");
    copy().out("/elink/.", host, "etc");
    assertThat(Files.exists(host.getPath("etc/passwd"))).isTrue();
  }

  @Test
  void aDirectoryJoinsADirectoryWhoseAttributesStay() throws IOException {
    Files.setPosixFilePermissions(
        host.getPath("/h/dir"), PosixFilePermissions.fromString("rwx------"));
    copy().in(host, "dir/.", "/old");
    try (UnionFileSystem files = web.files()) {
      assertThat(files.getPath("/old/x")).exists();
      assertThat(Files.getPosixFilePermissions(files.getPath("/old")))
          .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    copy().in(host, "dir", "/fresh");
    try (UnionFileSystem files = web.files()) {
      assertThat(Files.getPosixFilePermissions(files.getPath("/fresh")))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void aFileDoesNotTakeThePlaceOfADirectoryNorTheOtherWayRound() throws IOException {
    Files.createDirectories(host.getPath("/h/edir/x"));
    assertThatThrownBy(() -> copy().out("/old/x", host, "edir"))
        .hasMessage("cannot overwrite directory \"/h/edir/x\" with non-directory \"/old/x\"");
    Files.writeString(host.getPath("/h/edir/old"), "a file");
    assertThatThrownBy(() -> copy().out("/old", host, "edir"))
        .hasMessage("cannot overwrite non-directory \"/h/edir/old\" with directory \"/old\"");
  }

  @Test
  void ownersAreKeptWhenTheyAreAskedFor(@TempDir Path directory) throws IOException {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.getAttribute(directory, "unix:uid").equals(0), "not root: owners cannot be given");
    Path file = Files.writeString(directory.resolve("file"), "F");
    Files.setAttribute(file, "unix:uid", 1234);
    Files.setAttribute(file, "unix:mode", 04755);
    FileTime time = FileTime.from(Instant.parse("2001-01-01T01:01:01.123456789Z"));
    Files.setLastModifiedTime(file, time);
    copy().in(file.toString(), "/plain");
    ContainerCopy archive = new ContainerCopy(web, Links.KEPT, Owners.SOURCE);
    archive.in(file.toString(), "/archive");
    try (UnionFileSystem files = web.files()) {
      assertThat(Files.getAttribute(files.getPath("/plain"), "unix:uid")).isEqualTo(0);
      assertThat(Files.getAttribute(files.getPath("/archive"), "unix:uid")).isEqualTo(1234);
      assertThat((int) Files.getAttribute(files.getPath("/archive"), "unix:mode") & 07777)
          .isEqualTo(04755);
      assertThat(Files.getLastModifiedTime(files.getPath("/plain"))).isEqualTo(time);
    }
    archive.out("/data", directory.resolve("d").toString());
    assertThat(Files.getAttribute(directory.resolve("d"), "unix:uid")).isEqualTo(5);
    assertThat(Files.getAttribute(directory.resolve("d"), "unix:gid")).isEqualTo(6);
    copy().out("/data", directory.resolve("e").toString());
    assertThat(Files.getAttribute(directory.resolve("e"), "unix:uid")).isEqualTo(0);
    assertThat(Files.getPosixFilePermissions(directory.resolve("e")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
  }

  @Test
  void severalNamesOfAFileStaySo() throws IOException {
    try (UnionFileSystem files = web.files()) {
      Files.createLink(files.getPath("/old/y"), files.getPath("/old/x"));
    }
    copy().out("/old", host, "links");
    assertThat(Files.isSameFile(host.getPath("links/x"), host.getPath("links/y"))).isTrue();
  }

  @Test
  void specialFilesAreLeftOutAndTold() throws IOException {
    try (UnionFileSystem files = web.files()) {
      UnionFiles.createFifo(files.getPath("/old/pipe"));
    }
    assertThat(copy().out("/old", host, "special")).containsExactly("/old/pipe");
    assertThat(Files.exists(host.getPath("special/x"))).isTrue();
    assertThat(Files.exists(host.getPath("special/pipe"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void aLinkOfAContainerLeadsNoLaterCopyOutOfTheTarget(@TempDir Path directory) throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("passwd"), "mine");
    Path target = Files.createDirectory(directory.resolve("target"));
    try (UnionFileSystem files = web.files()) {
      Files.createDirectory(files.getPath("/evil"));
      Files.createSymbolicLink(files.getPath("/evil/d"), files.getPath(outside.toString()));
      Files.createSymbolicLink(
          files.getPath("/evil/f"), files.getPath(outside.resolve("passwd").toString()));
    }
    copy().out("/evil/.", target.toString());
    try (UnionFileSystem files = web.files()) {
      Files.delete(files.getPath("/evil/d"));
      Files.delete(files.getPath("/evil/f"));
      Files.createDirectory(files.getPath("/evil/d"));
      ContainerFixture.write(files, "/evil/d/passwd", "theirs");
      ContainerFixture.write(files, "/evil/f", "theirs");
    }
    assertThatThrownBy(() -> copy().out("/evil/.", target.toString()))
        .hasMessageStartingWith("cannot overwrite non-directory");
    Files.delete(target.resolve("d"));
    copy().out("/evil/.", target.toString());
    assertThat(outside.resolve("passwd")).hasContent("mine");
    assertThat(target.resolve("f")).hasContent("theirs");
  }

  @Test
  void aNameThatMeansSomethingElseThereIsRefused() throws IOException {
    try (UnionFileSystem files = web.files();
        FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      ContainerFixture.write(files, "/old/a\\..\\..\\b", "evil");
      Files.createDirectories(windows.getPath("C:\\work\\t"));
      assertThatThrownBy(() -> copy().out("/old/.", windows, "C:\\work\\t"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot be used there");
      assertThat(Files.exists(windows.getPath("C:\\work\\b"))).isFalse();
      assertThat(Files.exists(windows.getPath("C:\\b"))).isFalse();
    }
  }

  @Test
  void whatIsCopiedIntoAStoppedContainerIsThereWhenItStarts() throws IOException {
    copy().in(host, "file", "/etc");
    web.start();
    assertThat(web.changes()).extracting(Object::toString).contains("A /etc/file");
    List<String> seen = new java.util.ArrayList<>();
    web.exec(
        null,
        files -> {
          seen.add(Files.readString(files.getPath("/etc/file")));
          return 0;
        });
    assertThat(seen).containsExactly("F");
  }
}
