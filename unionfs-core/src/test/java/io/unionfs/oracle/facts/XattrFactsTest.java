package io.unionfs.oracle.facts;

import static io.unionfs.oracle.facts.Given.directory;
import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.lower;

import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.MountOptions.Marks;
import io.unionfs.oracle.facts.FactSubjects.Feature;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Xattrs with overlay's own prefix, and mounts that keep their marks under {@code user.}. */
class XattrFactsTest {
  private static Fact copiedUp() {
    return Fact.given(lower(file("d/f", "x")))
        .needs(Feature.ESCAPED_XATTRS)
        .when(Ops.setXattr("d/f", "trusted.overlay.foo", "1"), "OK");
  }

  @TestFactory
  Stream<DynamicTest> aProgramsXattrUnderOverlaysPrefixIsStoredAndShown() {
    return copiedUp()
        .when(Ops.listXattr("d/f"), "OK ['trusted.overlay.foo']")
        .stores("d/f", "f0644 'x' {trusted.overlay.foo='1'} [origin]")
        .when(Ops.getXattr("d/f", "trusted.overlay.foo"), "OK '1'")
        .when(Ops.removeXattr("d/f", "trusted.overlay.foo"), "OK")
        .stores("d/f", "f0644 'x' [origin]")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> overlaysOwnMarksAreNotShown() {
    return copiedUp()
        .when(Ops.getXattr("d", "trusted.overlay.opaque"), "ENODATA")
        .when(Ops.getXattr("d", "trusted.overlay.impure"), "ENODATA")
        .when(Ops.getXattr("d/f", "trusted.overlay.origin"), "ENODATA")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aProgramsOpaqueMarkIsAnXattrLikeAnyOther() {
    return copiedUp()
        .when(Ops.setXattr("d", "trusted.overlay.opaque", "y"), "OK")
        .stores("d", "d0755 {trusted.overlay.opaque='y'} [impure, origin]")
        .lists("d", "f")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> theOtherPrefixIsFree() {
    return copiedUp()
        .when(Ops.setXattr("d/f", "user.overlay.x", "1"), "OK")
        .when(Ops.getXattr("d/f", "user.overlay.x"), "OK '1'")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withUserxattrADirectoryOverAWhiteoutIsOpaqueAllTheSame() {
    return Fact.given(lower(directory("d"), file("d/f", "x")))
        .options(MountOptions.DEFAULT.with(Marks.USER))
        .when(Ops.unlink("d/f"))
        .when(Ops.rmdir("d"))
        .when(Ops.mkdir("d"), "OK")
        .storesOnly("d d0755 [opaque]")
        .lists("d", "")
        .holds();
  }
}
