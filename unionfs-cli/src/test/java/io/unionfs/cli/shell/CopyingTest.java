package io.unionfs.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.output.Streams;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFiles;
import io.unionfs.trace.TraceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** cp and mv, as cp(1) and mv(1) do on overlayfs. */
class CopyingTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private LabelledMount container;

  @BeforeEach
  void mount() throws IOException {
    Layer layer =
        Layer.builder()
            .named("base")
            .file("usr/bin/tool", "tool")
            .file("usr/bin/empty/.keep", "")
            .symlink("usr/link", "bin/tool")
            .file("etc/hosts", "hosts")
            .file("etc/motd", "motd")
            .build();
    container = LabelledMount.of("copying", List.of(layer), UnionFileSystem.builder());
    prepare(path("/usr"));
  }

  /** Two names of one file, a fifo, a device, and attributes worth keeping. */
  private void prepare(Path usr) throws IOException {
    Files.createLink(usr.resolve("twin"), usr.resolve("bin/tool"));
    UnionFiles.createFifo(usr.resolve("fifo"));
    UnionFiles.createCharacterDevice(usr.resolve("null"), new DeviceNumber(1, 3));
    Files.setAttribute(usr.resolve("bin/tool"), "unix:uid", 5);
    Files.setAttribute(usr.resolve("bin/tool"), "unix:mode", 04711);
    Files.setAttribute(usr.resolve("bin/tool"), "xattr:user.k", new byte[] {1});
    Files.setAttribute(usr.resolve("link"), "unix:gid", 7, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(usr.resolve("null"), "unix:mode", 0600);
    Files.setAttribute(usr.resolve("bin"), "unix:mode", 0750);
    for (String name : List.of("bin/tool", "fifo", "null", "bin", "")) {
      Files.setLastModifiedTime(usr.resolve(name), time(1_000));
    }
  }

  @AfterEach
  void unmount() throws IOException {
    container.close();
  }

  private Path path(String text) {
    return container.files().getPath(text);
  }

  private static FileTime time(long seconds) {
    return FileTime.from(Instant.ofEpochSecond(seconds));
  }

  private String run(String script) throws CommandFailure {
    err.reset();
    Streams streams =
        new Streams(
            InputStream.nullInputStream(),
            new PrintStream(OutputStream.nullOutputStream()),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Set.of());
    new Shell(container, streams).run(Script.parse(script));
    return err.toString(StandardCharsets.UTF_8);
  }

  private Map<String, Object> stat(String path) throws IOException {
    return Files.readAttributes(
        path(path), "unix:ino,mode,uid,gid,nlink,rdev,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
  }

  private Map<String, Object> without(String path, String... keys) throws IOException {
    Map<String, Object> stat = new HashMap<>(stat(path));
    stat.keySet().removeAll(List.of(keys));
    return stat;
  }

  @Test
  void mvTakesADirectoryOfTheImageToAnotherNameWithAllThatIsInIt() throws Exception {
    Map<String, Object> tool = without("/usr/bin/tool", "ino");
    Map<String, Object> usr = without("/usr", "ino", "nlink");
    Map<String, Object> bin = without("/usr/bin", "ino", "nlink");
    Map<String, Object> fifo = without("/usr/fifo", "ino");
    Map<String, Object> device = without("/usr/null", "ino");
    Map<String, Object> link = without("/usr/link", "ino", "lastModifiedTime");
    assertThat(run("mv /usr /u2")).isEmpty();
    assertThat(path("/usr")).doesNotExist();
    assertThat(path("/u2/bin/tool")).hasContent("tool");
    assertThat(path("/u2/bin/empty/.keep")).isEmptyFile();
    assertThat(without("/u2/bin/tool", "ino")).isEqualTo(tool).containsEntry("mode", 0104711);
    assertThat(stat("/u2/twin")).isEqualTo(stat("/u2/bin/tool")).containsEntry("nlink", 2);
    assertThat(Files.getAttribute(path("/u2/twin"), "xattr:user.k")).isEqualTo(new byte[] {1});
    assertThat(without("/u2", "ino", "nlink")).isEqualTo(usr);
    assertThat(without("/u2/bin", "ino", "nlink")).isEqualTo(bin);
    assertThat(without("/u2/fifo", "ino")).isEqualTo(fifo);
    assertThat(without("/u2/null", "ino")).isEqualTo(device);
    assertThat(without("/u2/link", "ino", "lastModifiedTime")).isEqualTo(link);
    assertThat(Files.readSymbolicLink(path("/u2/link"))).isEqualTo(path("bin/tool"));
  }

  @Test
  void mvRenamesWhatCanBeRenamed() throws Exception {
    Object number = stat("/etc/hosts").get("ino");
    assertThat(run("mv /etc/hosts /etc/h; mkdir /d; mv /etc/h /etc/motd /d")).isEmpty();
    assertThat(stat("/d/h").get("ino")).isEqualTo(number);
    assertThat(path("/d/motd")).hasContent("motd");
  }

  @Test
  void mvOntoAnotherNameOfTheFileRemovesTheFirst() throws Exception {
    assertThat(run("mv /usr/twin /usr/bin/tool")).isEmpty();
    assertThat(path("/usr/twin")).doesNotExist();
    assertThat(stat("/usr/bin/tool")).containsEntry("nlink", 1);
  }

  @Test
  void mvReplacesNoDirectoryThatHoldsSomething() throws Exception {
    assertThat(run("mkdir -p /d/usr/x; mv /usr /d")).isEqualTo("mv: /d/usr: Directory not empty\n");
    assertThat(path("/usr/bin/tool")).exists();
  }

  @Test
  void cpOntoAFileWritesThatFile() throws Exception {
    Object number = stat("/etc/hosts").get("ino");
    Files.setAttribute(path("/etc/motd"), "unix:mode", 0755);
    List<String> copiedUp = new ArrayList<>();
    container
        .files()
        .setListener(
            event -> {
              if (event instanceof TraceEvent.CopiedUp copied) {
                copiedUp.add(copied.path());
              }
            });
    assertThat(run("chmod 640 /etc/hosts; cp /etc/motd /etc/hosts")).isEmpty();
    assertThat(path("/etc/hosts")).hasContent("motd");
    assertThat(stat("/etc/hosts")).containsEntry("ino", number).containsEntry("mode", 0100640);
    assertThat(copiedUp).contains("/etc/hosts");
  }

  @Test
  void cpOfANewFileHasThePermissionsOfTheOldLessTheUmask() throws Exception {
    assertThat(run("chmod 777 /etc/motd; cp /etc/motd /new; cp -p /etc/motd /kept")).isEmpty();
    assertThat(stat("/new")).containsEntry("mode", 0100755);
    assertThat(stat("/kept")).containsEntry("mode", 0100777);
  }

  @Test
  void cpFollowsALinkAndWritesThroughOneButNotToNothing() throws Exception {
    assertThat(run("cp /usr/link /copy; ln -s copy /l; cp /etc/motd /l")).isEmpty();
    assertThat(path("/copy")).hasContent("motd").isRegularFile();
    assertThat(run("ln -s none /dangling; cp /etc/motd /dangling"))
        .isEqualTo("cp: /dangling: is a symbolic link to nothing\n");
    assertThat(run("cp /etc/motd /etc/motd"))
        .isEqualTo("cp: /etc/motd: is the file to be copied\n");
  }

  @Test
  void cpOfATreeKeepsTypesAndWithAEverything() throws Exception {
    assertThat(run("cp -r /usr /r; cp -a /usr /a")).isEmpty();
    assertThat(stat("/a/twin")).isEqualTo(stat("/a/bin/tool")).containsEntry("nlink", 2);
    assertThat(without("/a/bin", "ino", "nlink")).isEqualTo(without("/usr/bin", "ino", "nlink"));
    assertThat(without("/a/null", "ino")).isEqualTo(without("/usr/null", "ino"));
    assertThat(stat("/r/twin")).containsEntry("nlink", 1).containsEntry("uid", 0);
    assertThat(stat("/r/twin").get("lastModifiedTime")).isNotEqualTo(time(1_000));
    assertThat((Integer) stat("/r/fifo").get("mode") & 0170000).isEqualTo(0010000);
    assertThat(stat("/r/null").get("rdev")).isEqualTo(stat("/usr/null").get("rdev"));
    assertThat(path("/r/link")).isSymbolicLink();
  }

  @Test
  void cpOfATreeIntoADirectoryFillsWhatIsThere() throws Exception {
    assertThat(run("mkdir -p /d/usr/bin; write /d/usr/bin/tool old; write /d/usr/mine x"))
        .isEmpty();
    Object number = stat("/d/usr/bin/tool").get("ino");
    assertThat(run("cp -r /usr /d")).isEmpty();
    assertThat(path("/d/usr/bin/tool")).hasContent("tool");
    assertThat(stat("/d/usr/bin/tool").get("ino")).isEqualTo(number);
    assertThat(path("/d/usr/mine")).exists();
    assertThat(run("write /f x; cp -r /usr /f")).isEqualTo("cp: /f: Not a directory\n");
  }
}
