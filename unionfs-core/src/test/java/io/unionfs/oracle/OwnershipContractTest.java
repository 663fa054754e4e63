package io.unionfs.oracle;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.oracle.Flags.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What belongs to the owner: inode(7), chmod(2), chown(2), utimensat(2), umask(2), proc(5). */
class OwnershipContractTest extends PermissionContract {
  private static final FileTime TIME = FileTime.fromMillis(5_000);

  @Override
  void fill() {
    directory("tmp", 01777, 0, 0);
    file("tmp/alices", 0666, 1000, 1000, "alice");
    file("tmp/bobs", 0644, 1001, 1001, "bob");
    directory("tmp/dir", 0777, 1000, 1000);
    directory("alices-sticky", 01777, 1000, 1000);
    file("alices-sticky/bobs", 0666, 1001, 1001, "bob");
    directory("open", 0777, 0, 0);
    file("open/roots", 0644, 0, 0, "root");
    file("open/script", 06777, 1000, 50, "#!");
    file("open/marked", 02765, 1000, 50, "#!");
    file("open/alices", 0644, 1000, 1000, "alice");
    file("open/writable", 0666, 1000, 1000, "w");
    file("open/setuid", 04777, 1000, 1000, "s");
    directory("open/locked", 0555, 1000, 1000);
    directory("shared", 02777, 0, 50);
    directory("home", 0755, 1000, 1000);
  }

  // ---- sticky ----

  @Test
  void inAStickyDirectoryOnlyOwnersRemove() {
    assertThat(may(BOB, root -> Files.delete(root.resolve("tmp/alices"))))
        .isEqualTo(notPermitted("/tmp/alices"));
    assertThat(may(BOB, root -> Files.delete(root.resolve("tmp/dir"))))
        .isEqualTo(notPermitted("/tmp/dir"));
    assertThat(may(BOB, root -> Files.move(root.resolve("tmp/alices"), root.resolve("tmp/x"))))
        .isEqualTo(notPermitted("/tmp/alices -> /tmp/x"));
    assertThat(
            may(
                BOB,
                root ->
                    Files.move(
                        root.resolve("tmp/bobs"), root.resolve("tmp/alices"), REPLACE_EXISTING)))
        .isEqualTo(notPermitted("/tmp/alices"));
    assertThat(
            may(
                BOB,
                root ->
                    Files.move(root.resolve("tmp/bobs"), root.resolve("tmp/alices"), ATOMIC_MOVE)))
        .isEqualTo(notPermitted("/tmp/bobs -> /tmp/alices"));
    assertThat(may(BOB, root -> Files.delete(root.resolve("tmp/bobs")))).isEqualTo("ok");
    assertThat(may(ALICE, root -> Files.delete(root.resolve("alices-sticky/bobs"))))
        .isEqualTo("ok");
    assertThat(may(ROOT, root -> Files.delete(root.resolve("tmp/alices")))).isEqualTo("ok");
  }

  @Test
  void elsewhereWhoMayWriteTheDirectoryRemoves() {
    assertThat(may(BOB, root -> Files.delete(root.resolve("open/roots")))).isEqualTo("ok");
    assertThat(may(BOB, root -> Files.delete(root.resolve("open/locked")))).isEqualTo("ok");
  }

  @Test
  void inAStickyDirectoryAllMayWriteWhatTheyMayWrite() {
    assertThat(may(BOB, root -> Files.writeString(root.resolve("tmp/alices"), "b")))
        .isEqualTo("ok");
    assertThat(may(BOB, root -> Files.createFile(root.resolve("tmp/new")))).isEqualTo("ok");
  }

  @Test
  void aStickyDirectorysExtendedAttributesAreItsOwners() {
    byte[] value = {1};
    assertThat(may(BOB, root -> Files.setAttribute(root.resolve("tmp"), "user:k", value)))
        .isEqualTo(
            "FileSystemException /tmp: Error writing extended attribute 'k':"
                + " Operation not permitted");
    assertThat(may(ALICE, root -> Files.setAttribute(root.resolve("tmp/dir"), "user:k", value)))
        .isEqualTo("ok");
  }

  // ---- what is made ----

  @Test
  void whatIsMadeIsItsMakers() throws Exception {
    in(ALICE, root -> Files.createFile(root.resolve("open/n")));
    assertThat(stat("open/n")).isEqualTo("100644 1000:1000");
    in(BOB, root -> Files.createSymbolicLink(root.resolve("open/l"), x(root)));
    assertThat(stat("open/l")).isEqualTo("120777 1001:1001");
  }

  private static Path x(Path root) {
    return root.getFileSystem().getPath("x");
  }

