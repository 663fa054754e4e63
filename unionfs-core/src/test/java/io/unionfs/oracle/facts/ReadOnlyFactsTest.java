package io.unionfs.oracle.facts;

import static io.unionfs.oracle.Flags.OpenFlags.O_CREAT;
import static io.unionfs.oracle.Flags.OpenFlags.O_RDONLY;
import static io.unionfs.oracle.Flags.OpenFlags.O_WRONLY;
import static io.unionfs.oracle.facts.Given.directory;
import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.lower;

import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.MountOptions.Upper;
import io.unionfs.oracle.Op;
import io.unionfs.oracle.Stamp;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Mounts without a writable layer. */
class ReadOnlyFactsTest {
  private static DynamicNode answers(String rule, Op op, String answer) {
    return Fact.given(lower(directory("d")), lower(file("f", "x")))
        .options(MountOptions.DEFAULT.with(Upper.NONE))
        .when(op, answer)
        .shows("f", "f0644 x1 'x'")
        .lists("/", "d f")
        .called(rule);
  }

  @TestFactory
  Stream<DynamicNode> withoutAWritableLayer() {
    return Stream.of(
        answers("opening for writing is EROFS", Ops.open("f", O_WRONLY), "EROFS"),
        answers("creating is EROFS", Ops.open("n", O_WRONLY, O_CREAT), "EROFS"),
        answers(
            "opening what exists for reading with CREAT succeeds",
            Ops.open("f", O_RDONLY, O_CREAT),
            "OK"),
        answers("mkdir is EROFS", Ops.mkdir("n"), "EROFS"),
        answers("mkdir of what exists is EEXIST", Ops.mkdir("d"), "EEXIST"),
        answers("unlink is EROFS", Ops.unlink("f"), "EROFS"),
        answers("so is unlink of what is not there", Ops.unlink("zz"), "EROFS"),
        answers("rmdir is EROFS", Ops.rmdir("d"), "EROFS"),
        answers("rename is EROFS", Ops.rename("f", "g"), "EROFS"),
        answers("chmod is EROFS", Ops.chmod("f", 0600), "EROFS"),
        answers("setting times is EROFS", Ops.utimens("f", Stamp.NOW, Stamp.NOW), "EROFS"),
        answers("setting an xattr is EROFS", Ops.setXattr("f", "user.a", "1"), "EROFS"),
        answers("link is EROFS", Ops.link("f", "g"), "EROFS"),
        answers("symlink is EROFS", Ops.symlink("g", "t"), "EROFS"),
        answers("nobody may write", Ops.mayWrite("f"), "EROFS"));
  }
}
