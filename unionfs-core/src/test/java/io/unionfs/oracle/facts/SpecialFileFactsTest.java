package io.unionfs.oracle.facts;

import static io.unionfs.oracle.Flags.OpenFlags.O_RDWR;
import static io.unionfs.oracle.Flags.OpenFlags.O_WRONLY;
import static io.unionfs.oracle.facts.Given.directory;
import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.hardLink;
import static io.unionfs.oracle.facts.Given.lower;
import static io.unionfs.oracle.facts.Given.special;
import static io.unionfs.oracle.facts.Given.symlink;

import io.unionfs.oracle.LayerEntry;
import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.MountOptions.Upper;
import io.unionfs.oracle.Op;
import io.unionfs.oracle.Stamp;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Symbolic links, fifos, sockets and devices of lower layers. */
class SpecialFileFactsTest {
  private static DynamicNode isCopiedUp(String what, LayerEntry entry, String shown, String copy) {
    return Fact.given(lower(entry))
        .when(Ops.chown("d/f", 7, 7), "OK")
        .storesOnly("d d0755 [impure, origin]", "d/f " + copy)
        .shows("d/f", shown)
        .called(what + " is copied up by lchown");
  }

  @TestFactory
  Stream<DynamicNode> whatIsNoRegularFile() {
    return Stream.of(
        isCopiedUp(
            "a symlink", symlink("d/f", "tgt"), "l0777 7:7 x1 'tgt'", "l0777 7:7 'tgt' [origin]"),
        isCopiedUp(
            "a fifo", special("d/f", Op.Node.FIFO, 0, 0), "p0644 7:7 x1", "p0644 7:7 [origin]"),
        isCopiedUp(
            "a socket", special("d/f", Op.Node.SOCKET, 0, 0), "s0644 7:7 x1", "s0644 7:7 [origin]"),
        isCopiedUp(
            "a character device",
            special("d/f", Op.Node.CHAR, 1, 3),
            "c0644 7:7 x1 dev=1,3",
            "c0644 7:7 dev=1,3 [origin]"),
        isCopiedUp(
            "a block device",
            special("d/f", Op.Node.BLOCK, 7, 0),
            "b0644 7:7 x1 dev=7,0",
            "b0644 7:7 dev=7,0 [origin]"));
  }

  @TestFactory
  Stream<DynamicTest> openingAFifoForWritingCopiesNothingUp() {
    return Fact.given(lower(special("d/f", Op.Node.FIFO, 0, 0)))
        .when(Ops.open("d/f", O_RDWR), "OK")
        .storesOnly()
        .holds();
  }

  /** The engine refuses to open it: a deviation, see there. */
  @TestFactory
  Stream<DynamicTest> openingADeviceForWritingCopiesNothingUp() {
    return Fact.given(lower(special("d/f", Op.Node.CHAR, 1, 3)))
        .tries(Ops.open("d/f", O_WRONLY))
        .storesOnly()
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> settingTheTimesOfASymlinkCopiesTheLinkUpAndNotItsTarget() {
    return Fact.given(lower(symlink("s", "tgt"), file("tgt", "x")))
        .when(Ops.utimens("s", new Stamp(1, 0), new Stamp(1, 0)), "OK")
        .storesOnly("s l0777 'tgt' [origin]")
        .times("s", "a=1.000000000 m=1.000000000")
        .times("tgt", "a=100.000000000 m=200.000000000")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aHardLinkToASymlinkCopiesItUp() {
    return Fact.given(lower(symlink("s", "tgt"), file("tgt", "x")))
        .when(Ops.link("s", "s2"), "OK")
        .storesOnly("s l0777 #1 'tgt' [origin]", "s2 l0777 #1 'tgt' [origin]")
        .holds();
  }

  private static Fact read(MountOptions options) {
    return Fact.given(
            lower(directory("d")), lower(special("f", Op.Node.FIFO, 0, 0), hardLink("g", "f")))
        .options(options)
        .when(Ops.openFd(0, "f", O_RDWR));
  }

  /** Where nothing can be copied up, no copy-up will part them. Found by the long comparison. */
  @TestFactory
  Stream<DynamicTest> withoutAWritableLayerTheNamesOfAFifoAreOneFifo() {
    return read(MountOptions.DEFAULT.with(Upper.NONE)).when(Ops.open("g", O_WRONLY), "OK").holds();
  }

  @TestFactory
  Stream<DynamicTest> withAWritableLayerEachNameOfALowerFifoIsAFifoOfItsOwn() {
    return read(MountOptions.DEFAULT).when(Ops.open("g", O_WRONLY), "ENXIO").holds();
  }
}
