package io.unionfs.contract;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** {@code Path}: names alone, and what leads to files. */
class PathContractTest extends Contract {
  private static List<String> elements(Path path) {
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.toString()));
    return names;
  }

  // ---- getPath ----

  @Test
  void pathsKnowTheirFilesystem() {
    assertThat(path("a").getFileSystem()).isSameAs(fs);
    assertThat(path("a").resolve("b").getFileSystem()).isSameAs(fs);
  }

  @Test
  void extraSlashesAreRemoved() {
    assertThat(path("//a///b//")).hasToString("/a/b");
    assertThat(path("a/")).hasToString("a");
    assertThat(path("//")).hasToString("/");
  }

  @Test
  void partsAreJoined() {
    assertThat(path("a", "b", "c")).isEqualTo(path("a/b/c"));
    assertThat(path("/a", "b/c")).isEqualTo(path("/a/b/c"));
  }

  @Test
  void emptyPartsAreIgnored() {
    assertThat(path("", "a", "", "b")).isEqualTo(path("a/b"));
    assertThat(path("", "")).isEqualTo(path(""));
  }

  @Test
  void aSlashInALaterPartDoesNotMakeItAbsolute() {
    assertThat(path("a", "/b")).isEqualTo(path("a/b"));
    assertThat(path("", "/b")).isEqualTo(path("/b"));
  }

  // ---- parts ----

  @Test
  void aPathIsAbsoluteIfItStartsAtTheRoot() {
    assertThat(path("/a").isAbsolute()).isTrue();
    assertThat(path("/").isAbsolute()).isTrue();
    assertThat(path("a").isAbsolute()).isFalse();
    assertThat(path("").isAbsolute()).isFalse();
  }

  @Test
  void theRootIsNullForARelativePath() {
    assertThat(path("/a/b").getRoot()).isEqualTo(path("/"));
    assertThat(path("/").getRoot()).isEqualTo(path("/"));
    assertThat(path("a/b").getRoot()).isNull();
    assertThat(path("").getRoot()).isNull();
  }

  @Test
  void theFileNameIsTheElementFarthestFromTheRoot() {
    assertThat(path("/a/b").getFileName()).isEqualTo(path("b"));
    assertThat(path("a").getFileName()).isEqualTo(path("a"));
    assertThat(path("a/..").getFileName()).isEqualTo(path(".."));
    assertThat(path("").getFileName()).isEqualTo(path(""));
  }

  @Test
  void theRootHasNoFileName() {
    assertThat(path("/").getFileName()).isNull();
  }

  @Test
  void theParentIsThePathWithoutItsLastElement() {
    assertThat(path("/a/b").getParent()).isEqualTo(path("/a"));
    assertThat(path("/a").getParent()).isEqualTo(path("/"));
    assertThat(path("a/b").getParent()).isEqualTo(path("a"));
  }

  @Test
  void thereIsNoParentOfTheRootOrOfOneName() {
    assertThat(path("/").getParent()).isNull();
    assertThat(path("a").getParent()).isNull();
    assertThat(path("").getParent()).isNull();
  }

  @Test
  void theParentIsNotNormalized() {
    assertThat(path("a/..").getParent()).isEqualTo(path("a"));
    assertThat(path("a/./b").getParent()).isEqualTo(path("a/."));
  }

  @Test
  void theNameCountIsZeroForTheRootOnly() {
    assertThat(path("/").getNameCount()).isZero();
    assertThat(path("").getNameCount()).isEqualTo(1);
    assertThat(path("/a/b").getNameCount()).isEqualTo(2);
    assertThat(path("a/../b").getNameCount()).isEqualTo(3);
  }

  @Test
  void namesAreCountedFromTheRoot() {
    assertThat(path("/a/b/c").getName(0)).isEqualTo(path("a"));
    assertThat(path("/a/b/c").getName(2)).isEqualTo(path("c"));
    assertThat(path("").getName(0)).isEqualTo(path(""));
  }

  @Test
  void aNameThatIsNotThereIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> path("/a").getName(-1));
    assertThrows(IllegalArgumentException.class, () -> path("/a").getName(1));
    assertThrows(IllegalArgumentException.class, () -> path("/").getName(0));
  }

  @Test
  void aSubpathIsRelative() {
    assertThat(path("/a/b/c").subpath(0, 2)).isEqualTo(path("a/b"));
    assertThat(path("/a/b/c").subpath(1, 3)).isEqualTo(path("b/c"));
    assertThat(path("a").subpath(0, 1)).isEqualTo(path("a"));
  }

  @Test
  void aSubpathOutOfRangeOrEmptyIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> path("a/b").subpath(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> path("a/b").subpath(2, 3));
    assertThrows(IllegalArgumentException.class, () -> path("a/b").subpath(1, 1));
    assertThrows(IllegalArgumentException.class, () -> path("a/b").subpath(0, 3));
    assertThrows(IllegalArgumentException.class, () -> path("/").subpath(0, 0));
  }

  @Test
  void theIteratorGivesTheNamesWithoutTheRoot() {
    assertThat(elements(path("/a/b/c"))).containsExactly("a", "b", "c");
    assertThat(elements(path("a/../b"))).containsExactly("a", "..", "b");
    assertThat(elements(path("/"))).isEmpty();
    assertThat(elements(path(""))).containsExactly("");
  }

  @Test
  void theIteratorEndsAndDoesNotRemove() {
    Iterator<Path> names = path("a").iterator();
    names.next();
    assertThrows(NoSuchElementException.class, names::next);
    assertThrows(UnsupportedOperationException.class, names::remove);
  }

  // ---- startsWith, endsWith ----

  @Test
  void startsWithComparesWholeNames() {
    assertThat(path("/a/b").startsWith(path("/a"))).isTrue();
    assertThat(path("/ab").startsWith(path("/a"))).isFalse();
    assertThat(path("a/b").startsWith("a")).isTrue();
    assertThat(path("/a/b").startsWith("/a/b/")).isTrue();
  }

  @Test
  void startsWithNeedsTheSameRoot() {
    assertThat(path("/a").startsWith(path("a"))).isFalse();
    assertThat(path("a").startsWith(path("/"))).isFalse();
    assertThat(path("/a").startsWith(path("/"))).isTrue();
  }

  @Test
  void aPathDoesNotStartWithALongerOne() {
    assertThat(path("/a").startsWith(path("/a/b"))).isFalse();
    assertThat(path("a").startsWith(path(""))).isFalse();
    assertThat(path("").startsWith(path(""))).isTrue();
  }

  @Test
  void endsWithComparesWholeNames() {
    assertThat(path("/a/b").endsWith(path("b"))).isTrue();
    assertThat(path("/a/b").endsWith("a/b")).isTrue();
    assertThat(path("/a/ab").endsWith(path("b"))).isFalse();
  }

  @Test
  void endsWithAnAbsolutePathIsEquality() {
    assertThat(path("/a/b").endsWith(path("/b"))).isFalse();
    assertThat(path("/a/b").endsWith(path("/a/b"))).isTrue();
    assertThat(path("a/b").endsWith(path("/a/b"))).isFalse();
  }

  @Test
  void onlyTheEmptyPathEndsWithTheEmptyPath() {
    assertThat(path("a").endsWith(path(""))).isFalse();
    assertThat(path("").endsWith(path(""))).isTrue();
  }

  @Test
  void pathsOfOtherFilesystemsAreNeitherStartNorEnd() throws Exception {
    withForeign(
        foreign -> {
          assertThat(path("foreign").startsWith(foreign)).isFalse();
          assertThat(path("foreign").endsWith(foreign)).isFalse();
          assertThat(path("foreign").equals(foreign)).isFalse();
        });
  }

  // ---- normalize ----

  @Test
  void normalizeRemovesDots() {
    assertThat(path("a/./b/.").normalize()).isEqualTo(path("a/b"));
    assertThat(path("./a").normalize()).isEqualTo(path("a"));
  }

  @Test
  void normalizeRemovesDotDotWithTheNameBeforeIt() {
    assertThat(path("a/../b").normalize()).isEqualTo(path("b"));
    assertThat(path("/a/b/../../c").normalize()).isEqualTo(path("/c"));
    assertThat(path("a/b/../..").normalize()).isEqualTo(path(""));
  }

  @Test
  void normalizeKeepsDotDotThatHasNoNameBeforeIt() {
    assertThat(path("../a").normalize()).isEqualTo(path("../a"));
    assertThat(path("a/../../b").normalize()).isEqualTo(path("../b"));
  }

  @Test
  void normalizeRemovesDotDotAtTheRoot() {
    assertThat(path("/../a").normalize()).isEqualTo(path("/a"));
    assertThat(path("/..").normalize()).isEqualTo(path("/"));
  }

  @Test
  void normalizeOfRedundantNamesAloneIsEmpty() {
    assertThat(path(".").normalize()).isEqualTo(path(""));
    assertThat(path("a/..").normalize()).isEqualTo(path(""));
    assertThat(path("").normalize()).isEqualTo(path(""));
  }

  @Test
  void normalizeDoesNotLookAtFiles() {
    // ld leads to dir, whose parent is the root too; a name that is missing is no matter.
    assertThat(at("missing/../f").normalize()).isEqualTo(at("f"));
  }

  // ---- resolve ----

  @Test
  void resolveJoins() {
    assertThat(path("/a").resolve(path("b"))).isEqualTo(path("/a/b"));
    assertThat(path("a").resolve("b/c")).isEqualTo(path("a/b/c"));
    assertThat(path("/").resolve("a")).isEqualTo(path("/a"));
  }

  @Test
  void resolveOfAnAbsolutePathIsThatPath() {
    Path other = path("/b");
    assertThat(path("/a").resolve(other)).isSameAs(other);
    assertThat(path("a").resolve("/b")).isEqualTo(other);
  }

  @Test
  void resolveOfTheEmptyPathIsThisPath() {
    assertThat(path("/a").resolve(path(""))).isEqualTo(path("/a"));
    assertThat(path("").resolve("a")).isEqualTo(path("a"));
  }

  @Test
  void resolveDoesNotNormalize() {
    assertThat(path("a").resolve("../b")).hasToString("a/../b");
  }

  @Test
  void resolveSiblingReplacesTheLastName() {
    assertThat(path("/a/b").resolveSibling("c")).isEqualTo(path("/a/c"));
    assertThat(path("a").resolveSibling(path("b"))).isEqualTo(path("b"));
    assertThat(path("/a/b").resolveSibling("/c")).isEqualTo(path("/c"));
  }

  @Test
  void resolveSiblingOfTheEmptyPathIsTheParent() {
    assertThat(path("/a/b").resolveSibling("")).isEqualTo(path("/a"));
    assertThat(path("a").resolveSibling("")).isEqualTo(path(""));
  }

  // ---- relativize ----

  @Test
  void relativizeIsTheInverseOfResolve() {
    for (String base : new String[] {"/a/b", "a", "/"}) {
      Path p = path(base);
      Path q = path("c/d");
      assertThat(p.relativize(p.resolve(q))).isEqualTo(q);
    }
  }

  @Test
  void relativizeGoesUpWhereItMust() {
    assertThat(path("/a/b").relativize(path("/a/c/d"))).isEqualTo(path("../c/d"));
    assertThat(path("a/b").relativize(path("c"))).isEqualTo(path("../../c"));
  }

  @Test
  void relativizeOfEqualPathsIsEmpty() {
    assertThat(path("/a/b").relativize(path("/a/b"))).isEqualTo(path(""));
    assertThat(path("/").relativize(path("/"))).isEqualTo(path(""));
  }

  @Test
  void relativizeFromTheEmptyPathIsTheOther() {
    assertThat(path("").relativize(path("a/b"))).isEqualTo(path("a/b"));
    assertThat(path("a").relativize(path(""))).isEqualTo(path(".."));
  }

  @Test
  void relativizeOfAnAbsoluteAndARelativePathIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> path("/a").relativize(path("a")));
    assertThrows(IllegalArgumentException.class, () -> path("a").relativize(path("/a")));
  }

  // ---- equals, compareTo, toString ----

  @Test
  void equalPathsHaveEqualHashes() {
    assertThat(path("a//b/")).isEqualTo(path("a/b")).hasSameHashCodeAs(path("a/b"));
    assertThat(path("a")).isNotEqualTo(path("/a"));
    assertThat(path("a").equals("a")).isFalse();
  }

  @Test
  void equalsDoesNotLookAtFiles() {
    assertThat(at("ld")).isNotEqualTo(at("dir"));
    assertThat(path("a/../b")).isNotEqualTo(path("b"));
  }

  @Test
  void namesDifferInCase() {
    assertThat(path("a")).isNotEqualTo(path("A"));
  }

  @Test
  void compareToIsLexicographicAndAgreesWithEquals() {
    assertThat(path("a").compareTo(path("b"))).isNegative();
    assertThat(path("b").compareTo(path("a"))).isPositive();
    assertThat(path("a/b").compareTo(path("a//b"))).isZero();
    assertThat(path("a").compareTo(path("a/b"))).isNegative();
    assertThat(path("/a").compareTo(path("a"))).isNegative();
  }

  @Test
  void compareToComparesThePathsText() {
    // "Defined by the default provider": by bytes, so that a-b comes before a/b.
    assertThat(path("a-b").compareTo(path("a/b"))).isNegative();
    assertThat(path("a.b").compareTo(path("a/b"))).isNegative();
    assertThat(path("z").compareTo(path("ä"))).isNegative();
  }

  @Test
  void compareToWithAPathOfOthersIsClassCast() throws Exception {
    withForeign(
        foreign -> assertThrows(ClassCastException.class, () -> path("a").compareTo(foreign)));
  }

  @Test
  void toStringSeparatesNamesBySlashes() {
    assertThat(path("/a", "b")).hasToString("/a/b");
    assertThat(path("")).hasToString("");
  }

  @Test
  void aPathMadeOfItsTextIsEqual() {
    for (String text : new String[] {"/a/b", "..", "a b", "ä", "a\\b", "a:b", "~"}) {
      assertThat(path(path(text).toString())).isEqualTo(path(text));
    }
  }

  // ---- toUri ----

  @Test
  void toUriIsAbsoluteAndOfTheProvidersScheme() {
    URI uri = at("f").toUri();
    assertThat(uri.isAbsolute()).isTrue();
    assertThat(uri.getScheme()).isEqualToIgnoringCase(fs.provider().getScheme());
  }

  @Test
  void aPathIsFoundByItsUri() {
    assertThat(Path.of(at("f").toUri())).isEqualTo(at("f"));
    assertThat(Path.of(path("a").toUri())).isEqualTo(path("a").toAbsolutePath());
  }

  @Test
  void everyLegalNameIsFoundByItsUri() {
    for (String name :
        new String[] {"a b", "ä", "%", "a%20b", "#", "?", "a:b", "\\", "\t", "日本", "[x]", "+&;"}) {
      assertThat(Path.of(at(name).toUri())).isEqualTo(at(name));
    }
  }

  @Test
  void theUriOfADirectoryEndsInASlash() {
    assertThat(at("dir").toUri().getRawPath()).endsWith("/");
    assertThat(at("f").toUri().getRawPath()).doesNotEndWith("/");
  }

  // ---- toAbsolutePath, toRealPath ----

  @Test
  void toAbsolutePathOfAnAbsolutePathIsThatPath() {
    Path absolute = at("f");
    assertThat(absolute.toAbsolutePath()).isSameAs(absolute);
  }

  @Test
  void toAbsolutePathDoesNotNeedTheFileAndDoesNotNormalize() {
    assertThat(path("missing/..").toAbsolutePath().isAbsolute()).isTrue();
    assertThat(path("missing/..").toAbsolutePath().toString()).endsWith("missing/..");
  }

  @Test
  void toRealPathFollowsLinks() throws IOException {
    assertThat(at("lf").toRealPath()).isEqualTo(at("f"));
    assertThat(at("ld/x").toRealPath()).isEqualTo(at("dir/x"));
  }

  @Test
  void toRealPathRemovesRedundantNames() throws IOException {
    assertThat(at("dir/./../f").toRealPath()).isEqualTo(at("f"));
    assertThat(at("ld/sub/..").toRealPath()).isEqualTo(at("dir"));
  }

  @Test
  void toRealPathKeepsLinksWhenAsked() throws IOException {
    assertThat(at("ld/x").toRealPath(NOFOLLOW_LINKS)).isEqualTo(at("ld/x"));
    assertThat(at("dang").toRealPath(NOFOLLOW_LINKS)).isEqualTo(at("dang"));
    assertThat(at("dir/../f").toRealPath(NOFOLLOW_LINKS)).isEqualTo(at("f"));
  }

  @Test
  void toRealPathIsAbsolute() throws IOException {
    assertThat(path("").toRealPath().isAbsolute()).isTrue();
  }

  @Test
  void toRealPathOfAMissingFileIsNoSuchFile() {
    failsOn(at("missing"), NoSuchFileException.class, () -> at("missing").toRealPath());
    failsOn(at("dang"), NoSuchFileException.class, () -> at("dang").toRealPath());
    failsOn(at("loop"), FileSystemException.class, () -> at("loop").toRealPath());
  }

  @Test
  void toRealPathOfTheRealPathIsItself() throws IOException {
    Path real = at("ld/sub").toRealPath();
    assertThat(real.toRealPath()).isEqualTo(real);
    assertThat(Files.isSameFile(real, at("ld/sub"))).isTrue();
  }

  // ---- toFile ----

  @Test
  void toFileIsAFileOfTheSamePath() {
    File file = at("f").toFile();
    assertThat(file.toPath()).isEqualTo(at("f"));
    assertThat(file).exists();
  }
}
