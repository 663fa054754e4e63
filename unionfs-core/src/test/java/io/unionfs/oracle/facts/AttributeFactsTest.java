package io.unionfs.oracle.facts;

import static io.unionfs.oracle.Flags.OpenFlags.O_RDWR;
import static io.unionfs.oracle.facts.Given.directory;
import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.lower;
import static io.unionfs.oracle.facts.Given.meta;
import static io.unionfs.oracle.facts.Given.owned;
import static io.unionfs.oracle.facts.Given.with;

import io.unionfs.oracle.LayerEntry.Meta;
import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.Stamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a copy keeps of the original, and what of its ancestors. */
class AttributeFactsTest {
  /** An ACL as the kernel stores it: user, one named user, group, mask, others. */
  private static String acl(int user, int named, int id, int group, int mask, int others) {
    return "\2\0\0\0"
        + entry(1, user, -1)
        + entry(2, named, id)
        + entry(4, group, -1)
        + entry(16, mask, -1)
        + entry(32, others, -1);
  }

  private static String entry(int tag, int rights, int id) {
    char high = (char) (id >> 24 & 0xff);
    char middle = (char) (id >> 8 & 0xff);
    return ""
        + (char) tag
        + '\0'
        + (char) rights
        + '\0'
        + (char) (id & 0xff)
        + middle
        + middle
        + high;
  }

  private static Meta timed(Meta meta, Stamp atime, Stamp mtime) {
    return new Meta(meta.mode(), meta.uid(), meta.gid(), atime, mtime, meta.xattrs());
  }

  private static Fact copied() {
    Meta f =
        timed(owned(meta(06755), 11, 12), new Stamp(10, 123_456_789), new Stamp(11, 987_654_321));
    Meta b = timed(owned(meta(03771), 21, 22), new Stamp(111, 1), new Stamp(222, 2));
    Meta a = timed(meta(0755), new Stamp(333, 3), new Stamp(444, 4));
    return Fact.given(
            lower(
                directory("a", a),
                directory("a/b", with(b, "system.posix_acl_default", acl(7, 5, 98, 7, 7, 1))),
                file(
                    "a/b/f",
                    "data",
                    with(
                        with(with(f, "user.k", "v"), "trusted.k", "v"),
                        "system.posix_acl_access",
                        acl(7, 4, 99, 5, 5, 5)))))
        .inode("a/b/f", 1)
        .inode("a/b", 2)
        .when(Ops.open("a/b/f", O_RDWR), "OK");
  }

