package io.unionfs.oracle.facts;

import static io.unionfs.oracle.Flags.OpenFlags.O_APPEND;
import static io.unionfs.oracle.Flags.OpenFlags.O_CREAT;
import static io.unionfs.oracle.Flags.OpenFlags.O_EXCL;
import static io.unionfs.oracle.Flags.OpenFlags.O_PATH;
import static io.unionfs.oracle.Flags.OpenFlags.O_RDONLY;
import static io.unionfs.oracle.Flags.OpenFlags.O_RDWR;
import static io.unionfs.oracle.Flags.OpenFlags.O_TRUNC;
import static io.unionfs.oracle.Flags.OpenFlags.O_WRONLY;
import static io.unionfs.oracle.facts.Given.lower;
import static io.unionfs.oracle.facts.Given.meta;
import static io.unionfs.oracle.facts.Given.with;

import io.unionfs.oracle.Flags.XattrFlags;
import io.unionfs.oracle.Op;
import io.unionfs.oracle.Stamp;
import io.unionfs.oracle.facts.FactSubjects.Program;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** What copies a lower file up, and what leaves the writable layer untouched. */
class CopyUpTriggerFactsTest {
  private static final String F = "d/f";
  private static final String PARENT = "d d0755 [impure, origin]";
  private static final String COPY = "d/f f0644 'abc' {user.z='1'} [origin]";
  private static final String EMPTIED = "d/f f0644 '' {user.z='1'} [origin]";

  private static Fact file() {
    return Fact.given(lower(Given.file(F, "abc", with(meta(0644), "user.z", "1"))));
  }

  private static Fact directory() {
    return Fact.given(lower(Given.file(F, "abc"), Given.file("d/g", "abc")));
  }

  private static DynamicNode copiesUp(String what, Op op, String copy) {
    return file().when(op).storesOnly(PARENT, copy).called(what + " copies up");
  }

  private static DynamicNode copiesNothing(String what, Op op, String answer) {
    return file().when(op, answer).storesOnly().called(what + " copies nothing up");
  }

  private static DynamicNode copiesNothing(String what, Program program) {
    return file().program(program, "").storesOnly().called(what + " copies nothing up");
  }

  @TestFactory
  Stream<DynamicNode> openingAFile() {
    return Stream.of(
        copiesNothing("opening for reading", Ops.open(F, O_RDONLY), "OK"),
        copiesUp("opening for writing, though nothing is written,", Ops.open(F, O_WRONLY), COPY),
        copiesUp("opening for both", Ops.open(F, O_RDWR), COPY),
        copiesUp("truncating while opening for reading", Ops.open(F, O_TRUNC), EMPTIED),
        copiesUp("truncating while opening for writing", Ops.open(F, O_WRONLY, O_TRUNC), EMPTIED),
        copiesNothing("opening for reading with APPEND", Ops.open(F, O_APPEND), "OK"),
        copiesNothing("opening what exists for reading with CREAT", Ops.open(F, O_CREAT), "OK"),
        copiesNothing("opening as a place only", Ops.open(F, O_PATH), "OK"),
        copiesNothing(
            "exclusive creation of what exists", Ops.open(F, O_WRONLY, O_CREAT, O_EXCL), "EEXIST"));
  }

  @TestFactory
  Stream<DynamicNode> changingAFilesAttributes() {
    return Stream.of(
        copiesUp("chmod to the mode it has", Ops.chmod(F, 0644), COPY),
        copiesUp("chmod", Ops.chmod(F, 0600), "d/f f0600 'abc' {user.z='1'} [origin]"),
        copiesUp("chown that names no owner", Ops.chown(F, -1, -1), COPY),
        copiesUp("chown", Ops.chown(F, 5, 5), "d/f f0644 5:5 'abc' {user.z='1'} [origin]"),
        copiesUp("setting times", Ops.utimens(F, Stamp.NOW, Stamp.NOW), COPY),
        copiesNothing("omitting both times", Ops.utimens(F, Stamp.OMIT, Stamp.OMIT), "OK"),
        copiesUp(
            "setting an xattr",
            Ops.setXattr(F, "user.a", "1"),
            "d/f f0644 'abc' {user.a='1', user.z='1'} [origin]"),
        copiesUp(
            "setting a trusted xattr",
            Ops.setXattr(F, "trusted.a", "1"),
            "d/f f0644 'abc' {trusted.a='1', user.z='1'} [origin]"),
        copiesNothing(
            "removing an xattr it does not have", Ops.removeXattr(F, "user.nope"), "ENODATA"),
        copiesUp("removing an xattr", Ops.removeXattr(F, "user.z"), "d/f f0644 'abc' [origin]"),
        file()
            .when(Ops.setXattr(F, "user.q", "1", XattrFlags.REPLACE), "ENODATA")
            .storesOnly(PARENT, COPY)
            .called("replacing an xattr it does not have fails, but copies up"),
        copiesUp("truncating to the size it has", Ops.truncate(F, 3), COPY),
        copiesUp("truncating", Ops.truncate(F, 0), EMPTIED));
  }

