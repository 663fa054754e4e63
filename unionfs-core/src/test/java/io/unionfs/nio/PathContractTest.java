package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Paths: every question is put to the default provider too, and the answers are compared. */
class PathContractTest extends Contract {
  private static final List<String> PATHS =
      List.of(
          "",
          "/",
          ".",
          "..",
          "a",
          "a/b",
          "a/b/c",
          "/a",
          "/a/b",
          "/a/b/c",
          "a/../b",
          "/..",
          "../a",
          "/../a/",
          "a//b",
          "//a///b/",
          "./a/.",
          "a/./b/..",
          "../..",
          "a/b/../../..",
          ".a",
          "a.b",
          "a b",
          "ä/ö",
          "a\uD83D\uDE00/\uFFFD",
          "/a/b/",
          "b/c",
          "c",
          "...");

  private String both(String question, Function1 function) {
    String expected = answer(() -> function.of(Path.of("/").getFileSystem()));
    String actual = answer(() -> function.of(root.getFileSystem()));
    assertThat(actual).as(question).isEqualTo(expected);
    return actual;
  }

  private interface Function1 {
    Object of(java.nio.file.FileSystem fileSystem);
  }

  private static String answer(java.util.function.Supplier<Object> question) {
    try {
      return String.valueOf(question.get());
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }

  @Test
  void onePathAnswersAsTheDefaultProvidersDoes() {
    for (String text : PATHS) {
      both("text of " + text, fs -> fs.getPath(text));
      both("root of " + text, fs -> fs.getPath(text).getRoot());
      both("parent of " + text, fs -> fs.getPath(text).getParent());
      both("name of " + text, fs -> fs.getPath(text).getFileName());
      both("count of " + text, fs -> fs.getPath(text).getNameCount());
      both("absolute " + text, fs -> fs.getPath(text).isAbsolute());
      both("normal " + text, fs -> fs.getPath(text).normalize());
      both("names of " + text, fs -> names(fs.getPath(text)));
      for (int i = -1; i < 5; i++) {
        int from = i;
        both(i + " of " + text, fs -> fs.getPath(text).getName(from));
        for (int j = -1; j < 5; j++) {
          int to = j;
          both(i + " to " + j + " of " + text, fs -> fs.getPath(text).subpath(from, to));
        }
      }
    }
  }

  private static List<String> names(Path path) {
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.toString()));
    return names;
  }

  @Test
  void twoPathsAnswerAsTheDefaultProvidersDo() {
    for (String a : PATHS) {
      for (String b : PATHS) {
        String pair = "\"" + a + "\" and \"" + b + "\"";
        both("resolve " + pair, fs -> fs.getPath(a).resolve(fs.getPath(b)));
        both("resolve text " + pair, fs -> fs.getPath(a).resolve(b));
        both("sibling " + pair, fs -> fs.getPath(a).resolveSibling(b));
        both("relativize " + pair, fs -> fs.getPath(a).relativize(fs.getPath(b)));
        both("starts " + pair, fs -> fs.getPath(a).startsWith(fs.getPath(b)));
        both("ends " + pair, fs -> fs.getPath(a).endsWith(fs.getPath(b)));
        both("equal " + pair, fs -> fs.getPath(a).equals(fs.getPath(b)));
        both("joined " + pair, fs -> fs.getPath(a, b));
        both("order of " + pair, fs -> Integer.signum(fs.getPath(a).compareTo(fs.getPath(b))));
        both(
            "hashes of " + pair,
            fs ->
                !fs.getPath(a).equals(fs.getPath(b))
                    || fs.getPath(a).hashCode() == fs.getPath(b).hashCode());
      }
    }
  }

  @Test
  void aNulIsInNoPath() {
    assertThat(outcome(() -> path("a\0b"))).isEqualTo("InvalidPathException");
    assertThat(outcome(() -> path("a\uD800"))).isEqualTo("InvalidPathException");
    assertThat(outcome(() -> path(null))).isEqualTo("NullPointerException");
  }

  @Test
  void foreignPathsAreRefused() throws Exception {
    try (UnionFileSystem union =
        UnionFileSystem.builder()
            .lower(io.unionfs.layer.Layer.builder().directory("d").build())
            .mount()) {
      Path foreign = isUnion() ? Path.of("a") : union.getPath("a");
      String mismatch = "ProviderMismatchException";
      assertThat(outcome(() -> root.resolve(foreign))).isEqualTo(mismatch);
      assertThat(outcome(() -> root.relativize(foreign))).isEqualTo(mismatch);
      assertThat(root.startsWith(foreign)).isFalse();
      assertThat(root.endsWith(foreign)).isFalse();
      assertThat(root.equals(foreign)).isFalse();
      assertThat(outcome(() -> root.compareTo(foreign))).isEqualTo("ClassCastException");
      var provider = root.getFileSystem().provider();
      assertThat(done(() -> provider.delete(foreign))).isEqualTo(mismatch);
      assertThat(done(() -> provider.createDirectory(foreign))).isEqualTo(mismatch);
      assertThat(done(() -> provider.copy(root, foreign))).isEqualTo(mismatch);
      assertThat(done(() -> provider.checkAccess(foreign))).isEqualTo(mismatch);
      assertThat(outcome(() -> provider.isSameFile(root, foreign))).isEqualTo("false");
    }
  }

  @Test
  void nullIsRefused() {
    assertThat(outcome(() -> root.resolve((Path) null))).isEqualTo("NullPointerException");
    assertThat(outcome(() -> root.startsWith((Path) null))).isEqualTo("NullPointerException");
    var provider = root.getFileSystem().provider();
    assertThat(done(() -> provider.delete(null))).isEqualTo("NullPointerException");
    assertThat(outcome(() -> provider.newDirectoryStream(root, null)))
        .isEqualTo("NullPointerException");
    assertThat(outcome(() -> provider.getFileAttributeView(root, null)))
        .isEqualTo("NullPointerException");
  }

  @Test
  void globsMatchAsTheDefaultProvidersDo() {
    List<String> globs =
        List.of(
            "*",
            "**",
            "a*",
            "*/b",
            "**/c",
            "?",
            "a?b",
            "[ab]",
            "[!a]",
            "[a-c]*",
            "[-a]",
            "[a-]",
            "[!-a]",
            "[^a]",
            "{a,b}",
            "{a,b/c}*",
            "{a*,.a}",
            "a\\*b",
            "\\[",
            "a.b",
            "a+b",
            "(a)",
            "[a&&b]",
            "{",
            "}",
            "{a,{b}}",
            "[",
            "[a",
            "\\",
            "[z-a]",
            "[a/b]",
            ",",
            "a,b",
            "[]a]",
            "[a-c-e]",
            "^a$",
            "[\\w]",
            "{}",
            "{,a}",
            "/**",
            "/a/*",
            "[*?]",
            "ä/?");
    List<String> paths = new ArrayList<>(PATHS);
    paths.addAll(List.of("a*b", "[", "a+b", "(a)", "}", "a,b", "^a$", "&", "-", "\\", "w", "*"));
    for (String glob : globs) {
      for (String text : paths) {
        both(
            "glob:" + glob + " on " + text,
            fs -> fs.getPathMatcher("glob:" + glob).matches(fs.getPath(text)));
      }
    }
    Stream.of("GLOB:a", "regex:a|b", "regex:[", "foo:a", ":a", "a", "Regex:.*", "glob:")
        .forEach(syntax -> both(syntax, fs -> fs.getPathMatcher(syntax).matches(fs.getPath("a"))));
  }
}
