package io.unionfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;

/** {@code PathMatcher}: globs by the sentences of {@code getPathMatcher}, and regex. */
class PathMatcherContractTest extends Contract {
  private boolean glob(String pattern, String text) {
    return fs.getPathMatcher("glob:" + pattern).matches(path(text));
  }

  private void matches(String pattern, String... texts) {
    for (String text : texts) {
      assertThat(glob(pattern, text)).as(pattern + " on " + text).isTrue();
    }
  }

  private void refuses(String pattern, String... texts) {
    for (String text : texts) {
      assertThat(glob(pattern, text)).as(pattern + " on " + text).isFalse();
    }
  }

  private void isMalformed(String pattern) {
    assertThrows(PatternSyntaxException.class, () -> fs.getPathMatcher("glob:" + pattern), pattern);
  }

  // ---- the table ----

  @Test
  void starJavaMatchesANameThatEndsInJava() {
    matches("*.java", "A.java", ".java", "a b.java");
    refuses("*.java", "A.class", "a/A.java", "java");
  }

  @Test
  void starDotStarMatchesANameWithADot() {
    matches("*.*", "a.b", ".", "..", ".a");
    refuses("*.*", "a", "");
  }

  @Test
  void bracesMatchAnyOfTheirPatterns() {
    matches("*.{java,class}", "A.java", "A.class");
    refuses("*.{java,class}", "A.jar", "A.{java,class}");
  }

  @Test
  void aQuestionMarkMatchesOneCharacter() {
    matches("foo.?", "foo.a", "foo.ä");
    refuses("foo.?", "foo.", "foo.ab", "foo./");
  }

  @Test
  void aStarBetweenNamesMatchesOneName() {
    matches("/home/*/*", "/home/gus/data");
    refuses("/home/*/*", "/home/gus", "/home/gus/data/x");
  }

  @Test
  void twoStarsMatchAcrossDirectories() {
    matches("/home/**", "/home/gus", "/home/gus/data");
    refuses("/home/**", "/home", "/hom/x");
    matches("**/c", "a/b/c", "/c");
    refuses("**/c", "c");
  }

  // ---- the rules ----

  @Test
  void aStarMatchesZeroCharactersToo() {
    matches("a*b", "ab", "axb");
    matches("*", "", "a");
  }

  @Test
  void aStarDoesNotCrossDirectories() {
    refuses("*", "a/b", "/");
    refuses("a*", "a/b");
  }

  @Test
  void twoStarsMatchZeroCharactersToo() {
    matches("**", "", "a", "a/b", "/");
  }

  @Test
  void aQuestionMarkDoesNotMatchASlash() {
    refuses("a?b", "a/b");
  }

  @Test
  void aBackslashEscapes() {
    matches("\\*", "*");
    refuses("\\*", "a");
    matches("\\?\\[\\{\\}", "?[{}");
    matches("\\\\", "\\");
    matches("\\a", "a");
  }

  @Test
  void bracketsMatchOneCharacterOfASet() {
    matches("[abc]", "a", "b", "c");
    refuses("[abc]", "d", "ab", "");
  }

  @Test
  void aHyphenMakesARange() {
    matches("[a-c]", "a", "b", "c");
    refuses("[a-c]", "d", "-");
    matches("[abce-g]", "a", "f");
    refuses("[abce-g]", "d");
  }

  @Test
  void anExclamationMarkNegates() {
    matches("[!a-c]", "d", "!");
    refuses("[!a-c]", "a", "b");
  }

  @Test
  void aHyphenAtTheBeginningMatchesItself() {
    matches("[-a]", "-", "a");
    matches("[!-a]", "b");
    refuses("[!-a]", "-", "a");
  }

  @Test
  void specialCharactersAreOrdinaryInBrackets() {
    matches("[*?\\]", "*", "?", "\\");
    refuses("[*?\\]", "a");
  }

  @Test
  void bracketsDoNotMatchASlash() {
    refuses("a[!b]c", "a/c");
  }

  @Test
  void aSlashInBracketsIsRefused() {
    isMalformed("[a/b]");
  }

  @Test
  void aCaretAndAmpersandsAreOrdinary() {
    matches("[^a]", "^", "a");
    refuses("[^a]", "b");
    matches("[a&&b]", "a", "&", "b");
  }

  @Test
  void aRangeThatIsReversedIsRefused() {
    isMalformed("[z-a]");
  }

  @Test
  void groupsCannotBeNested() {
    isMalformed("{a,{b,c}}");
  }

  @Test
  void groupsHoldPatterns() {
    matches("{a*,?b}/x", "a/x", "abc/x", "zb/x");
    refuses("{a*,?b}/x", "b/x");
  }

  @Test
  void aGroupMayHaveEmptyPatterns() {
    matches("a{,b}", "a", "ab");
    matches("{}", "");
  }

  @Test
  void aCommaOutsideAGroupIsOrdinary() {
    matches("a,b", "a,b");
  }

  @Test
  void aClosingBraceOutsideAGroupIsOrdinary() {
    matches("}", "}");
  }

  @Test
  void leadingDotsAreOrdinary() {
    matches("*", ".hidden");
    matches("?a", ".a");
  }

  @Test
  void charactersOfRegularExpressionsAreOrdinary() {
    matches("a.b", "a.b");
    refuses("a.b", "axb");
    matches("a+(b)|$^", "a+(b)|$^");
  }

  @Test
  void matchingIsOfTheWholePath() {
    refuses("a", "ab", "ba", "a/b");
  }

  @Test
  void matchingDiffersInCase() {
    refuses("A", "a");
  }

  @Test
  void unclosedPatternsAreRefused() {
    isMalformed("[");
    isMalformed("[a");
    isMalformed("{a");
    isMalformed("\\");
  }

  @Test
  void anEmptyGlobMatchesTheEmptyPath() {
    matches("", "");
    refuses("", "a");
  }

  @Test
  void matchingDoesNotLookAtFiles() {
    matches("missing", "missing");
    assertThat(fs.getPathMatcher("glob:**/f").matches(at("f"))).isTrue();
    assertThat(fs.getPathMatcher("glob:**/f").matches(at("lf"))).isFalse();
  }

  // ---- syntax ----

  @Test
  void theSyntaxIsWrittenInAnyCase() {
    assertThat(fs.getPathMatcher("GLOB:a").matches(path("a"))).isTrue();
    assertThat(fs.getPathMatcher("ReGeX:a.").matches(path("ab"))).isTrue();
  }

  @Test
  void aRegexMatchesTheWholePath() {
    assertThat(fs.getPathMatcher("regex:.*/b").matches(path("a/b"))).isTrue();
    assertThat(fs.getPathMatcher("regex:b").matches(path("a/b"))).isFalse();
  }

  @Test
  void aMalformedRegexIsRefused() {
    assertThrows(PatternSyntaxException.class, () -> fs.getPathMatcher("regex:["));
  }

  @Test
  void theFormIsSyntaxColonPattern() {
    assertThrows(IllegalArgumentException.class, () -> fs.getPathMatcher("a"));
    assertThrows(IllegalArgumentException.class, () -> fs.getPathMatcher(":a"));
  }

  @Test
  void anEmptyPatternAfterTheColonIsAPattern() {
    // On 17 the default provider takes it as an empty pattern, and later ones too.
    assertThat(fs.getPathMatcher("glob:").matches(path(""))).isTrue();
  }

  @Test
  void anUnknownSyntaxIsUnsupported() {
    assertThrows(UnsupportedOperationException.class, () -> fs.getPathMatcher("foo:a"));
  }
}
