package io.unionfs.oracle.facts;

import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.hardLink;
import static io.unionfs.oracle.facts.Given.lower;

import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.MountOptions.Index;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A lower file with three names: what becomes of it without an index, and with one. */
class HardLinkFactsTest {
  private static Fact written(Index index) {
    return Fact.given(lower(file("a", "abc"), hardLink("b", "a"), hardLink("c", "a")))
        .options(MountOptions.DEFAULT.with(index))
        .shows("a", "f0644 x3 'abc'")
        .inode("b", 1)
        .inode("a", 1)
        .when(Ops.write("a", "NEW"));
  }

  private static Fact unlinked(Index index) {
    return written(index).when(Ops.unlink("c"));
  }

  private static Fact linked(Index index) {
    return unlinked(index).when(Ops.link("b", "z"), "OK");
  }

  // ---- index=off ----

  @TestFactory
  Stream<DynamicTest> withoutIndexAWriteBreaksTheLink() {
    return written(Index.OFF)
        .shows("a", "f0644 x1 'NEW'")
        .shows("b", "f0644 x3 'abc'")
        .inode("b", 1)
        .inode("a", 2)
        .stores("b", "-")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withoutIndexUnlinkLeavesTheCountOfTheOtherNames() {
    return unlinked(Index.OFF).shows("a", "f0644 x1 'NEW'").shows("b", "f0644 x3 'abc'").holds();
  }

  @TestFactory
  Stream<DynamicTest> withoutIndexAFurtherLinkCopiesOneNameUp() {
    return linked(Index.OFF)
        .shows("b", "f0644 x2 'abc'")
        .shows("z", "f0644 x2 'abc'")
        .shows("a", "f0644 x1 'NEW'")
        .stores("b", "f0644 #1 'abc'")
        .stores("z", "f0644 #1 'abc'")
        .stores("a", "f0644 'NEW'")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withoutIndexChmodReachesTheNamesOfTheCopyOnly() {
    return linked(Index.OFF)
        .when(Ops.chmod("b", 0600))
        .shows("z", "f0600 x2 'abc'")
        .shows("b", "f0600 x2 'abc'")
        .shows("a", "f0644 x1 'NEW'")
        .holds();
  }

  // ---- index=on ----

  @TestFactory
  Stream<DynamicTest> withIndexAWriteReachesAllNames() {
    return written(Index.ON)
        .shows("a", "f0644 x3 'NEW'")
        .shows("b", "f0644 x3 'NEW'")
        .inode("b", 1)
        .inode("a", 1)
        .stores("b", "-")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexUnlinkIsCountedByTheOtherNames() {
    return unlinked(Index.ON).shows("a", "f0644 x2 'NEW'").shows("b", "f0644 x2 'NEW'").holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexAFurtherLinkIsOneOfAll() {
    return linked(Index.ON)
        .shows("z", "f0644 x3 'NEW'")
        .shows("b", "f0644 x3 'NEW'")
        .shows("a", "f0644 x3 'NEW'")
        .inode("z", 1)
        .inode("b", 1)
        .inode("a", 1)
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexChmodReachesAllNames() {
    return linked(Index.ON)
        .when(Ops.chmod("b", 0600))
        .shows("z", "f0600 x3 'NEW'")
        .shows("b", "f0600 x3 'NEW'")
        .shows("a", "f0600 x3 'NEW'")
        .holds();
  }
}
