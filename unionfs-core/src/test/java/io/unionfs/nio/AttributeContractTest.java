package io.unionfs.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading and setting attributes. */
class AttributeContractTest extends Contract {
  private static final FileTime TIME = FileTime.from(Instant.ofEpochSecond(1_000_000, 123_456_789));

  private static String missing(String name) {
    return JDK >= 25
        ? "NoSuchFileException " + name
        : "FileSystemException " + name + ": Not a directory";
  }

  @Test
  void basicAttributesTellTypeSizeAndTimes() throws IOException {
    BasicFileAttributes file = Files.readAttributes(at("lf"), BasicFileAttributes.class);
    assertThat(file.isRegularFile()).isTrue();
    assertThat(file.isDirectory()).isFalse();
    assertThat(file.isSymbolicLink()).isFalse();
    assertThat(file.isOther()).isFalse();
    assertThat(file.size()).isEqualTo(5);
    BasicFileAttributes link =
        Files.readAttributes(at("dang"), BasicFileAttributes.class, NOFOLLOW_LINKS);
    assertThat(link.isSymbolicLink()).isTrue();
    assertThat(link.size()).isEqualTo(7);
    assertThat(Files.isDirectory(at("ld"))).isTrue();
    assertThat(Files.isDirectory(at("ld"), NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.isRegularFile(at("f"))).isTrue();
    assertThat(Files.isRegularFile(at("f/x"))).isFalse();
    assertThat(Files.isSymbolicLink(at("dang"))).isTrue();
    assertThat(Files.isSymbolicLink(at("missing"))).isFalse();
  }

  @Test
  void theFileKeyTellsFilesApart() throws IOException {
    Object key = Files.readAttributes(at("f"), BasicFileAttributes.class).fileKey();
    assertThat(Files.getAttribute(at("h"), "fileKey")).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(Files.getAttribute(at("dir/x"), "fileKey")).isNotEqualTo(key);
    Files.writeString(at("dir/x"), "changed");
    Files.move(at("dir/x"), at("new"));
    assertThat(Files.getAttribute(at("new"), "fileKey")).isNotEqualTo(key);
  }

  @Test
  void readingFailsForWhatIsNotThere() {
    assertThat(outcome(() -> Files.readAttributes(at("missing"), BasicFileAttributes.class)))
        .isEqualTo("NoSuchFileException missing");
    assertThat(outcome(() -> Files.readAttributes(at("dang"), BasicFileAttributes.class)))
        .isEqualTo("NoSuchFileException dang");
    assertThat(outcome(() -> Files.readAttributes(at("f/x"), BasicFileAttributes.class)))
        .isEqualTo(missing("f/x"));
    assertThat(outcome(() -> Files.size(at("f/x")))).isEqualTo(missing("f/x"));
    assertThat(outcome(() -> Files.getOwner(at("f/x")))).isEqualTo(missing("f/x"));
    assertThat(outcome(() -> Files.size(at("loop"))))
        .isEqualTo("FileSystemException loop: " + ELOOP);
    assertThat(outcome(() -> Files.getLastModifiedTime(at("n".repeat(256)))))
        .isEqualTo("FileSystemException " + "n".repeat(256) + ": File name too long");
  }

  @Test
  void timesAreSetToTheNanosecond() throws IOException {
    Files.setLastModifiedTime(at("f"), TIME);
    assertThat(Files.getLastModifiedTime(at("f"))).isEqualTo(TIME);
    FileTime accessed = FileTime.fromMillis(5_000);
    Files.getFileAttributeView(at("dir"), BasicFileAttributeView.class)
        .setTimes(TIME, accessed, null);
    assertThat(Files.getAttribute(at("dir"), "lastAccessTime")).isEqualTo(accessed);
    assertThat(Files.getAttribute(at("dir"), "lastModifiedTime")).isEqualTo(TIME);
    Files.getFileAttributeView(at("f"), BasicFileAttributeView.class).setTimes(null, null, TIME);
    assertThat(Files.getLastModifiedTime(at("f"))).isEqualTo(TIME);
  }

  @Test
  void timesOfALinkAreItsOwn() throws IOException {
    FileTime before = Files.getLastModifiedTime(at("f"));
    Files.getFileAttributeView(at("lf"), BasicFileAttributeView.class, NOFOLLOW_LINKS)
        .setTimes(FileTime.fromMillis(5_000), null, null);
    assertThat(Files.getLastModifiedTime(at("lf"), NOFOLLOW_LINKS).toMillis()).isEqualTo(5_000);
    assertThat(Files.getLastModifiedTime(at("f"))).isEqualTo(before);
  }

  @Test
  void settingFailsForWhatIsNotThere() {
    var time = FileTime.fromMillis(0);
    var permissions = PosixFilePermissions.fromString("rwx------");
    for (Map.Entry<String, String> expected :
        Map.of(
                "missing", "NoSuchFileException missing",
                "dang", "NoSuchFileException dang",
                "f/x", "FileSystemException f/x: Not a directory",
                "loop", "FileSystemException loop: " + ELOOP)
            .entrySet()) {
      var file = at(expected.getKey());
      assertThat(outcome(() -> Files.setLastModifiedTime(file, time)))
          .isEqualTo(expected.getValue());
      assertThat(outcome(() -> Files.setPosixFilePermissions(file, permissions)))
          .isEqualTo(expected.getValue());
      assertThat(outcome(() -> Files.setAttribute(file, "unix:mode", 0700)))
          .isEqualTo(expected.getValue());
      assertThat(outcome(() -> Files.setAttribute(file, "user:k", bytes("v"))))
          .isEqualTo(expected.getValue());
    }
  }

  @Test
  void permissionsAreSetAndRead() throws IOException {
    Files.setPosixFilePermissions(at("f"), PosixFilePermissions.fromString("r-x-w---x"));
    PosixFileAttributes file = Files.readAttributes(at("f"), PosixFileAttributes.class);
    assertThat(file.permissions())
        .containsExactlyInAnyOrder(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);
    Files.setAttribute(at("f"), "unix:mode", 04711);
    assertThat(Files.getAttribute(at("f"), "unix:mode")).isEqualTo(0104711);
    Files.setAttribute(at("f"), "posix:permissions", PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getAttribute(at("f"), "unix:mode")).isEqualTo(0100700);
  }

  @Test
  void permissionsOfALinkCannotBeSet() {
    // On 25 the default provider follows the link although it is told not to.
    assumeThat(isUnion() || JDK < 25).isTrue();
    assertThat(outcome(() -> Files.setAttribute(at("lf"), "unix:mode", 0700, NOFOLLOW_LINKS)))
        .isEqualTo("FileSystemException lf: " + ELOOP);
  }

  @Test
  void ownersAreSetByPrincipalAndByNumber() throws IOException {
    assumeThat(isUnion() || "root".equals(System.getProperty("user.name"))).isTrue();
    var lookup = root.getFileSystem().getUserPrincipalLookupService();
    Files.setOwner(at("f"), lookup.lookupPrincipalByName("4711"));
    assertThat(Files.getOwner(at("f")).getName()).isEqualTo("4711");
    assertThat(Files.getAttribute(at("f"), "unix:uid")).isEqualTo(4711);
    Files.setAttribute(at("f"), "posix:group", lookup.lookupPrincipalByGroupName("4712"));
    assertThat(Files.getAttribute(at("f"), "unix:gid")).isEqualTo(4712);
    Files.setAttribute(at("f"), "unix:uid", 5);
    assertThat(Files.getAttribute(at("f"), "unix:uid")).isEqualTo(5);
    Files.setAttribute(at("lf"), "unix:uid", 6, NOFOLLOW_LINKS);
    assertThat(Files.getAttribute(at("f"), "unix:uid")).isEqualTo(5);
    assertThat(Files.getAttribute(at("lf"), "unix:uid", NOFOLLOW_LINKS)).isEqualTo(6);
    assertThat(outcome(() -> Files.setOwner(at("f"), null))).isEqualTo("NullPointerException");
    assertThat(outcome(() -> Files.setOwner(at("f"), () -> "me")))
        .isEqualTo("ProviderMismatchException");
    assertThat(outcome(() -> Files.setOwner(at("f"), lookup.lookupPrincipalByGroupName("5"))))
        .isEqualTo("IOException: 'owner' parameter can't be a group");
    assertThat(outcome(() -> lookup.lookupPrincipalByName("no such user")))
        .startsWith("UserPrincipalNotFoundException");
  }

  @Test
  void attributesAreReadByName() throws IOException {
    assertThat(Files.readAttributes(at("f"), "*")).hasSize(9).containsEntry("size", 5L);
    assertThat(Files.readAttributes(at("f"), "size,isDirectory"))
        .containsOnly(Map.entry("size", 5L), Map.entry("isDirectory", false));
    assertThat(Files.readAttributes(at("f"), "posix:*")).hasSize(12);
    assertThat(Files.readAttributes(at("f"), "unix:*"))
        .hasSize(20)
        .containsEntry("nlink", 2)
        .containsEntry("rdev", 0L)
        .containsKeys("mode", "ino", "dev", "uid", "gid", "ctime");
    assertThat(Files.readAttributes(at("f"), "owner:*")).containsOnlyKeys("owner");
    assertThat(Files.readAttributes(at("f"), "owner:owner")).containsOnlyKeys("owner");
    assertThat(Files.readAttributes(at("f"), "size,,")).containsOnlyKeys("size");
    assertThat(Files.getAttribute(at("f"), "unix:ctime")).isInstanceOf(FileTime.class);
    assertThat(Files.getAttribute(at("f"), "unix:ino")).isInstanceOf(Long.class);
  }

  @Test
  void attributesThatAreNotThereAreRefused() {
    for (String name : List.of("", "foo", "size,foo", "basic:", "posix:mode", "owner:x", ":x")) {
      assertThat(outcome(() -> Files.readAttributes(at("f"), name)))
          .as(name)
          .isEqualTo("IllegalArgumentException");
    }
    for (String name : List.of("size", "unix:ino", "unix:ctime", "posix:foo", "owner:x", ":x")) {
      assertThat(outcome(() -> Files.setAttribute(at("f"), name, "value")))
          .as(name)
          .isEqualTo("IllegalArgumentException");
    }
    assertThat(outcome(() -> Files.readAttributes(at("f"), "foo:bar")))
        .isEqualTo("UnsupportedOperationException");
    assertThat(outcome(() -> Files.setAttribute(at("f"), "foo:bar", 1)))
        .isEqualTo("UnsupportedOperationException");
    assertThat(outcome(() -> Files.setAttribute(at("f"), "lastModifiedTime", "now")))
        .isEqualTo("ClassCastException");
    assertThat(outcome(() -> Files.setAttribute(at("f"), "unix:mode", null)))
        .isEqualTo("NullPointerException");
    assertThat(outcome(() -> Files.setAttribute(at("f"), "creationTime", null))).isEqualTo("f");
  }

  @Test
  void viewsAreFoundByClass() throws IOException {
    assertThat(Files.getFileAttributeView(at("f"), BasicFileAttributeView.class).name())
        .isEqualTo("basic");
    assertThat(Files.getFileAttributeView(at("f"), PosixFileAttributeView.class).name())
        .isEqualTo("posix");
    assertThat(Files.getFileAttributeView(at("f"), FileOwnerAttributeView.class).name())
        .isEqualTo("owner");
    assertThat(user("f").name()).isEqualTo("user");
    assertThat(Files.getFileAttributeView(at("f"), AclFileAttributeView.class)).isNull();
    assertThat(root.getFileSystem().supportedFileAttributeViews())
        .contains("basic", "posix", "unix", "owner", "user");
    assertThat(Files.getFileAttributeView(at("f"), FileOwnerAttributeView.class).getOwner())
        .isEqualTo(Files.getOwner(at("h")));
  }

  private UserDefinedFileAttributeView user(String name, LinkOption... options) {
    return Files.getFileAttributeView(at(name), UserDefinedFileAttributeView.class, options);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes());
  }

