package io.unionfs.contract;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import org.junit.jupiter.api.Test;

/** The attribute views, and the lookup of users. */
class AttributeViewsContractTest extends Contract {
  private static final FileTime TIME = FileTime.fromMillis(1_234_567);
  private static final FileTime OTHER = FileTime.fromMillis(7_654_321);

  private BasicFileAttributeView basic(String name) {
    return Files.getFileAttributeView(at(name), BasicFileAttributeView.class);
  }

  private PosixFileAttributeView posix(String name) {
    return Files.getFileAttributeView(at(name), PosixFileAttributeView.class);
  }

  private UserDefinedFileAttributeView user(String name) {
    return Files.getFileAttributeView(at(name), UserDefinedFileAttributeView.class);
  }

  // ---- basic ----

  @Test
  void viewsKnowTheirNames() {
    assertThat(basic("f").name()).isEqualTo("basic");
    assertThat(posix("f").name()).isEqualTo("posix");
    assertThat(user("f").name()).isEqualTo("user");
    var owner = Files.getFileAttributeView(at("f"), FileOwnerAttributeView.class);
    assertThat(owner.name()).isEqualTo("owner");
  }

  @Test
  void setTimesSetsWhatIsNotNull() throws IOException {
    basic("f").setTimes(TIME, OTHER, null);
    assertThat(basic("f").readAttributes().lastModifiedTime()).isEqualTo(TIME);
    assertThat(basic("f").readAttributes().lastAccessTime()).isEqualTo(OTHER);
    basic("f").setTimes(null, TIME, null);
    assertThat(basic("f").readAttributes().lastModifiedTime()).isEqualTo(TIME);
    assertThat(basic("f").readAttributes().lastAccessTime()).isEqualTo(TIME);
  }

  @Test
  void setTimesWithAllNullHasNoEffect() throws IOException {
    basic("f").setTimes(TIME, TIME, null);
    basic("f").setTimes(null, null, null);
    assertThat(basic("f").readAttributes().lastModifiedTime()).isEqualTo(TIME);
  }

  @Test
  void setTimesOfALinkSetsItsOwn() throws IOException {
    FileTime before = Files.getLastModifiedTime(at("f"));
    Files.getFileAttributeView(at("lf"), BasicFileAttributeView.class, NOFOLLOW_LINKS)
        .setTimes(TIME, null, null);
    assertThat(Files.getLastModifiedTime(at("lf"), NOFOLLOW_LINKS)).isEqualTo(TIME);
    assertThat(Files.getLastModifiedTime(at("f"))).isEqualTo(before);
  }

  @Test
  void setTimesOfADirectorySetsItsOwn() throws IOException {
    basic("dir").setTimes(TIME, null, null);
    assertThat(Files.getLastModifiedTime(at("dir"))).isEqualTo(TIME);
    assertThat(Files.getLastModifiedTime(at("ld"))).isEqualTo(TIME);
  }

  @Test
  void aCreationTimeThatIsNotSupportedIsIgnored() throws IOException {
    basic("f").setTimes(TIME, null, OTHER);
    assertThat(Files.getLastModifiedTime(at("f"))).isEqualTo(TIME);
    assertThat(basic("f").readAttributes().creationTime()).isNotNull();
  }

  @Test
  void setTimesOfAMissingFileIsNoSuchFile() {
    failsOn(
        at("missing"),
        NoSuchFileException.class,
        () -> basic("missing").setTimes(TIME, null, null));
  }

  // ---- posix and owner ----

  @Test
  void permissionsAreSetThroughTheView() throws IOException {
    posix("f").setPermissions(PosixFilePermissions.fromString("rwx--x--x"));
    assertThat(PosixFilePermissions.toString(posix("h").readAttributes().permissions()))
        .isEqualTo("rwx--x--x");
  }

  @Test
  void ownerAndGroupAreSetThroughTheView() throws IOException {
    var attributes = posix("f").readAttributes();
    posix("f").setOwner(attributes.owner());
    posix("f").setGroup(attributes.group());
    assertThat(posix("f").getOwner()).isEqualTo(attributes.owner());
    assertThat(posix("f").readAttributes().group()).isEqualTo(attributes.group());
  }

  @Test
  void theModeIsReadWithTheFilesType() throws IOException {
    Files.setAttribute(at("f"), "unix:mode", 04751);
    assertThat(Files.getAttribute(at("f"), "unix:mode")).isEqualTo(0104751);
    assertThat((int) Files.getAttribute(at("dir"), "unix:mode") & 0170000).isEqualTo(0040000);
    assertThat((int) Files.getAttribute(at("dang"), "unix:mode", NOFOLLOW_LINKS))
        .isEqualTo(0120777);
  }

