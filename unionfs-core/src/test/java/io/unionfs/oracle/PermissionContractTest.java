package io.unionfs.oracle;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reading, writing, searching: path_resolution(7), access(2), open(2). */
class PermissionContractTest extends PermissionContract {
  @Override
  void fill() {
    directory("d", 0755, 1000, 1000);
    file("d/f", 0644, 1000, 1000, "hello");
    file("d/secret", 0600, 1000, 1000, "secret");
    file("d/script", 0755, 1000, 1000, "#!");
    file("d/others", 0077, 1000, 1000, "others");
    file("d/staff", 0640, 1001, 50, "staff");
    file("d/not-staff", 0604, 0, 50, "not staff");
    file("d/nobody", 0000, 1000, 1000, "nobody");
    file("d/run", 0010, 1000, 1000, "run");
    directory("private", 0700, 1000, 1000);
    file("private/x", 0666, 1000, 1000, "x");
    directory("listable", 0744, 1000, 1000);
    file("listable/x", 0666, 1000, 1000, "x");
    directory("passable", 0711, 1000, 1000);
    file("passable/x", 0666, 1000, 1000, "x");
    directory("closed", 0000, 1000, 1000);
    file("closed/x", 0644, 1000, 1000, "x");
    directory("drop", 0733, 1000, 1000);
    link("into", "private/x");
  }

