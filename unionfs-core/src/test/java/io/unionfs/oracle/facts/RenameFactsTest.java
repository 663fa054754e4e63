package io.unionfs.oracle.facts;

import static io.unionfs.oracle.Flags.RenameFlags.EXCHANGE;
import static io.unionfs.oracle.Flags.RenameFlags.NOREPLACE;
import static io.unionfs.oracle.Flags.RenameFlags.WHITEOUT;
import static io.unionfs.oracle.facts.Given.directory;
import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.hardLink;
import static io.unionfs.oracle.facts.Given.lower;

import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.MountOptions.RedirectDir;
import io.unionfs.oracle.facts.FactSubjects.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Renames, each with and without redirects, of the same stack: names with {@code l} are in the
 * lower layers, with {@code u} in the writable one; {@code ld} is in two lowers and the writable.
 */
class RenameFactsTest {
  private static final MountOptions OFF = MountOptions.DEFAULT;
  private static final MountOptions ON = MountOptions.DEFAULT.with(RedirectDir.ON);

  private static final String ALL = "empty ld le lf lg p ud uf";
  private static final String COPY_OF_LF = "f0644 'lf' [origin]";

  private static Fact stack(MountOptions options) {
    return Fact.given(
            lower(
                file("ld/y", "x"),
                directory("le"),
                file("lf", "lf"),
                file("lg", "lg"),
                file("p/sub/k", "x")),
            lower(file("ld/x", "x")))
        .over(file("ud/q", "x"), file("uf", "uf"), directory("empty"))
        .options(options)
        .when(Ops.chmod("ld", 0755));
  }

  /** The rows of one table, all with the same options. */
  private static final class Rows {
    private final MountOptions options;
    private final List<DynamicNode> nodes = new ArrayList<>();

    Rows(MountOptions options) {
      this.options = options;
    }

    /**
     * One rename.
     *
     * @param storedFrom what the writable layer then holds at the old name, and at the new one
     * @param names all names in the root, and in the new name if that is a directory
     */
    Rows row(
        String rule,
        String from,
        String to,
        int flags,
        String answer,
        String storedFrom,
        String storedTo,
        String... names) {
      Fact fact =
          stack(options)
              .when(Ops.rename(from, to, flags), answer)
              .lists("/", names[0])
              .stores(from, storedFrom)
              .stores(to, storedTo);
      for (int i = 1; i < names.length; i++) {
        fact.lists(to, names[i]);
      }
      nodes.add(fact.called(rule));
      return this;
    }

    /** One rename that fails, and changes nothing. */
    Rows refused(String rule, String from, String to, int flags, String errno, String... stored) {
      return row(rule, from, to, flags, errno, stored[0], stored[1], ALL);
    }
  }

  /** What both kinds of mount do alike. */
  private static Rows alike(MountOptions options) {
    return new Rows(options)
        .row(
            "a directory of the writable layer moves, and becomes opaque in a merged parent",
            "ud",
            "ud2",
            0,
            "OK",
            "-",
            "d0755 [opaque]",
            "empty ld le lf lg p ud2 uf",
            "q")
        .row(
            "it replaces an empty lower directory, opaque, and leaves nothing",
            "ud",
            "le",
            0,
            "OK",
            "-",
            "d0755 [opaque]",
            "empty ld le lf lg p uf",
            "q")
        .row(
            "a lower file is copied up under its new name, and leaves a whiteout",
            "lf",
            "lf2",
            0,
            "OK",
            "[whiteout]",
            COPY_OF_LF,
            "empty ld le lf2 lg p ud uf")
        .row(
            "so it does over another lower file",
            "lf",
            "lg",
            0,
            "OK",
            "[whiteout]",
            COPY_OF_LF,
            "empty ld le lg p ud uf")
        .row(
            "so it does over a file of the writable layer",
            "lf",
            "uf",
            0,
            "OK",
            "[whiteout]",
            COPY_OF_LF,
            "empty ld le lg p ud uf")
        .row(
            "a file of the writable layer replaces a lower file, and leaves nothing",
            "uf",
            "lf",
            0,
            "OK",
            "-",
            "f0644 'uf'",
            "empty ld le lf lg p ud")
        .refused("a file does not replace a directory", "lf", "le", 0, "EISDIR", "-", "-")
        .refused(
            "a directory does not replace a file, which is not copied up",
            "ud",
            "lf",
            0,
            "ENOTDIR",
            "d0755",
            "-")
        .row(
            "a directory does not replace one that shows something",
            "ud",
            "ld",
            0,
            "ENOTEMPTY",
            "d0755",
            "d0755 [origin]",
            ALL,
            "x y")
        .refused(
            "NOREPLACE refuses a name that exists, which is not copied up",
            "uf",
            "lf",
            NOREPLACE,
            "EEXIST",
            "f0644 'uf'",
            "-")
        .row(
            "NOREPLACE moves to a new name",
            "lf",
            "nn",
            NOREPLACE,
            "OK",
            "[whiteout]",
            COPY_OF_LF,
            "empty ld le lg nn p ud uf")
        .row(
            "EXCHANGE copies both lower files up, and leaves no whiteout",
            "lf",
            "lg",
            EXCHANGE,
            "OK",
            "f0644 'lg' [origin]",
            COPY_OF_LF,
            ALL)
        .row(
            "EXCHANGE of a new directory with a lower file makes it opaque",
            "ud",
            "lf",
            EXCHANGE,
            "OK",
            COPY_OF_LF,
            "d0755 [opaque]",
            ALL,
            "q")
        .refused("EXCHANGE with a missing name", "lf", "nn", EXCHANGE, "ENOENT", "-", "-")
        .refused("WHITEOUT is not for programs", "lf", "nn", WHITEOUT, "EINVAL", "-", "-")
        .row(
            "EXCHANGE of two directories of the writable layer makes both opaque",
            "ud",
            "empty",
            EXCHANGE,
            "OK",
            "d0755 [opaque]",
            "d0755 [opaque]",
            ALL,
            "q");
  }

