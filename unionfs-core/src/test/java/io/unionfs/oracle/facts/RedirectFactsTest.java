package io.unionfs.oracle.facts;

import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.lower;

import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.MountOptions.RedirectDir;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Directories that were renamed with redirect_dir=on, and what becomes of them. */
class RedirectFactsTest {
  /** {@code a/b/c} is moved to {@code n/b2/c2} in two steps. */
  private static Fact moved() {
    return Fact.given(lower(file("a/b/c/f", "x")))
        .options(MountOptions.DEFAULT.with(RedirectDir.ON))
        .when(Ops.mkdir("n"))
        .when(Ops.rename("a/b", "n/b2"), "OK")
        .when(Ops.rename("n/b2/c", "n/b2/c2"), "OK");
  }

  @TestFactory
  Stream<DynamicTest> redirectsAreAbsoluteInAnotherParentAndRelativeInTheSame() {
    return moved()
        .stores("n/b2", "d0755 [impure, origin, redirect=/a/b]")
        .stores("n/b2/c2", "d0755 [origin, redirect=c]")
        .stores("a/b", "[whiteout]")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> redirectsAreFollowedAfterRemount() {
    return moved().when(Ops.remount()).when(Ops.read("n/b2/c2/f"), "OK 'x'").holds();
  }

  @TestFactory
  Stream<DynamicTest> aNewDirectoryAtTheOldNameIsOpaque() {
    return moved()
        .when(Ops.mkdir("a/b"), "OK")
        .stores("a/b", "d0755 [opaque]")
        .lists("a/b", "")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aSecondRenameKeepsTheAbsoluteRedirectAndLeavesNothing() {
    return moved()
        .when(Ops.mkdir("a/b"))
        .when(Ops.rename("n/b2", "a/back"), "OK")
        .stores("a/back", "d0755 [impure, origin, redirect=/a/b]")
        .stores("n/b2", "-")
        .holds();
  }
}