  @Test
  void aSetGroupIdDirectoryPassesItsGroupOn() throws Exception {
    in(BOB, root -> Files.createFile(root.resolve("shared/f")));
    assertThat(stat("shared/f")).isEqualTo("100644 1001:50");
    in(BOB, root -> Files.createDirectory(root.resolve("shared/d")));
    assertThat(stat("shared/d")).isEqualTo("42755 1001:50");
    in(BOB, root -> Files.createFile(root.resolve("shared/d/g")));
    assertThat(stat("shared/d/g")).isEqualTo("100644 1001:50");
    in(BOB, root -> Files.createSymbolicLink(root.resolve("shared/l"), x(root)));
    assertThat(stat("shared/l")).isEqualTo("120777 1001:50");
  }

  @Test
  void theUmaskIsTakenOffOfWhatIsAskedFor() throws Exception {
    Caller careful = new Caller(1001, 1001, List.of(), new Mode(027));
    var all = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx"));
    in(careful, root -> Files.createFile(root.resolve("open/f")));
    assertThat(stat("open/f")).isEqualTo("100640 1001:1001");
    in(careful, root -> Files.createDirectory(root.resolve("open/d")));
    assertThat(stat("open/d")).isEqualTo("40750 1001:1001");
    in(careful, root -> Files.createFile(root.resolve("open/all"), all));
    assertThat(stat("open/all")).isEqualTo("100750 1001:1001");
    in(careful, root -> Files.createDirectory(root.resolve("open/alld"), all));
    assertThat(stat("open/alld")).isEqualTo("40750 1001:1001");
    Caller closed = new Caller(1001, 1001, List.of(), new Mode(0777));
    in(closed, root -> Files.writeString(root.resolve("open/none"), "x"));
    assertThat(stat("open/none")).isEqualTo("100000 1001:1001");
    assertThat(ask(closed, root -> Files.readString(root.resolve("open/none"))))
        .isEqualTo(denied("/open/none"));
  }

  // ---- chmod, utimes ----

  @Test
  void onlyTheOwnerChangesPermissions() {
    var permissions = PosixFilePermissions.fromString("rwxrwxrwx");
    Deed deed = root -> Files.setPosixFilePermissions(root.resolve("open/writable"), permissions);
    assertThat(may(BOB, deed)).isEqualTo(notPermitted("/open/writable"));
    assertThat(stat("open/writable")).isEqualTo("100666 1000:1000");
    assertThat(may(ALICE, deed)).isEqualTo("ok");
    assertThat(stat("open/writable")).isEqualTo("100777 1000:1000");
    assertThat(may(ROOT, deed)).isEqualTo("ok");
    assertThat(
            may(
                ALICE,
                root -> Files.setPosixFilePermissions(root.resolve("open/roots"), permissions)))
        .isEqualTo(notPermitted("/open/roots"));
  }

  @Test
  void setGroupIdIsForMembersToSet() throws Exception {
    in(ROOT, root -> Files.setAttribute(root.resolve("open/alices"), "unix:gid", 60));
    in(ALICE, root -> Files.setAttribute(root.resolve("open/alices"), "unix:mode", 02755));
    assertThat(stat("open/alices")).isEqualTo("100755 1000:60");
    in(ROOT, root -> Files.setAttribute(root.resolve("open/alices"), "unix:gid", 50));
    in(ALICE, root -> Files.setAttribute(root.resolve("open/alices"), "unix:mode", 06755));
    assertThat(stat("open/alices")).isEqualTo("106755 1000:50");
  }

  @Test
  void onlyTheOwnerSetsTimes() {
    Deed modified = root -> Files.setLastModifiedTime(root.resolve("open/writable"), TIME);
    assertThat(may(BOB, modified)).isEqualTo(notPermitted("/open/writable"));
    assertThat(may(ALICE, modified)).isEqualTo("ok");
    assertThat(
            may(
                BOB,
                root ->
                    Files.getFileAttributeView(
                            root.resolve("tmp/alices"), BasicFileAttributeView.class)
                        .setTimes(null, TIME, null)))
        .isEqualTo(notPermitted("/tmp/alices"));
    assertThat(ask(BOB, root -> Files.getLastModifiedTime(root.resolve("open/writable"))))
        .isEqualTo(TIME.toString());
  }

  // ---- chown ----

  private static void setId(Path file, String attribute, int id) throws IOException {
    Files.setAttribute(file, attribute, id);
  }

  @Test
  void onlyRootGivesFilesAway() {
    assertThat(may(ALICE, root -> setId(root.resolve("open/alices"), "unix:uid", 1001)))
        .isEqualTo(notPermitted("/open/alices"));
    assertThat(may(BOB, root -> setId(root.resolve("open/alices"), "unix:uid", 1001)))
        .isEqualTo(notPermitted("/open/alices"));
    assertThat(may(ALICE, root -> setId(root.resolve("open/alices"), "unix:uid", 1000)))
        .isEqualTo("ok");
    assertThat(may(ROOT, root -> setId(root.resolve("open/alices"), "unix:uid", 1001)))
        .isEqualTo("ok");
    assertThat(stat("open/alices")).isEqualTo("100644 1001:1000");
  }