  @TestFactory
  Stream<DynamicNode> changingAFilesNames() {
    return Stream.of(
        file()
            .when(Ops.link(F, "d/f.ln"), "OK")
            .storesOnly(
                PARENT,
                "d/f f0644 #1 'abc' {user.z='1'} [origin]",
                "d/f.ln f0644 #1 'abc' {user.z='1'} [origin]")
            .called("a further link copies up"),
        file()
            .when(Ops.rename(F, "d/f.rn"), "OK")
            .storesOnly(PARENT, "d/f [whiteout]", "d/f.rn f0644 'abc' {user.z='1'} [origin]")
            .called("renaming copies up, and leaves a whiteout"),
        copiesNothing("renaming to itself", Ops.rename(F, F), "OK"),
        file()
            .when(Ops.unlink(F), "OK")
            .storesOnly("d d0755 [origin]", "d/f [whiteout]")
            .called("unlinking leaves a whiteout only"));
  }

  @TestFactory
  Stream<DynamicNode> lookingAtAFile() {
    return Stream.of(
        copiesNothing("asking whether one may write", Ops.mayWrite(F), "OK"),
        copiesNothing(
            "stat", Ops.stat(F), "OK f0644 0:0 #1 x1 size=3 a=100.000000000 m=200.000000000"),
        copiesNothing("reading", Ops.read(F), "OK 'abc'"),
        copiesNothing("reading an xattr", Ops.getXattr(F, "user.z"), "OK '1'"));
  }

  @TestFactory
  Stream<DynamicNode> throughAnOpenFile() {
    return Stream.of(
        copiesNothing(
            "locking what is open for reading",
            root -> {
              try (FileChannel file = FileChannel.open(root.resolve(F), StandardOpenOption.READ)) {
                return file.lock(0, Long.MAX_VALUE, true).isValid() ? "" : "not locked";
              }
            }),
        file()
            .when(Ops.openFd(0, F, O_RDONLY), "OK")
            .when(Ops.fsyncFd(0), "OK")
            .storesOnly()
            .called("fsync of what is open for reading copies nothing up"),
        file()
            .when(Ops.openFd(0, F, O_RDONLY), "OK")
            .when(Ops.fchmodFd(0, 0600), "OK")
            .storesOnly(PARENT, "d/f f0600 'abc' {user.z='1'} [origin]")
            .called("fchmod of what is open for reading copies up"));
  }

  private static DynamicNode copiesDirectoryUp(String what, Op op, String... stored) {
    return directory().when(op).storesOnly(stored).called(what);
  }

  private static DynamicNode leavesDirectory(String what, Op op, String answer) {
    return directory().when(op, answer).storesOnly().called(what + " copies nothing up");
  }

  @TestFactory
  Stream<DynamicNode> changingADirectory() {
    String copied = "d d0755 [origin]";
    return Stream.of(
        leavesDirectory("listing", Ops.readdir("d"), "OK [f'f' f'g']"),
        copiesDirectoryUp(
            "chmod copies the directory up, without its children",
            Ops.chmod("d", 0700),
            "d d0700 [origin]"),
        copiesDirectoryUp(
            "setting times copies the directory up",
            Ops.utimens("d", Stamp.NOW, Stamp.NOW),
            copied),
        copiesDirectoryUp(
            "setting an xattr copies the directory up",
            Ops.setXattr("d", "user.a", "1"),
            "d d0755 {user.a='1'} [origin]"),
        copiesDirectoryUp(
            "creating a file copies the parent up", Ops.write("d/n", "x"), copied, "d/n f0644 'x'"),
        copiesDirectoryUp("mkdir copies the parent up", Ops.mkdir("d/n"), copied, "d/n d0755"),
        copiesDirectoryUp("unlink copies the parent up", Ops.unlink(F), copied, "d/f [whiteout]"),
        copiesDirectoryUp(
            "symlink copies the parent up", Ops.symlink("d/n", "t"), copied, "d/n l0777 't'"),
        copiesDirectoryUp("mkfifo copies the parent up", Ops.mkfifo("d/n"), copied, "d/n p0644"));
  }

  @TestFactory
  Stream<DynamicNode> whatFailsInADirectory() {
    return Stream.of(
        leavesDirectory("unlink of what is not there", Ops.unlink("d/zz"), "ENOENT"),
        leavesDirectory("mkdir of what exists", Ops.mkdir(F), "EEXIST"),
        leavesDirectory("rmdir of what is not empty", Ops.rmdir("d"), "ENOTEMPTY"),
        leavesDirectory(
            "opening an existing child with CREAT", Ops.open(F, O_RDONLY, O_CREAT), "OK"),
        leavesDirectory("a link over what exists", Ops.link(F, "d/g"), "EEXIST"));
  }
}