  private static String names(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().toString();
    }
  }

  @Test
  void everyDirectoryOnTheWayMustBeSearchable() {
    for (String path : new String[] {"private/x", "listable/x", "into"}) {
      String shown = "/" + path;
      assertThat(ask(BOB, root -> Files.readString(root.resolve(path)))).isEqualTo(denied(shown));
      assertThat(ask(BOB, root -> Files.size(root.resolve(path)))).isEqualTo(denied(shown));
      assertThat(ask(BOB, root -> Files.exists(root.resolve(path)))).isEqualTo("false");
      assertThat(ask(BOB, root -> Files.notExists(root.resolve(path)))).isEqualTo("false");
      assertThat(ask(BOB, root -> root.resolve(path).toRealPath())).isEqualTo(denied(shown));
      assertThat(ask(ALICE, root -> Files.readString(root.resolve(path)))).isEqualTo("x");
    }
    assertThat(ask(BOB, root -> Files.readString(root.resolve("private/none"))))
        .isEqualTo(denied("/private/none"));
    assertThat(may(BOB, root -> Files.delete(root.resolve("private/x"))))
        .isEqualTo(denied("/private/x"));
    assertThat(ask(BOB, root -> Files.isSameFile(root.resolve("d/f"), root.resolve("private/x"))))
        .isEqualTo(denied("/private/x"));
  }

  @Test
  void searchingAndListingAreTwoThings() {
    assertThat(ask(BOB, root -> names(root.resolve("listable")))).isEqualTo("[x]");
    assertThat(ask(BOB, root -> names(root.resolve("passable")))).isEqualTo(denied("/passable"));
    assertThat(ask(BOB, root -> Files.readString(root.resolve("passable/x")))).isEqualTo("x");
    assertThat(
            ask(
                BOB,
                root -> {
                  try (Stream<Path> walk = Files.walk(root.resolve("passable"))) {
                    return walk.count();
                  }
                }))
        .isEqualTo(denied("/passable"));
  }

  @Test
  void onlyTheFirstClassThatFitsCounts() {
    assertThat(ask(ALICE, root -> Files.readString(root.resolve("d/others"))))
        .isEqualTo(denied("/d/others"));
    assertThat(ask(BOB, root -> Files.readString(root.resolve("d/others")))).isEqualTo("others");
    assertThat(ask(ALICE, root -> Files.readString(root.resolve("d/not-staff"))))
        .isEqualTo(denied("/d/not-staff"));
    assertThat(ask(BOB, root -> Files.readString(root.resolve("d/not-staff"))))
        .isEqualTo("not staff");
  }

  @Test
  void furtherGroupsCount() {
    assertThat(ask(ALICE, root -> Files.readString(root.resolve("d/staff")))).isEqualTo("staff");
    assertThat(ask(Caller.user(1002, 50), root -> Files.readString(root.resolve("d/staff"))))
        .isEqualTo("staff");
    assertThat(ask(Caller.user(1002, 1002), root -> Files.readString(root.resolve("d/staff"))))
        .isEqualTo(denied("/d/staff"));
  }

  @Test
  void writingAsksForTheRightToWrite() {
    assertThat(may(BOB, root -> Files.writeString(root.resolve("d/f"), "x")))
        .isEqualTo(denied("/d/f"));
    assertThat(may(BOB, root -> Files.writeString(root.resolve("d/f"), "x", APPEND)))
        .isEqualTo(denied("/d/f"));
    assertThat(may(BOB, root -> Files.newByteChannel(root.resolve("d/f"), TRUNCATE_EXISTING)))
        .isEqualTo("ok");
    assertThat(may(ALICE, root -> Files.writeString(root.resolve("d/f"), "x", APPEND)))
        .isEqualTo("ok");
    assertThat(may(BOB, root -> Files.writeString(root.resolve("passable/x"), "y")))
        .isEqualTo("ok");
    assertThat(ask(ROOT, root -> Files.readString(root.resolve("d/f")))).isEqualTo("hellox");
  }

  @Test
  void namesAreMadeAndRemovedByWhoMayWriteTheDirectory() {
    assertThat(may(BOB, root -> Files.createFile(root.resolve("d/n")))).isEqualTo(denied("/d/n"));
    assertThat(may(BOB, root -> Files.createDirectory(root.resolve("d/n"))))
        .isEqualTo(denied("/d/n"));
    assertThat(may(BOB, root -> Files.createSymbolicLink(root.resolve("d/n"), root)))
        .isEqualTo(denied("/d/n"));
    assertThat(may(BOB, root -> Files.createLink(root.resolve("d/n"), root.resolve("d/staff"))))
        .isEqualTo("AccessDeniedException /d/n -> /d/staff");
    assertThat(may(BOB, root -> Files.delete(root.resolve("d/staff"))))
        .isEqualTo(denied("/d/staff"));
    assertThat(may(BOB, root -> Files.move(root.resolve("d/staff"), root.resolve("drop/staff"))))
        .isEqualTo("AccessDeniedException /d/staff -> /drop/staff");
    assertThat(may(BOB, root -> Files.createFile(root.resolve("drop/n")))).isEqualTo("ok");
    assertThat(may(ALICE, root -> Files.delete(root.resolve("d/staff")))).isEqualTo("ok");
    assertThat(may(ALICE, root -> Files.delete(root.resolve("drop/n")))).isEqualTo("ok");
  }

  /**
   * The JDK asks for owner-only permissions where the default provider makes the file, only there.
   */
  @Test
  void temporaryFilesAreTheirMakers() {
    String file = judged.isKernel() ? "100600 1001" : "100644 1001";
    String directory = judged.isKernel() ? "40700 1001" : "40755 1001";
    assertThat(ask(BOB, root -> made(Files.createTempFile(root.resolve("drop"), null, null))))
        .isEqualTo(file);
    assertThat(ask(BOB, root -> made(Files.createTempDirectory(root.resolve("drop"), null))))
        .isEqualTo(directory);
    assertThat(ask(BOB, root -> Files.createTempFile(root.resolve("d"), "a", "b")))
        .startsWith("AccessDeniedException /d/a");
    assertThat(ask(BOB, root -> Files.createTempDirectory(root.resolve("d"), "a")))
        .startsWith("AccessDeniedException /d/a");
  }

  private static String made(Path file) throws Exception {
    int mode = (int) Files.getAttribute(file, "unix:mode");
    return Integer.toOctalString(mode) + " " + Files.getAttribute(file, "unix:uid");
  }

  @Test
  void attributesAreReadByWhoeverFindsTheFile() {
    assertThat(ask(BOB, root -> Files.getAttribute(root.resolve("d/nobody"), "unix:mode")))
        .isEqualTo(String.valueOf(0100000));
    assertThat(ask(BOB, root -> Files.isDirectory(root.resolve("private")))).isEqualTo("true");
    assertThat(ask(BOB, root -> Files.readSymbolicLink(root.resolve("into"))))
        .isEqualTo("private/x");
  }

  @Test
  void extendedAttributesAreAsTheContent() {
    byte[] value = {1};
    assertThat(may(BOB, root -> Files.setAttribute(root.resolve("d/f"), "user:k", value)))
        .isEqualTo(
            "FileSystemException /d/f: Error writing extended attribute 'k': Permission denied");
    assertThat(may(ALICE, root -> Files.setAttribute(root.resolve("d/f"), "user:k", value)))
        .isEqualTo("ok");
    assertThat(ask(BOB, root -> ((byte[]) Files.getAttribute(root.resolve("d/f"), "user:k"))[0]))
        .isEqualTo("1");
    assertThat(ask(BOB, root -> Files.getAttribute(root.resolve("d/secret"), "user:k")))
        .isEqualTo(denied("/d/secret"));
  }

  @Test
  void accessTellsWhatTheCallerMay() {
    assertThat(rights(ALICE, "d/f")).isEqualTo("rw-");
    assertThat(rights(BOB, "d/f")).isEqualTo("r--");
    assertThat(rights(BOB, "d/script")).isEqualTo("r-x");
    assertThat(rights(BOB, "d/secret")).isEqualTo("---");
    assertThat(rights(BOB, "private")).isEqualTo("---");
    assertThat(rights(BOB, "drop")).isEqualTo("-wx");
    assertThat(rights(BOB, "into")).isEqualTo("---");
    assertThat(may(BOB, root -> check(root.resolve("d/secret"), AccessMode.READ)))
        .isEqualTo(denied("/d/secret"));
    assertThat(may(BOB, root -> check(root.resolve("d/secret")))).isEqualTo("ok");
    assertThat(may(BOB, root -> check(root.resolve("private/x")))).isEqualTo(denied("/private/x"));
  }

  private static void check(Path path, AccessMode... modes) throws Exception {
    path.getFileSystem().provider().checkAccess(path, modes);
  }

  private String rights(Caller caller, String path) {
    return ask(
        caller,
        root -> {
          Path file = root.resolve(path);
          return (Files.isReadable(file) ? "r" : "-")
              + (Files.isWritable(file) ? "w" : "-")
              + (Files.isExecutable(file) ? "x" : "-");
        });
  }

  @Test
  void rootMayEverythingButRunWhatNobodyMayRun() {
    assertThat(rights(ROOT, "d/nobody")).isEqualTo("rw-");
    assertThat(rights(ROOT, "d/run")).isEqualTo("rwx");
    assertThat(rights(ROOT, "closed")).isEqualTo("rwx");
    assertThat(ask(ROOT, root -> Files.readString(root.resolve("closed/x")))).isEqualTo("x");
    assertThat(ask(ROOT, root -> names(root.resolve("closed")))).isEqualTo("[x]");
    assertThat(may(ROOT, root -> Files.writeString(root.resolve("d/nobody"), "x"))).isEqualTo("ok");
    assertThat(ask(ALICE, root -> names(root.resolve("closed")))).isEqualTo(denied("/closed"));
  }

  @Test
  void aCopyIsReadAndWrittenAsOneself() {
    assertThat(may(BOB, root -> Files.copy(root.resolve("d/secret"), root.resolve("drop/c"))))
        .isEqualTo(denied("/d/secret"));
    assertThat(may(BOB, root -> Files.copy(root.resolve("d/f"), root.resolve("d/c"))))
        .isEqualTo(denied("/d/c"));
    assertThat(
            may(
                BOB,
                root -> Files.copy(root.resolve("d/f"), root.resolve("drop/c"), COPY_ATTRIBUTES)))
        .isEqualTo("ok");
    assertThat(stat("drop/c")).isEqualTo("100644 1001:1001");
  }
}
