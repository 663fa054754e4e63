package io.unionfs.oracle.facts;

import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.lower;
import static io.unionfs.oracle.facts.Given.meta;

import io.unionfs.oracle.LayerEntry;
import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.MountOptions.Metacopy;
import io.unionfs.oracle.MountOptions.RedirectDir;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A lower file whose data is in a layer that holds nothing but data. */
class DataOnlyFactsTest {
  private static Fact stack() {
    return Fact.given(lower(new LayerEntry.MetacopyFile("f", 7, "/dat", meta(0644))))
        .dataOnly(lower(file("dat", "payload")))
        .options(MountOptions.DEFAULT.with(RedirectDir.ON).with(Metacopy.ON));
  }

  @TestFactory
  Stream<DynamicTest> itsDataIsFoundByThePathFromTheRootAndItsNameIsNotShown() {
    return stack().lists("/", "f").shows("f", "f0644 x1 'payload'").holds();
  }

  @TestFactory
  Stream<DynamicTest> replacingTheDataLeavesAnOrdinaryCopy() {
    return stack().when(Ops.write("f", "z"), "OK 1").storesOnly("f f0644 'z' [origin]").holds();
  }
}