  @Test
  void aUserIsFoundByNumber() throws IOException {
    var lookup = fs.getUserPrincipalLookupService();
    assertThat(lookup.lookupPrincipalByName("4711").getName()).isEqualTo("4711");
    assertThat(lookup.lookupPrincipalByGroupName("4712").getName()).isEqualTo("4712");
  }

  @Test
  void aPrincipalEqualsAnotherOfTheSameName() throws IOException {
    var lookup = fs.getUserPrincipalLookupService();
    var user = lookup.lookupPrincipalByName("4711");
    assertThat(user).isEqualTo(lookup.lookupPrincipalByName("4711"));
    assertThat(user).hasSameHashCodeAs(lookup.lookupPrincipalByName("4711"));
    assertThat(user).isNotEqualTo(lookup.lookupPrincipalByName("4712"));
    assertThat(user.toString()).isEqualTo("4711");
  }

  @Test
  void anUnknownUserIsNotFound() {
    var lookup = fs.getUserPrincipalLookupService();
    assertThrows(
        UserPrincipalNotFoundException.class, () -> lookup.lookupPrincipalByName("no such user"));
    assertThrows(
        UserPrincipalNotFoundException.class,
        () -> lookup.lookupPrincipalByGroupName("no such group"));
  }

  @Test
  void theOwnerOfAFileIsFoundByItsName() throws IOException {
    var owner = Files.getOwner(at("f"));
    assertThat(fs.getUserPrincipalLookupService().lookupPrincipalByName(owner.getName()))
        .isEqualTo(owner);
  }

  // ---- user ----

  @Test
  void aNewFileHasNoUserDefinedAttributes() throws IOException {
    assertThat(user("f").list()).isEmpty();
  }

  @Test
  void whatIsWrittenIsListedAndRead() throws IOException {
    assertThat(user("f").write("k", bytes("value"))).isEqualTo(5);
    assertThat(user("f").list()).containsExactly("k");
    assertThat(user("f").size("k")).isEqualTo(5);
    ByteBuffer buffer = ByteBuffer.allocate(9);
    assertThat(user("f").read("k", buffer)).isEqualTo(5);
    assertThat(text(buffer)).isEqualTo("value");
  }

  @Test
  void writingReplacesAValue() throws IOException {
    user("f").write("k", bytes("long value"));
    user("f").write("k", bytes("v"));
    assertThat(user("f").size("k")).isEqualTo(1);
  }

  @Test
  void anEmptyValueIsAValue() throws IOException {
    user("f").write("k", ByteBuffer.allocate(0));
    assertThat(user("f").size("k")).isZero();
    assertThat(user("f").list()).containsExactly("k");
  }

  @Test
  void writeTakesTheBuffersRestAndMovesItsPosition() throws IOException {
    ByteBuffer source = bytes("abcdef");
    source.position(2).limit(5);
    assertThat(user("f").write("k", source)).isEqualTo(3);
    assertThat(source.hasRemaining()).isFalse();
    assertThat((byte[]) Files.getAttribute(at("f"), "user:k")).isEqualTo("cde".getBytes());
  }

  @Test
  void readNeedsTheSpaceForTheWholeValue() throws IOException {
    user("f").write("k", bytes("value"));
    assertThrows(IOException.class, () -> user("f").read("k", ByteBuffer.allocate(4)));
  }

  @Test
  void readIntoADirectBufferWorksToo() throws IOException {
    user("f").write("k", bytes("value").asReadOnlyBuffer());
    ByteBuffer buffer = ByteBuffer.allocateDirect(5);
    assertThat(user("f").read("k", buffer)).isEqualTo(5);
    assertThat(text(buffer)).isEqualTo("value");
  }

  @Test
  void readIntoAReadOnlyBufferIsIllegal() throws IOException {
    user("f").write("k", bytes("value"));
    assertThrows(
        IllegalArgumentException.class,
        () -> user("f").read("k", ByteBuffer.allocate(9).asReadOnlyBuffer()));
  }

  @Test
  void aMissingAttributeFails() {
    assertThrows(IOException.class, () -> user("f").size("none"));
    assertThrows(IOException.class, () -> user("f").read("none", ByteBuffer.allocate(1)));
    assertThrows(IOException.class, () -> user("f").delete("none"));
  }

  @Test
  void aDeletedAttributeIsGone() throws IOException {
    user("f").write("k", bytes("v"));
    user("f").delete("k");
    assertThat(user("f").list()).isEmpty();
  }