  @Test
  void userAttributesAreWrittenReadListedAndDeleted() throws IOException {
    for (String name : List.of("f", "dir", "lf")) {
      UserDefinedFileAttributeView view = user(name);
      assertThat(view.write("key", bytes("value"))).isEqualTo(5);
      view.write("empty", bytes(""));
      assertThat(view.list()).containsExactlyInAnyOrder("key", "empty");
      assertThat(view.size("key")).isEqualTo(5);
      ByteBuffer buffer = ByteBuffer.allocate(9);
      assertThat(view.read("key", buffer)).isEqualTo(5);
      assertThat(buffer.flip()).isEqualTo(bytes("value"));
      assertThat((byte[]) Files.getAttribute(at(name), "user:key")).isEqualTo("value".getBytes());
      assertThat(Files.readAttributes(at(name), "user:*")).containsOnlyKeys("key", "empty");
      view.delete("key");
      view.delete("empty");
      assertThat(view.list()).isEmpty();
    }
  }

  @Test
  void userAttributesFailAsTheSystemCallsDo() throws IOException {
    UserDefinedFileAttributeView view = user("f");
    view.write("key", bytes("value"));
    assertThat(outcome(() -> view.size("none")))
        .isEqualTo(
            "FileSystemException f: Unable to get size of extended attribute 'none': "
                + "No data available");
    assertThat(outcome(() -> view.read("none", ByteBuffer.allocate(1))))
        .isEqualTo(
            "FileSystemException f: Error reading extended attribute 'none': No data available");
    assertThat(outcome(() -> view.read("key", ByteBuffer.allocate(4))))
        .isEqualTo(
            "FileSystemException f: Error reading extended attribute 'key': "
                + "Insufficient space in buffer");
    assertThat(done(() -> view.delete("none")))
        .isEqualTo(
            "FileSystemException f: Unable to delete extended attribute 'none': "
                + "No data available");
    assertThat(outcome(() -> view.write("x".repeat(251), bytes(""))))
        .isEqualTo("FileSystemException f: 'user." + "x".repeat(251) + "' is too big");
    assertThat(outcome(() -> user("lf", NOFOLLOW_LINKS).list()))
        .isEqualTo("FileSystemException lf: " + ELOOP);
    assertThat(outcome(() -> user("missing").list())).isEqualTo("NoSuchFileException missing");
    assertThat(outcome(() -> view.size(null))).isEqualTo("NullPointerException");
    assertThat(outcome(() -> view.read("key", ByteBuffer.allocate(9).asReadOnlyBuffer())))
        .isEqualTo("IllegalArgumentException");
  }