  @Test
  void theOwnerGivesTheFileToAGroupOfHis() {
    assertThat(may(ALICE, root -> setId(root.resolve("open/alices"), "unix:gid", 60)))
        .isEqualTo(notPermitted("/open/alices"));
    assertThat(may(ALICE, root -> setId(root.resolve("open/alices"), "unix:gid", 50)))
        .isEqualTo("ok");
    assertThat(stat("open/alices")).isEqualTo("100644 1000:50");
    Caller bobInStaff = Caller.user(1001, 1001, 50);
    assertThat(may(bobInStaff, root -> setId(root.resolve("open/writable"), "unix:gid", 50)))
        .isEqualTo(notPermitted("/open/writable"));
  }

  @Test
  void principalsDoWhatNumbersDo() {
    assertThat(
            may(
                ALICE,
                root ->
                    Files.setOwner(
                        root.resolve("open/alices"),
                        root.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName("1001"))))
        .isEqualTo(notPermitted("/open/alices"));
    assertThat(
            may(
                ALICE,
                root ->
                    Files.setAttribute(
                        root.resolve("open/alices"),
                        "posix:group",
                        root.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByGroupName("50"))))
        .isEqualTo("ok");
    assertThat(stat("open/alices")).isEqualTo("100644 1000:50");
  }

  @Test
  void aChangeOfOwnerDropsSetIdBits() throws Exception {
    in(ROOT, root -> setId(root.resolve("open/script"), "unix:uid", 0));
    assertThat(stat("open/script")).isEqualTo("100777 0:50");
    in(ALICE, root -> setId(root.resolve("open/marked"), "unix:gid", 1000));
    assertThat(stat("open/marked")).isEqualTo("102765 1000:1000");
    in(ALICE, root -> setId(root.resolve("open/setuid"), "unix:gid", 50));
    assertThat(stat("open/setuid")).isEqualTo("100777 1000:50");
  }

  @Test
  void aWriteByAnotherThanRootDropsSetIdBits() throws Exception {
    in(ROOT, root -> Files.writeString(root.resolve("open/script"), "root"));
    assertThat(stat("open/script")).isEqualTo("106777 1000:50");
    in(BOB, root -> Files.writeString(root.resolve("open/script"), "bob"));
    assertThat(stat("open/script")).isEqualTo("100777 1000:50");
  }

  // ---- links, moves ----

  @Test
  void hardLinksAreProtected() throws Exception {
    if (judged.isKernel()) {
      String setting = Files.readString(Path.of("/proc/sys/fs/protected_hardlinks")).strip();
      assumeTrue(setting.equals("1"), "fs.protected_hardlinks is " + setting);
    }
    assertThat(may(BOB, root -> linked(root, "open/alices")))
        .isEqualTo(notPermitted("/open/l -> /open/alices"));
    assertThat(may(BOB, root -> linked(root, "open/setuid")))
        .isEqualTo(notPermitted("/open/l -> /open/setuid"));
    assertThat(may(BOB, root -> linked(root, "open/writable"))).isEqualTo("ok");
    assertThat(may(ALICE, root -> linked(root, "open/alices"))).isEqualTo("ok");
    assertThat(may(ALICE, root -> linked(root, "open/setuid"))).isEqualTo("ok");
    assertThat(may(ROOT, root -> linked(root, "open/roots"))).isEqualTo("ok");
  }

  private static void linked(Path root, String existing) throws IOException {
    Path link = root.resolve("open/l");
    Files.createLink(link, root.resolve(existing));
    Files.delete(link);
  }

  @Test
  void movingNeedsBothDirectories() {
    assertThat(may(BOB, root -> Files.move(root.resolve("open/roots"), root.resolve("home/r"))))
        .isEqualTo("AccessDeniedException /open/roots -> /home/r");
    assertThat(may(BOB, root -> Files.move(root.resolve("open/roots"), root.resolve("tmp/r"))))
        .isEqualTo("ok");
    assertThat(stat("tmp/r")).isEqualTo("100644 0:0");
  }

  @Test
  void aDirectoryThatMovesElsewhereMustBeWritableItself() throws Exception {
    in(ALICE, root -> Files.createDirectory(root.resolve("open/own")));
    in(ALICE, root -> Files.setAttribute(root.resolve("open/own"), "unix:mode", 0555));
    Deed away = root -> Files.move(root.resolve("open/own"), root.resolve("home/own"), ATOMIC_MOVE);
    assertThat(may(ALICE, away)).isEqualTo("AccessDeniedException /open/own -> /home/own");
    assertThat(
            may(
                ALICE,
                root ->
                    Files.move(root.resolve("open/own"), root.resolve("open/other"), ATOMIC_MOVE)))
        .isEqualTo("ok");
  }
}