  @Test
  void attributesAreThoseOfTheFileUnderAllItsNames() throws IOException {
    user("f").write("k", bytes("v"));
    assertThat(user("h").list()).containsExactly("k");
    assertThat(user("lf").list()).containsExactly("k");
    assertThat(user("dir/x").list()).isEmpty();
  }

  @Test
  void aDirectoryHasThemToo() throws IOException {
    user("dir").write("k", bytes("v"));
    assertThat(user("ld").list()).containsExactly("k");
  }

  @Test
  void theyAreReadAndSetByName() throws IOException {
    Files.setAttribute(at("f"), "user:a", bytes("1"));
    Files.setAttribute(at("f"), "user:b", "2".getBytes());
    assertThat(Files.readAttributes(at("f"), "user:*")).containsOnlyKeys("a", "b");
    assertThat((byte[]) Files.getAttribute(at("f"), "user:b")).isEqualTo("2".getBytes());
  }

  @Test
  void namesAndValuesHaveLimits() {
    assertThrows(FileSystemException.class, () -> user("f").write("n".repeat(251), bytes("v")));
  }

  @Test
  void theViewOfAMissingFileIsNoSuchFile() {
    assertThrows(NoSuchFileException.class, () -> user("missing").list());
    assertThrows(NoSuchFileException.class, () -> user("missing").write("k", bytes("v")));
  }

  // ---- dos ----

  @Test
  void dosAttributesAreKept() throws IOException {
    var dos = Files.getFileAttributeView(at("f"), DosFileAttributeView.class);
    dos.setHidden(true);
    dos.setArchive(true);
    assertThat(dos.readAttributes().isHidden()).isTrue();
    assertThat(dos.readAttributes().isArchive()).isTrue();
    assertThat(dos.readAttributes().isSystem()).isFalse();
    assertThat(Files.getAttribute(at("f"), "dos:hidden")).isEqualTo(true);
    dos.setHidden(false);
    assertThat(dos.readAttributes().isHidden()).isFalse();
  }

  @Test
  void dosAttributesAreReadByName() throws IOException {
    Files.setAttribute(at("f"), "dos:readonly", true);
    assertThat(Files.readAttributes(at("f"), "dos:*"))
        .hasSize(13)
        .containsEntry("readonly", true)
        .containsEntry("archive", false)
        .containsEntry("size", 5L);
    assertThat(Files.readAttributes(at("f"), "dos:hidden,size"))
        .containsOnly(java.util.Map.entry("hidden", false), java.util.Map.entry("size", 5L));
    assertThrows(IllegalArgumentException.class, () -> Files.readAttributes(at("f"), "dos:foo"));
    assertThrows(
        IllegalArgumentException.class, () -> Files.setAttribute(at("f"), "dos:foo", true));
    assertThrows(ClassCastException.class, () -> Files.setAttribute(at("f"), "dos:hidden", 1));
  }

  @Test
  void dosAttributesAreStoredAsSambaDoes() throws IOException {
    Files.setAttribute(at("f"), "dos:hidden", true);
    Files.setAttribute(at("f"), "dos:archive", true);
    assertThat((byte[]) Files.getAttribute(at("f"), "user:DOSATTRIB"))
        .isEqualTo("0x22\0".getBytes());
    Files.setAttribute(at("f"), "user:DOSATTRIB", "0x00000021".getBytes());
    assertThat(Files.getAttribute(at("f"), "dos:readonly")).isEqualTo(true);
    Files.setAttribute(at("f"), "user:DOSATTRIB", "21".getBytes());
    assertThrows(IOException.class, () -> Files.getAttribute(at("f"), "dos:readonly"));
  }

  @Test
  void aDosAttributeThatIsSetAsItIsChangesNothing() throws IOException {
    Files.setAttribute(at("f"), "dos:hidden", false);
    assertThat(user("f").list()).isEmpty();
  }

  @Test
  void theDosViewSetsTimes() throws IOException {
    var dos = Files.getFileAttributeView(at("f"), DosFileAttributeView.class);
    dos.setTimes(TIME, null, null);
    assertThat(dos.readAttributes().lastModifiedTime()).isEqualTo(TIME);
    assertThat(dos.readAttributes().fileKey()).isEqualTo(Files.getAttribute(at("f"), "fileKey"));
  }

  @Test
  void theDosViewDoesNotReadALinkItself() {
    assertThrows(
        FileSystemException.class,
        () -> Files.readAttributes(at("lf"), DosFileAttributes.class, NOFOLLOW_LINKS));
    assertThrows(
        NoSuchFileException.class,
        () -> Files.readAttributes(at("missing"), DosFileAttributes.class));
  }
}
