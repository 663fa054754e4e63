package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Failures.fails;
import static io.unionfs.testing.assertions.UnionAssertions.assertThat;
import static io.unionfs.testing.assertions.UnionAssertions.catchThrowable;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractPathAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What AssertJ says of a file fails with what the layers say of it. */
class ExplainedPathAssertTest extends MountedDemo {
  @Test
  void whatAssertjSaysIsExplained() {
    assertThat(path("/etc/motd")).exists().existsNoFollowLinks().isRegularFile();
    assertThat(path("/etc")).isDirectory();
    assertThat(path("/bin/sh")).isSymbolicLink();
    assertThat(path("/var/cache/list")).doesNotExist();

    fails(
        () -> assertThat(path("/var/cache/list")).exists(),
        """
            Expecting path:
              /var/cache/list
            to exist (symbolic links were followed).
            What the layers say of /var/cache/list, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   whiteout of /var/cache
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 10 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/var/cache")).existsNoFollowLinks(),
        """
            Expecting path:
              /var/cache
            to exist (symbolic links were not followed).
            What the layers say of /var/cache, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   whiteout
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - hidden
            """);
    fails(
        () -> assertThat(path("/etc/motd")).doesNotExist(),
        """
            Expecting path:
              /etc/motd
            not to exist
            What the layers say of /etc/motd, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - shown
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc")).isRegularFile(),
        """
            Expecting path:
              /etc
            to be a regular file.
            What the layers say of /etc, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 1 (app.tar)   directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
            """);
    fails(
        () -> assertThat(path("/etc/motd")).isDirectory(),
        """
            Expecting path:
              /etc/motd
            to be a directory.
            What the layers say of /etc/motd, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - shown
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc/motd")).isSymbolicLink(),
        """
            Expecting path:
              /etc/motd
            to be a symbolic link.
            What the layers say of /etc/motd, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - shown
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
  }

  private record Fails(String path, String assertion, Consumer<UnionPathAssert> how) {
    @Override
    public String toString() {
      return assertion + " of " + path;
    }
  }

  private static Fails fail(String path, String assertion, Consumer<UnionPathAssert> how) {
    return new Fails(path, assertion, how);
  }

  /** Each assertion on a file that AssertJ has, failing. */
  static List<Fails> failing() {
    Path other = Path.of("pom.xml");
    byte[] digest = new byte[16];
    return List.of(
        fail("/etc/motd", "isDirectory", AbstractPathAssert::isDirectory),
        fail("/etc/motd", "doesNotExist", AbstractPathAssert::doesNotExist),
        fail("/etc/motd", "isSymbolicLink", AbstractPathAssert::isSymbolicLink),
        fail("/etc/gone", "exists", AbstractPathAssert::exists),
        fail("/etc/gone", "existsNoFollowLinks", AbstractPathAssert::existsNoFollowLinks),
        fail("/etc/gone", "isRegularFile", AbstractPathAssert::isRegularFile),
        fail("/lib/x.so", "isCanonical", AbstractPathAssert::isCanonical),
        fail("/etc/gone", "isReadable", AbstractPathAssert::isReadable),
        fail("/etc/gone", "isWritable", AbstractPathAssert::isWritable),
        fail("/etc/motd", "isExecutable", AbstractPathAssert::isExecutable),
        fail("/etc/motd", "hasContent", it -> it.hasContent("hello")),
        fail("/etc/gone", "hasContent", it -> it.hasContent("hello")),
        fail("/etc/motd", "hasBinaryContent", it -> it.hasBinaryContent(digest)),
        fail("/etc/motd", "hasSameTextualContentAs", it -> it.hasSameTextualContentAs(other)),
        fail(
            "/etc/motd", "hasSameTextualContentAs", it -> it.hasSameTextualContentAs(other, UTF_8)),
        fail("/etc/motd", "hasSameBinaryContentAs", it -> it.hasSameBinaryContentAs(other)),
        fail("/etc/motd", "hasSize", it -> it.hasSize(5)),
        fail("/etc/motd", "hasDigest", it -> it.hasDigest("MD5", digest)),
        fail("/etc/motd", "hasDigest", it -> it.hasDigest("MD5", "00")),
        fail("/etc/motd", "hasDigest", it -> it.hasDigest(md5(), digest)),
        fail("/etc/motd", "hasDigest", it -> it.hasDigest(md5(), "00")),
        fail("/etc/motd", "isEmptyFile", AbstractPathAssert::isEmptyFile),
        fail("/etc", "isNotEmptyFile", AbstractPathAssert::isNotEmptyFile),
        fail("/etc", "isEmptyDirectory", AbstractPathAssert::isEmptyDirectory),
        fail("/tmp", "isNotEmptyDirectory", AbstractPathAssert::isNotEmptyDirectory),
        fail("/tmp", "isDirectoryContaining", it -> it.isDirectoryContaining("glob:**")),
        fail("/tmp", "isDirectoryContaining", it -> it.isDirectoryContaining(path -> true)),
        fail(
            "/tmp",
            "isDirectoryRecursivelyContaining",
            it -> it.isDirectoryRecursivelyContaining("glob:**/x")),
        fail(
            "/tmp",
            "isDirectoryRecursivelyContaining",
            it -> it.isDirectoryRecursivelyContaining(path -> false)),
        fail("/etc", "isDirectoryNotContaining", it -> it.isDirectoryNotContaining("glob:**")),
        fail("/etc", "isDirectoryNotContaining", it -> it.isDirectoryNotContaining(path -> true)));
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("failing")
  void eachTellsWhatTheLayersSay(Fails each) {
    Throwable plain = catchThrowable(() -> each.how().accept(assertThat(path(each.path()))));
    assertThat(plain).isInstanceOf(AssertionError.class);
    assertThat(plain.getMessage())
        .containsPattern("\nWhat the layers say of .*, the topmost first:\n  upper ")
        .doesNotStartWith("What");
    Throwable overridden =
        catchThrowable(
            () -> each.how().accept(assertThat(path(each.path())).withFailMessage("mine")));
    assertThat(overridden).isInstanceOf(AssertionError.class).hasMessage("mine");
  }

  /** Those that ask for names and no file, that lead on, and that AssertJ deprecates. */
  private static final Set<String> ABOUT_NAMES =
      Set.of(
          "usingCharset",
          "hasSameContentAs",
          "hasFileSystem",
          "hasSameFileSystemAs",
          "isAbsolute",
          "isRelative",
          "isNormalized",
          "hasFileName",
          "hasParent",
          "hasParentRaw",
          "hasNoParent",
          "hasNoParentRaw",
          "startsWith",
          "startsWithRaw",
          "endsWith",
          "endsWithRaw",
          "hasExtension",
          "hasNoExtension");

  @Test
  void noneIsLeftOut() {
    Set<String> assertions = new TreeSet<>();
    for (Method method : AbstractPathAssert.class.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())
          && method.getReturnType() == AbstractPathAssert.class
          && !ABOUT_NAMES.contains(method.getName())) {
        assertions.add(method.getName());
      }
    }
    assertThat(failing()).extracting(Fails::assertion).containsAll(assertions);
  }
}