  @TestFactory
  Stream<DynamicTest> aCopyKeepsModeOwnerTimesXattrsAndInode() {
    return copied()
        .shows("a/b/f", "f6755 11:12 x1 'data'")
        .times("a/b/f", "a=10.123456789 m=11.987654321")
        .inode("a/b/f", 1)
        .when(Ops.listXattr("a/b/f"), "OK ['system.posix_acl_access' 'trusted.k' 'user.k']")
        .when(Ops.getXattr("a/b/f", "user.k"), "OK 'v'")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> theParentKeepsModeOwnerTimesXattrsAndInode() {
    return copied()
        .shows("a/b", "d3771 21:22 x1")
        .times("a/b", "a=111.000000001 m=222.000000002")
        .times("a", "a=333.000000003 m=444.000000004")
        .inode("a/b", 2)
        .when(Ops.listXattr("a/b"), "OK ['system.posix_acl_default']")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> theCopyStoresXattrsAndOriginAndItsAncestorsAreImpure() {
    Meta f = with(with(owned(meta(06755), 11, 12), "user.k", "v"), "trusted.k", "v");
    return Fact.given(
            lower(directory("a"), directory("a/b", meta(03771)), file("a/b/f", "data", f)))
        .when(Ops.open("a/b/f", O_RDWR))
        .storesOnly(
            "a d0755 [impure, origin]",
            "a/b d3771 [impure, origin]",
            "a/b/f f6755 11:12 'data' {trusted.k='v', user.k='v'} [origin]")
        .stores("", "d0755 [impure]")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> copyUpChangesTheStatusTime() {
    return Fact.given(lower(file("d/f", "x")))
        .program(
            root -> {
              Path file = root.resolve("d/f");
              FileTime before = (FileTime) Files.getAttribute(file, "unix:ctime");
              FileTime parent = (FileTime) Files.getAttribute(file.getParent(), "unix:ctime");
              Thread.sleep(20);
              Files.setLastModifiedTime(file, Files.getLastModifiedTime(file));
              return before.compareTo((FileTime) Files.getAttribute(file, "unix:ctime"))
                  + " "
                  + parent.compareTo((FileTime) Files.getAttribute(file.getParent(), "unix:ctime"));
            },
            "-1 -1")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aWriteAfterCopyUpChangesTheModificationTimeAndByRootNotTheMode() {
    return copied()
        .when(Ops.overwrite("a/b/f", 0, "Z"), "OK 1")
        .shows("a/b/f", "f6755 11:12 x1 'Zata'")
        .times("a/b/f", "a=10.123456789 m=now")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> inodeNumbersOfCopiesStayAfterRemount() {
    return copied().when(Ops.remount()).inode("a/b/f", 1).inode("a/b", 2).holds();
  }

  @TestFactory
  Stream<DynamicTest> aMergedDirectoryShowsModeAndXattrsOfItsTopOnly() {
    return mergedDirectory()
        .when(Ops.listXattr("d"), "OK ['user.top']")
        .shows("d", "d0700 x1")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aMergedDirectoryIsCopiedUpWithWhatItsTopHas() {
    return mergedDirectory()
        .when(Ops.chmod("d", 0750), "OK")
        .storesOnly("d d0750 {user.top='1'} [origin]")
        .holds();
  }

  private static Fact mergedDirectory() {
    return Fact.given(
        lower(directory("d", with(meta(0755), "user.low", "1")), file("d/f", "x")),
        lower(directory("d", with(meta(0700), "user.top", "1"))));
  }

  // ---- times of directories ----

  private static Fact directoryAt200() {
    return Fact.given(lower(file("d/f", "x"), file("d/g", "x")));
  }

  private static final String SAME = "a=100.000000000 m=200.000000000";
  private static final String CHANGED = "a=100.000000000 m=now";

  @TestFactory
  Stream<DynamicTest> aChildsChmodLeavesTheDirectorysTime() {
    return directoryAt200().when(Ops.chmod("d/f", 0600)).times("d", SAME).holds();
  }

  @TestFactory
  Stream<DynamicTest> creationChangesTheDirectorysTime() {
    return directoryAt200().when(Ops.write("d/n", "x")).times("d", CHANGED).holds();
  }

  @TestFactory
  Stream<DynamicTest> unlinkOfALowerFileChangesTheDirectorysTime() {
    return directoryAt200().when(Ops.unlink("d/g")).times("d", CHANGED).holds();
  }

  @TestFactory
  Stream<DynamicTest> renameChangesTheDirectorysTime() {
    return directoryAt200()
        .when(Ops.chmod("d/f", 0600))
        .when(Ops.rename("d/f", "d/f2"))
        .times("d", CHANGED)
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> creationOverAWhiteoutChangesTheDirectorysTime() {
    return directoryAt200()
        .when(Ops.unlink("d/g"))
        .when(Ops.utimens("d", new Stamp(100, 0), new Stamp(200, 0)))
        .times("d", SAME)
        .when(Ops.symlink("d/g", "x"))
        .times("d", CHANGED)
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> readingALowerFileLeavesItsAccessTime() {
    Meta old = timed(meta(0644), new Stamp(1, 0), new Stamp(1, 0));
    return Fact.given(lower(file("f", "x", old)))
        .options(MountOptions.DEFAULT.with(MountOptions.Atime.RELATIME))
        .when(Ops.read("f"), "OK 'x'")
        .times("f", "a=1.000000000 m=1.000000000")
        .holds();
  }
}
