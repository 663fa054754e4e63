package io.unionfs.contract;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code Files} tells and sets of a file. */
class FilesAttributesContractTest extends Contract {
  private static final FileTime TIME = FileTime.fromMillis(1_234_567);

  private BasicFileAttributes basic(String name) throws IOException {
    return Files.readAttributes(at(name), BasicFileAttributes.class);
  }

  private BasicFileAttributes linkItself(String name) throws IOException {
    return Files.readAttributes(at(name), BasicFileAttributes.class, NOFOLLOW_LINKS);
  }

  // ---- exists ----

  @Test
  void existsFollowsLinks() {
    assertThat(Files.exists(at("lf"))).isTrue();
    assertThat(Files.exists(at("dang"))).isFalse();
    assertThat(Files.exists(at("loop"))).isFalse();
  }

  @Test
  void existsLooksAtTheLinkWhenAsked() {
    assertThat(Files.exists(at("dang"), NOFOLLOW_LINKS)).isTrue();
    assertThat(Files.exists(at("loop"), NOFOLLOW_LINKS)).isTrue();
    assertThat(Files.exists(at("missing"), NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void notExistsIsNotTheComplementOfExists() {
    assertThat(Files.notExists(at("missing"))).isTrue();
    assertThat(Files.notExists(at("f"))).isFalse();
    assertThat(Files.notExists(at("dang"))).isTrue();
    // Whether what the loop leads to exists cannot be told.
    assertThat(Files.notExists(at("loop"))).isFalse();
    assertThat(Files.exists(at("loop"))).isFalse();
  }

  // ---- types ----

  @Test
  void isDirectoryFollowsLinksUnlessToldNotTo() {
    assertThat(Files.isDirectory(at("dir"))).isTrue();
    assertThat(Files.isDirectory(at("ld"))).isTrue();
    assertThat(Files.isDirectory(at("ld"), NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.isDirectory(at("f"))).isFalse();
    assertThat(Files.isDirectory(at("missing"))).isFalse();
  }

  @Test
  void isRegularFileFollowsLinksUnlessToldNotTo() {
    assertThat(Files.isRegularFile(at("f"))).isTrue();
    assertThat(Files.isRegularFile(at("lf"))).isTrue();
    assertThat(Files.isRegularFile(at("lf"), NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.isRegularFile(at("dir"))).isFalse();
    assertThat(Files.isRegularFile(at("f/x"))).isFalse();
  }

  @Test
  void isSymbolicLinkIsFalseForWhatIsMissingOrNoLink() {
    assertThat(Files.isSymbolicLink(at("dang"))).isTrue();
    assertThat(Files.isSymbolicLink(at("f"))).isFalse();
    assertThat(Files.isSymbolicLink(at("missing"))).isFalse();
  }

  @Test
  void isHiddenIsByTheDot() throws IOException {
    assertThat(Files.isHidden(Files.createFile(at(".hidden")))).isTrue();
    assertThat(Files.isHidden(at("f"))).isFalse();
  }

  // ---- access ----

  @Test
  void aFileThatIsMissingIsNotAccessible() {
    assertThat(Files.isReadable(at("missing"))).isFalse();
    assertThat(Files.isWritable(at("missing"))).isFalse();
    assertThat(Files.isExecutable(at("missing"))).isFalse();
    assertThat(Files.isReadable(at("dang"))).isFalse();
  }

  @Test
  void aFileIsReadableAndWritableByWhoMadeIt() {
    assertThat(Files.isReadable(at("f"))).isTrue();
    assertThat(Files.isWritable(at("f"))).isTrue();
    assertThat(Files.isReadable(at("dir"))).isTrue();
  }

  @Test
  void aFileIsExecutableOnceItHasABit() throws IOException {
    assertThat(Files.isExecutable(at("f"))).isFalse();
    Files.setPosixFilePermissions(at("f"), PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.isExecutable(at("f"))).isTrue();
    assertThat(Files.isExecutable(at("dir"))).isTrue();
  }

  @Test
  void checkAccessWithoutModesChecksThatTheFileExists() throws IOException {
    fs.provider().checkAccess(at("f"));
    fs.provider().checkAccess(at("lf"), AccessMode.READ, AccessMode.WRITE);
    failsOn(
        at("missing"), NoSuchFileException.class, () -> fs.provider().checkAccess(at("missing")));
    failsOn(at("dang"), NoSuchFileException.class, () -> fs.provider().checkAccess(at("dang")));
  }

  // ---- readAttributes by class ----

  @Test
  void exactlyOneTypeIsTrue() throws IOException {
    for (String name : new String[] {"f", "dir", "dang"}) {
      BasicFileAttributes attributes = linkItself(name);
      assertThat(attributes.isRegularFile()).isEqualTo(name.equals("f"));
      assertThat(attributes.isDirectory()).isEqualTo(name.equals("dir"));
      assertThat(attributes.isSymbolicLink()).isEqualTo(name.equals("dang"));
      assertThat(attributes.isOther()).isFalse();
    }
  }

  @Test
  void theSizeOfALinkIsTheLengthOfItsTarget() throws IOException {
    // "Implementation specific" in the Javadoc.
    assertThat(linkItself("dang").size()).isEqualTo("nowhere".length());
  }

  @Test
  void readAttributesFollowsLinks() throws IOException {
    assertThat(basic("lf").isRegularFile()).isTrue();
    assertThat(basic("lf").size()).isEqualTo(5);
    assertThat(basic("ld").isDirectory()).isTrue();
  }

  @Test
  void readAttributesOfAMissingFileIsNoSuchFile() {
    failsOn(at("missing"), NoSuchFileException.class, () -> basic("missing"));
    failsOn(at("dang"), NoSuchFileException.class, () -> basic("dang"));
    failsOn(at("loop"), FileSystemException.class, () -> basic("loop"));
  }

  @Test
  void attributesThatAreNotSupportedAreRefused() {
    // DOS attributes are supported by the default provider on Linux, through an xattr of Samba.
    assertThrows(
        UnsupportedOperationException.class,
        () -> Files.readAttributes(at("f"), OtherAttributes.class));
  }

  private interface OtherAttributes extends BasicFileAttributes {}

  @Test
  void theFileKeyIsThatOfAllNamesOfTheFile() throws IOException {
    assertThat(basic("f").fileKey()).isEqualTo(basic("h").fileKey()).isNotNull();
    assertThat(basic("f").fileKey()).hasSameHashCodeAs(basic("lf").fileKey());
    assertThat(basic("f").fileKey()).isNotEqualTo(basic("dir/x").fileKey());
  }

  @Test
  void theFileKeyStaysWhenTheFileChanges() throws IOException {
    Object key = basic("f").fileKey();
    Files.writeString(at("f"), "changed");
    Files.setLastModifiedTime(at("f"), TIME);
    assertThat(basic("f").fileKey()).isEqualTo(key);
  }

  @Test
  void attributesAreASnapshot() throws IOException {
    BasicFileAttributes before = basic("f");
    Files.writeString(at("f"), "longer than before");
    assertThat(before.size()).isEqualTo(5);
    assertThat(basic("f").size()).isEqualTo(18);
  }

  @Test
  void posixAttributesHaveOwnerGroupAndPermissions() throws IOException {
    PosixFileAttributes posix = Files.readAttributes(at("f"), PosixFileAttributes.class);
    assertThat(posix.owner()).isEqualTo(Files.getOwner(at("f")));
    assertThat(posix.group()).isNotNull();
    assertThat(posix.permissions()).isEqualTo(Files.getPosixFilePermissions(at("f")));
    assertThat(posix.isRegularFile()).isTrue();
  }

  // ---- by name ----

  @Test
  void aStarReadsAllBasicAttributes() throws IOException {
    assertThat(Files.readAttributes(at("f"), "*"))
        .containsOnlyKeys(
            "size",
            "lastModifiedTime",
            "lastAccessTime",
            "creationTime",
            "isRegularFile",
            "isDirectory",
            "isSymbolicLink",
            "isOther",
            "fileKey");
  }

  @Test
  void aListReadsTheAttributesNamed() throws IOException {
    assertThat(Files.readAttributes(at("f"), "size,isDirectory"))
        .containsOnly(Map.entry("size", 5L), Map.entry("isDirectory", false));
  }

  @Test
  void aListWithAStarReadsAll() throws IOException {
    assertThat(Files.readAttributes(at("f"), "size,*")).hasSize(9);
  }

  @Test
  void aViewNamedReadsItsAttributes() throws IOException {
    assertThat(Files.readAttributes(at("f"), "posix:*"))
        .hasSize(12)
        .containsKeys("permissions", "owner", "group", "size");
    assertThat(Files.readAttributes(at("f"), "posix:permissions,owner,size"))
        .containsOnlyKeys("permissions", "owner", "size");
    assertThat(Files.readAttributes(at("f"), "owner:*")).containsOnlyKeys("owner");
  }

  @Test
  void theUnixViewReadsTheInode() throws IOException {
    // Not in the Javadoc: the default provider's own.
    assertThat(Files.readAttributes(at("f"), "unix:*"))
        .containsEntry("nlink", 2)
        .containsKeys("mode", "ino", "dev", "rdev", "uid", "gid", "ctime", "permissions", "size");
  }

  @Test
  void anUnknownAttributeIsIllegal() {
    for (String name : new String[] {"foo", "size,foo", "posix:mode", "", "basic:"}) {
      assertThrows(IllegalArgumentException.class, () -> Files.readAttributes(at("f"), name), name);
    }
  }

  @Test
  void anUnknownViewIsUnsupported() {
    assertThrows(UnsupportedOperationException.class, () -> Files.readAttributes(at("f"), "foo:*"));
    assertThrows(UnsupportedOperationException.class, () -> Files.getAttribute(at("f"), "foo:bar"));
    assertThrows(
        UnsupportedOperationException.class, () -> Files.setAttribute(at("f"), "foo:bar", 1));
  }

  @Test
  void getAttributeReadsOne() throws IOException {
    assertThat(Files.getAttribute(at("f"), "size")).isEqualTo(5L);
    assertThat(Files.getAttribute(at("f"), "basic:isRegularFile")).isEqualTo(true);
    assertThat(Files.getAttribute(at("lf"), "isSymbolicLink", NOFOLLOW_LINKS)).isEqualTo(true);
  }

  @Test
  void getAttributeOfMoreThanOneIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> Files.getAttribute(at("f"), "*"));
    assertThrows(IllegalArgumentException.class, () -> Files.getAttribute(at("f"), "size,fileKey"));
    assertThrows(IllegalArgumentException.class, () -> Files.getAttribute(at("f"), "foo"));
  }

  @Test
  void getAttributeOfAMissingFileIsNoSuchFile() {
    failsOn(
        at("missing"), NoSuchFileException.class, () -> Files.getAttribute(at("missing"), "size"));
  }

  @Test
  void setAttributeSetsOneAndReturnsTheFile() throws IOException {
    assertThat(Files.setAttribute(at("f"), "lastModifiedTime", TIME)).isEqualTo(at("f"));
    assertThat(Files.getLastModifiedTime(at("f"))).isEqualTo(TIME);
    Files.setAttribute(at("f"), "posix:permissions", Set.of(PosixFilePermission.OWNER_READ));
    assertThat(Files.getPosixFilePermissions(at("f")))
        .containsExactly(PosixFilePermission.OWNER_READ);
  }

  @Test
  void setAttributeOfWhatCannotBeSetIsIllegal() {
    for (String name : new String[] {"size", "fileKey", "foo", "unix:ino", "posix:foo"}) {
      assertThrows(
          IllegalArgumentException.class, () -> Files.setAttribute(at("f"), name, 1L), name);
    }
  }

  @Test
  void setAttributeToAnotherTypeIsClassCast() {
    assertThrows(
        ClassCastException.class, () -> Files.setAttribute(at("f"), "lastModifiedTime", "now"));
    assertThrows(
        ClassCastException.class, () -> Files.setAttribute(at("f"), "posix:permissions", 0700));
  }

  @Test
  void setAttributeOfAMissingFileIsNoSuchFile() {
    failsOn(
        at("missing"),
        NoSuchFileException.class,
        () -> Files.setAttribute(at("missing"), "lastModifiedTime", TIME));
  }

  // ---- times ----

  @Test
  void setLastModifiedTimeReturnsTheFile() throws IOException {
    assertThat(Files.setLastModifiedTime(at("f"), TIME)).isEqualTo(at("f"));
    assertThat(Files.getLastModifiedTime(at("f"))).isEqualTo(TIME);
  }

  @Test
  void setLastModifiedTimeFollowsLinks() throws IOException {
    FileTime before = Files.getLastModifiedTime(at("lf"), NOFOLLOW_LINKS);
    Files.setLastModifiedTime(at("lf"), TIME);
    assertThat(Files.getLastModifiedTime(at("f"))).isEqualTo(TIME);
    assertThat(Files.getLastModifiedTime(at("lf"), NOFOLLOW_LINKS)).isEqualTo(before);
  }

  @Test
  void timesBeforeTheEpochAreKept() throws IOException {
    FileTime early = FileTime.fromMillis(-86_400_000);
    Files.setLastModifiedTime(at("f"), early);
    assertThat(Files.getLastModifiedTime(at("f"))).isEqualTo(early);
  }

  @Test
  void timesAreKeptToTheMicrosecond() throws IOException {
    FileTime time = FileTime.from(1_234_567_891_234L, java.util.concurrent.TimeUnit.MICROSECONDS);
    Files.setLastModifiedTime(at("f"), time);
    assertThat(Files.getLastModifiedTime(at("f"))).isEqualTo(time);
  }

  @Test
  void writingChangesTheLastModifiedTime() throws IOException {
    Files.setLastModifiedTime(at("f"), TIME);
    Files.writeString(at("f"), "x");
    assertThat(Files.getLastModifiedTime(at("f"))).isGreaterThan(TIME);
  }

  @Test
  void readingDoesNotChangeTheLastModifiedTime() throws IOException {
    Files.setLastModifiedTime(at("f"), TIME);
    content("f");
    assertThat(Files.getLastModifiedTime(at("f"))).isEqualTo(TIME);
  }

  // ---- owner and permissions ----

  @Test
  void setPosixFilePermissionsSetsExactlyThese() throws IOException {
    for (String text : new String[] {"---------", "rwxrwxrwx", "r-x-w---x"}) {
      var permissions = PosixFilePermissions.fromString(text);
      assertThat(Files.setPosixFilePermissions(at("f"), permissions)).isEqualTo(at("f"));
      assertThat(Files.getPosixFilePermissions(at("f"))).isEqualTo(permissions);
    }
  }

  @Test
  void getPosixFilePermissionsReturnsACopyThatCanBeChanged() throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(at("f"));
    permissions.clear();
    assertThat(Files.getPosixFilePermissions(at("f"))).isNotEmpty();
  }

  @Test
  void getOwnerFollowsLinks() throws IOException {
    assertThat(Files.getOwner(at("lf"))).isEqualTo(Files.getOwner(at("f")));
    assertThat(Files.getOwner(at("dang"), NOFOLLOW_LINKS)).isNotNull();
    failsOn(at("dang"), NoSuchFileException.class, () -> Files.getOwner(at("dang")));
  }

  @Test
  void setOwnerReturnsTheFile() throws IOException {
    var owner = Files.getOwner(at("f"));
    assertThat(Files.setOwner(at("f"), owner)).isEqualTo(at("f"));
    assertThat(Files.getOwner(at("f"))).isEqualTo(owner);
  }

  @Test
  void permissionsOfAMissingFileAreNoSuchFile() {
    failsOn(
        at("missing"),
        NoSuchFileException.class,
        () -> Files.getPosixFilePermissions(at("missing")));
    failsOn(
        at("missing"),
        NoSuchFileException.class,
        () -> Files.setPosixFilePermissions(at("missing"), Set.of()));
  }

  // ---- views ----

  @Test
  void aViewThatIsNotSupportedIsNull() {
    assertThat(Files.getFileAttributeView(at("f"), AclFileAttributeView.class)).isNull();
  }

  @Test
  void aViewIsBoundToThePathAndNotToTheFile() throws IOException {
    var view = Files.getFileAttributeView(at("new"), BasicFileAttributeView.class);
    failsOn(at("new"), NoSuchFileException.class, view::readAttributes);
    Files.writeString(at("new"), "abc");
    assertThat(view.readAttributes().size()).isEqualTo(3);
  }

  @Test
  void theDosViewIsFoundAsOnLinux() throws IOException {
    var view = Files.getFileAttributeView(at("f"), DosFileAttributeView.class);
    assertThat(view).isNotNull();
    assertThat(view.name()).isEqualTo("dos");
    assertThat(fs.supportedFileAttributeViews()).contains("dos");
  }

  @Test
  void dosAttributesAreNoneOfAFileThatWindowsNeverSaw() throws IOException {
    DosFileAttributes dos = Files.readAttributes(at("f"), DosFileAttributes.class);
    assertThat(dos.isReadOnly()).isFalse();
    assertThat(dos.isHidden()).isFalse();
    assertThat(dos.isSystem()).isFalse();
    assertThat(dos.isArchive()).isFalse();
  }
}
