package io.unionfs.oracle.facts;

import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.lower;

import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.MountOptions.Metacopy;
import io.unionfs.oracle.MountOptions.RedirectDir;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Changes of metadata alone, with metacopy=on. */
class MetacopyFactsTest {
  private static final int SIZE = 100_000;

  private static Fact changed() {
    return Fact.given(lower(file("f", "x".repeat(SIZE))))
        .options(MountOptions.DEFAULT.with(RedirectDir.ON).with(Metacopy.ON))
        .when(Ops.chmod("f", 0600), "OK");
  }

  @TestFactory
  Stream<DynamicTest> chmodCopiesNoData() {
    return changed().storesOnly("f f0600 size=100000 [metacopy, origin]").holds();
  }

  @TestFactory
  Stream<DynamicTest> aRenamedOneIsRedirectedToItsData() {
    return changed()
        .when(Ops.rename("f", "g"), "OK")
        .storesOnly("f [whiteout]", "g f0600 size=100000 [metacopy, origin, redirect=f]")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aLinkedOneIsRedirectedByThePathFromTheRoot() {
    return changed()
        .when(Ops.rename("f", "g"))
        .when(Ops.link("g", "h"), "OK")
        .stores("g", "f0600 #1 size=100000 [metacopy, origin, redirect=/f]")
        .stores("h", "f0600 #1 size=100000 [metacopy, origin, redirect=/f]")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> truncatingCopiesWhatStaysOfTheData() {
    return changed()
        .when(Ops.rename("f", "g"))
        .when(Ops.link("g", "h"))
        .when(Ops.truncate("g", 5), "OK")
        .stores("g", "f0600 #1 'xxxxx' [origin, redirect=/f]")
        .stores("h", "f0600 #1 'xxxxx' [origin, redirect=/f]")
        .when(Ops.read("g"), "OK 'xxxxx'")
        .holds();
  }
}
