package io.unionfs.oracle.facts;

import static io.unionfs.oracle.facts.Given.directory;
import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.lower;
import static io.unionfs.oracle.facts.Given.meta;
import static io.unionfs.oracle.facts.Given.opaque;

import io.unionfs.oracle.Caller;
import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.oracle.Stamp;
import io.unionfs.oracle.facts.FactSubjects.Feature;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a stack of layers shows, and to whom. */
class LookupFactsTest {
  @TestFactory
  Stream<DynamicTest> aFileEndsTheMergeOfDirectoriesAboveAndBelow() {
    return Fact.given(
            lower(file("n/deep", "x")), lower(file("n", "file")), lower(file("n/top", "x")))
        .lists("n", "top")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aDirectoryHidesAFileBelow() {
    return Fact.given(lower(file("k", "k")), lower(), lower(directory("k")))
        .shows("k", "d0755 x2")
        .lists("k", "")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> anOpaqueLowerDirectoryHidesWhatIsBelow() {
    return Fact.given(
            lower(file("d/a", "x"), file("d/b", "x")), lower(opaque("d"), file("d/a", "")))
        .lists("d", "a")
        .holds();
  }

  /** Directory {@code d} of two layers; the upper one's {@code a} is marked as a whiteout. */
  private static DiskFact xattrWhiteout() {
    return DiskFact.on()
        .directories("l1/d", "l2/d")
        .file("l2/d/a", "x")
        .file("l2/d/b", "x")
        .file("l1/d/a", "")
        .mark("l1/d/a", "whiteout", "y");
  }

  @TestFactory
  Stream<DynamicTest> anEmptyFileWithTheWhiteoutXattrHides() {
    return xattrWhiteout()
        .mount("m", "lowerdir=l1:l2,upperdir=u,workdir=w", "OK")
        .looks("m/d/a", "ENOENT")
        .looks("m/d/b", "OK")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> inADirectoryThatSaysSoItIsNotListedEither() {
    return xattrWhiteout()
        .mark("l1/d", "opaque", "x")
        .mount("m", "lowerdir=l1:l2,upperdir=u,workdir=w", "OK")
        .looks("m/d/a", "ENOENT")
        .lists("m/d", "b")
        .holds();
  }

  // ---- rights ----

  private static Fact readOnlyTree() {
    return Fact.given(lower(directory("d", meta(0555)), file("d/f", "abc", meta(0444))))
        .as(Caller.user(1, 1));
  }

  @TestFactory
  Stream<DynamicTest> rightsAreTheCallersAndWhatIsDeniedCopiesNothingUp() {
    return readOnlyTree()
        .when(Ops.open("d/f", OpenFlags.O_WRONLY), "EACCES")
        .when(Ops.open("d/n", OpenFlags.O_WRONLY, OpenFlags.O_CREAT), "EACCES")
        .when(Ops.chmod("d/f", 0777), "EPERM")
        .when(Ops.utimens("d/f", Stamp.NOW, Stamp.NOW), "EACCES")
        .storesOnly()
        .holds();
  }

  // ---- limits ----

  @TestFactory
  Stream<DynamicTest> namesHaveUpTo255Bytes() {
    return Fact.given(lower())
        .when(Ops.mkdir("n".repeat(255)), "OK")
        .when(Ops.mkdir("n".repeat(256)), "ENAMETOOLONG")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> theFilesystemSaysItIsAnOverlayWithNamesOf255Bytes() {
    return Fact.given(lower())
        .needs(Feature.STATFS)
        .when(Ops.statfs("/"), "OK type=794c7630 namelen=255")
        .holds();
  }

  private static Fact full() {
    return Fact.given(lower(Given.large("d/big", 1 << 20))).fillsUp();
  }

  @TestFactory
  Stream<DynamicTest> aCopyUpThatDoesNotFitIsEnospcAndLeavesOnlyTheParent() {
    return full()
        .when(Ops.open("d/big", OpenFlags.O_RDWR), "ENOSPC")
        .stores("d/big", "-")
        .stores("d", "d0755 [origin]")
        .when(Ops.stat("d/big"), "OK f0644 0:0 #1 x1 size=1048576 a=100.000000000 m=200.000000000")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aWriteThatDoesNotFitIsEnospc() {
    return full().when(Ops.writeLarge("another"), "ENOSPC").holds();
  }

  @TestFactory
  Stream<DynamicTest> truncatingWhatDoesNotFitSucceeds() {
    return full()
        .when(Ops.open("d/big", OpenFlags.O_RDWR, OpenFlags.O_TRUNC), "OK")
        .stores("d/big", "f0644 '' [origin]")
        .holds();
  }
}
