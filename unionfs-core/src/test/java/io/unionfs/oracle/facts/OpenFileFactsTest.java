package io.unionfs.oracle.facts;

import static io.unionfs.oracle.Flags.OpenFlags.O_DIRECTORY;
import static io.unionfs.oracle.Flags.OpenFlags.O_RDONLY;
import static io.unionfs.oracle.Flags.OpenFlags.O_RDWR;
import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.lower;

import io.unionfs.oracle.Stamp;
import io.unionfs.oracle.facts.FactSubjects.Feature;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What was opened before a change: files across copy-up and unlink, listings, locks. */
class OpenFileFactsTest {
  private static final int READER = 0;
  private static final int WRITER = 1;

  /** Opened for reading, then for writing, and written to. */
  private static Fact written() {
    return Fact.given(lower(file("f", "abcdef")))
        .when(Ops.openFd(READER, "f", O_RDONLY))
        .when(Ops.openFd(WRITER, "f", O_RDWR))
        .when(Ops.writeFd(WRITER, 0, "ZZZ"), "OK 3");
  }

  @TestFactory
  Stream<DynamicTest> whoOpenedBeforeCopyUpReadsWhatIsWrittenAfter() {
    String stat = "OK f0644 0:0 #1 x1 size=6 a=100.000000000 m=now";
    return written()
        .when(Ops.readFd(READER), "OK 'ZZZdef'")
        .when(Ops.fstatFd(READER), stat)
        .when(Ops.fstatFd(WRITER), stat)
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> whoOpenedBeforeCopyUpSeesItGrow() {
    return written()
        .when(Ops.writeFd(WRITER, 3, "0123456789"), "OK 10")
        .when(Ops.readFd(READER), "OK 'ZZZ0123456789'")
        .when(Ops.fstatFd(READER), "OK f0644 0:0 #1 x1 size=13 a=100.000000000 m=now")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> afterUnlinkTheDataStaysAndTheCountIsZero() {
    return written()
        .when(Ops.unlink("f"))
        .when(Ops.readFd(READER), "OK 'ZZZdef'")
        .when(Ops.fstatFd(READER), "OK f0644 0:0 #1 x0 size=6 a=100.000000000 m=now")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aLockHoldsAcrossCopyUp() {
    return Fact.given(lower(file("f", "abc")))
        .program(
            root -> {
              Path path = root.resolve("f");
              try (FileChannel reader = FileChannel.open(path, StandardOpenOption.READ)) {
                reader.lock(0, Long.MAX_VALUE, true);
                try (FileChannel writer = FileChannel.open(path, StandardOpenOption.WRITE)) {
                  return writer.tryLock() == null ? "held" : "free";
                } catch (OverlappingFileLockException e) {
                  return "held";
                }
              }
            },
            "held")
        .stores("f", "f0644 'abc' [origin]")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> fchmodOfALowerFileThatWasUnlinkedIsEexist() {
    return Fact.given(lower(file("f", "abc")))
        .when(Ops.openFd(READER, "f", O_RDONLY))
        .when(Ops.unlink("f"))
        .when(Ops.fchmodFd(READER, 0600), "EEXIST")
        .when(Ops.fstatFd(READER), "OK f0644 0:0 #1 x1 size=3 a=100.000000000 m=200.000000000")
        .storesOnly("f [whiteout]")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> whatIsMadeAtTheNameOfAnOpenFileIsAnotherFile() {
    return Fact.given(lower(file("f", "abc")))
        .when(Ops.openFd(READER, "f", O_RDONLY))
        .when(Ops.unlink("f"))
        .when(Ops.write("f", "new"))
        .when(Ops.readFd(READER), "OK 'abc'")
        .when(Ops.fstatFd(READER), "OK f0644 0:0 #1 x1 size=3 a=100.000000000 m=200.000000000")
        .when(Ops.read("f"), "OK 'new'")
        .inode("f", 2)
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> anOpenListingIsASnapshot() {
    return Fact.given(lower(file("d/a", "x"), file("d/b", "x")))
        .over(file("d/c", "x"), file("d/b", "up"))
        .program(
            root -> {
              TreeSet<String> seen = new TreeSet<>();
              try (DirectoryStream<Path> names = Files.newDirectoryStream(root.resolve("d"))) {
                Iterator<Path> rest = names.iterator();
                seen.add(rest.next().getFileName().toString());
                Files.writeString(root.resolve("d/later"), "x");
                Files.delete(root.resolve("d/a"));
                rest.forEachRemaining(path -> seen.add(path.getFileName().toString()));
              }
              return seen.toString();
            },
            "[a, b, c]")
        .lists("d", "b c later")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aDirectoryOpenedBeforeCopyUpListsWhatIsMadeAfter() {
    return Fact.given(lower(file("d/f", "abc")))
        .needs(Feature.DIRECTORY_DESCRIPTORS)
        .when(Ops.openFd(READER, "d", O_RDONLY, O_DIRECTORY))
        .when(Ops.chmod("d/f", 0600))
        .when(Ops.readdirFd(READER), "OK [f'f']")
        .when(Ops.write("d/n", "x"))
        .when(Ops.readdirFd(READER), "OK [f'f' f'n']")
        .holds();
  }

  /** Found by the long comparison. */
  @TestFactory
  Stream<DynamicTest> aDirectoryIsRidOfItsWhiteoutsBeforeItGoes() {
    return Fact.given(lower(file("d/f", "abc")))
        .needs(Feature.DIRECTORY_DESCRIPTORS)
        .when(Ops.unlink("d/f"))
        .when(Ops.utimens("d", new Stamp(1, 0), new Stamp(2, 0)))
        .when(Ops.openFd(READER, "d", O_RDONLY, O_DIRECTORY))
        .when(Ops.fstatFd(READER), "OK d0755 0:0 #1 x1 a=1.000000000 m=2.000000000")
        .when(Ops.rmdir("d"))
        .when(Ops.fstatFd(READER), "OK d0755 0:0 #1 x1 a=1.000000000 m=now")
        .holds();
  }
}