  @Test
  void theFileStoreKnowsItsViews() throws IOException {
    var store = Files.getFileStore(at("f"));
    assertThat(store.supportsFileAttributeView("posix")).isTrue();
    assertThat(store.supportsFileAttributeView(PosixFileAttributeView.class)).isTrue();
    assertThat(store.supportsFileAttributeView("foo")).isFalse();
    assertThat(store.getTotalSpace()).isPositive();
    assertThat(store.getAttribute("usableSpace")).isInstanceOf(Long.class);
    assertThat(store.getUnallocatedSpace()).isLessThanOrEqualTo(store.getTotalSpace());
    assertThat(outcome(() -> store.getAttribute("foo"))).isEqualTo("UnsupportedOperationException");
    assertThat(Files.getFileStore(at("dir"))).isEqualTo(store);
    assertThat(outcome(() -> Files.getFileStore(at("missing"))))
        .isEqualTo("NoSuchFileException missing");
  }

  @Test
  void accessIsChecked() throws IOException {
    assertThat(Files.isReadable(at("f"))).isTrue();
    assertThat(Files.isWritable(at("f"))).isTrue();
    assertThat(Files.isReadable(at("missing"))).isFalse();
    Files.setPosixFilePermissions(at("f"), PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.isExecutable(at("f"))).isFalse();
    Files.setPosixFilePermissions(at("f"), PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.isExecutable(at("f"))).isTrue();
    assertThat(Files.isExecutable(at("dir"))).isTrue();
    var provider = root.getFileSystem().provider();
    assertThat(done(() -> provider.checkAccess(at("dang")))).isEqualTo("NoSuchFileException dang");
    assertThat(done(() -> provider.checkAccess(at("f/x")))).isEqualTo(missing("f/x"));
    assertThat(done(() -> provider.checkAccess(at("loop"))))
        .isEqualTo("FileSystemException loop: " + ELOOP);
  }
}