  @TestFactory
  List<DynamicNode> withoutRedirects() {
    return alike(OFF)
        .refused("a lower directory cannot be renamed", "le", "le2", 0, "EXDEV", "-", "-")
        .refused("nor can a merged one", "ld", "ld2", 0, "EXDEV", "d0755 [origin]", "-")
        .refused(
            "nor can a merged one into another parent",
            "ld",
            "ud/ld2",
            0,
            "EXDEV",
            "d0755 [origin]",
            "-")
        .row(
            "nor can an empty lower one over an empty one of the writable layer",
            "le",
            "empty",
            0,
            "EXDEV",
            "-",
            "d0755",
            ALL,
            "")
        .refused(
            "nor can a nested one, and its parent is not copied up",
            "p/sub",
            "p/sub2",
            0,
            "EXDEV",
            "-",
            "-")
        .refused("nor can a nested one out of its parent", "p/sub", "sub2", 0, "EXDEV", "-", "-")
        .refused(
            "nor can a merged one be EXCHANGEd with a file",
            "ld",
            "uf",
            EXCHANGE,
            "EXDEV",
            "d0755 [origin]",
            "f0644 'uf'")
        .refused("nor can a lower one with NOREPLACE", "le", "nn", NOREPLACE, "EXDEV", "-", "-")
        .nodes;
  }

  @TestFactory
  List<DynamicNode> withRedirects() {
    return alike(ON)
        .row(
            "a lower directory's new name is redirected to the old one",
            "le",
            "le2",
            0,
            "OK",
            "[whiteout]",
            "d0755 [origin, redirect=le]",
            "empty ld le2 lf lg p ud uf",
            "")
        .row(
            "so is a merged one's",
            "ld",
            "ld2",
            0,
            "OK",
            "[whiteout]",
            "d0755 [origin, redirect=ld]",
            "empty ld2 le lf lg p ud uf",
            "x y")
        .row(
            "in another parent it is redirected to the path from the root",
            "ld",
            "ud/ld2",
            0,
            "OK",
            "[whiteout]",
            "d0755 [origin, redirect=/ld]",
            "empty le lf lg p ud uf",
            "x y")
        .row(
            "an empty lower directory replaces an empty one of the writable layer",
            "le",
            "empty",
            0,
            "OK",
            "[whiteout]",
            "d0755 [origin, redirect=le]",
            "empty ld lf lg p ud uf",
            "")
        .row(
            "a nested directory is redirected to its old name alone",
            "p/sub",
            "p/sub2",
            0,
            "OK",
            "[whiteout]",
            "d0755 [origin, redirect=sub]",
            ALL,
            "k")
        .row(
            "out of its parent it is redirected to the path from the root",
            "p/sub",
            "sub2",
            0,
            "OK",
            "[whiteout]",
            "d0755 [origin, redirect=/p/sub]",
            "empty ld le lf lg p sub2 ud uf",
            "k")
        .row(
            "EXCHANGE of a merged directory with a file redirects it, and leaves no whiteout",
            "ld",
            "uf",
            EXCHANGE,
            "OK",
            "f0644 'uf'",
            "d0755 [origin, redirect=ld]",
            ALL,
            "x y")
        .row(
            "NOREPLACE redirects too",
            "le",
            "nn",
            NOREPLACE,
            "OK",
            "[whiteout]",
            "d0755 [origin, redirect=le]",
            "empty ld lf lg nn p ud uf",
            "")
        .nodes;
  }

  /** Such as another tool made it: a copy-up would have stored the origin. */
  @TestFactory
  Stream<DynamicTest> aMergedDirectoryWithoutOriginIsGivenItWhenItIsLookedUp() {
    return Fact.given(lower(directory("d")))
        .over(directory("d"))
        .needs(Feature.ORIGINS_FOR_FOUND_DIRECTORIES)
        .when(Ops.rename("d", "e"), "EXDEV")
        .storesOnly("d d0755 [origin]")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> renamingOneNameOfALowerHardLinkToAnotherMovesTheBrokenCopy() {
    return Fact.given(lower(file("a", "A"), hardLink("b", "a")))
        .when(Ops.rename("a", "b"), "OK")
        .lists("/", "b")
        .storesOnly("a [whiteout]", "b f0644 'A'")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aDirectoryRenamedOverAWhiteoutIsOpaque() {
    return Fact.given(lower(file("x", "x")))
        .over(file("ud/q", "x"))
        .when(Ops.unlink("x"))
        .when(Ops.rename("ud", "x"), "OK")
        .storesOnly("x d0755 [opaque]", "x/q f0644 'x'")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aDirectoryReplacesOneThatHoldsOnlyWhiteouts() {
    return Fact.given(lower(file("d/f", "x"), file("x", "x")))
        .over(file("ud/q", "x"))
        .when(Ops.unlink("x"))
        .when(Ops.rename("ud", "x"))
        .when(Ops.unlink("d/f"))
        .when(Ops.rename("x", "d"), "OK")
        .lists("d", "q")
        .storesOnly("d d0755 [opaque]", "d/q f0644 'x'", "x [whiteout]")
        .holds();
  }
}
