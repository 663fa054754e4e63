package io.unionfs.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.PathName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths a rule is held against, and which patterns match them. */
class FaultPathTest {
  private final Layer base =
      Layer.builder().file("a/y", "y").directory("b").symlink("link", "a").build();

  private static FaultPlan failing(String pattern) {
    return FaultPlan.builder()
        .on(FaultPoint.UPPER_WRITE, FaultPoint.UPPER_CREATE)
        .path(pattern)
        .always()
        .fail(Errno.EIO)
        .build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a/y", "a/y", "/./a/y", "/a/./y", "/b/../a/y", "/../a/y", "//a//y", "a/../a/y"})
  void anotherSpellingDoesNotEvadeARule(String spelling) throws IOException {
    FaultPlan plan = failing("glob:/a/y");
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).faults(plan).mount()) {
      Path file = fs.getPath(spelling);
      assertThatThrownBy(() -> Files.writeString(file, "z", StandardOpenOption.APPEND))
          .hasMessage("Input/output error");
      assertThat(plan.fired()).extracting(FiredFault::paths).containsOnly(List.of("/a/y"));
    }
    plan.assertAllFired();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/b/d", "/b/d/", "b/d/", "b/./d"})
  void aSlashAtTheEndDoesNotEvadeARule(String spelling) throws IOException {
    FaultPlan plan = failing("glob:/b/d");
    try (Mount mount = new MountBuilder().lower(base).faults(plan).mount()) {
      assertThatThrownBy(() -> mount.mkdir(Caller.ROOT, PathName.parse(spelling), 0755))
          .hasMessageContaining("EIO");
    }
    plan.assertAllFired();
  }

  @Test
  void theRootIsASlash() throws IOException {
    FaultPlan plan =
        FaultPlan.builder().on(FaultPoint.UPPER_UPDATE).path("glob:/").fail(Errno.EIO).build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).faults(plan).mount()) {
      assertThatThrownBy(() -> Files.setPosixFilePermissions(fs.getPath("/b/.."), Set.of()))
          .isInstanceOf(IOException.class);
    }
    plan.assertAllFired();
  }

  @Test
  void linksAreNotFollowedByARule() throws IOException {
    FaultPlan plan = failing("glob:/link/y");
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(base).faults(plan).mount()) {
      Files.writeString(fs.getPath("/a/y"), "z");
      assertThat(plan.fired()).isEmpty();
      assertThatThrownBy(() -> Files.writeString(fs.getPath("/link/y"), "z"))
          .hasMessage("Input/output error");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/*",
        "/etc/**",
        "/*/a",
        "/?tc/a",
        "/[e-f]tc/a",
        "/[!e]tc/a",
        "/{etc,var}/{a,b}",
        "/**a",
        "/etc/\\*",
        "**",
        "*",
        "/etc/[*]",
        "/etc/}",
        "/etc/a.",
        "/et[c-]/a",
        "/[^e]tc/a",
        "/et[-c]/a",
        "/etc/[\\]a]",
        "/etc/{a,}",
        "/etc/[a&&b]",
        "/etc/[]",
        "/etc/[!]",
        "/etc/[/]",
        "/etc/[a--]",
        "/etc/[b-a]",
        "/etc/{a,{b}}",
        "/etc/{a",
        "/etc/[a",
        "/etc/\\",
        "/etc/[a-"
      })
  void globsAreTheJdks(String glob) {
    String[] paths = {
      "/etc/a",
      "/etc/d/a",
      "/var/b",
      "/etc/*",
      "/ftc/a",
      "/etc/}",
      "/etc/ab",
      "/",
      "/^tc/a",
      "/et-/a",
      "/etc/]",
      "/etc/",
      "/etc/&",
      "/etc/b",
      "/etc/\\",
      "/etc/\\a]",
      "/etc/a\nb"
    };
    Path host = Path.of("/");
    try {
      host.getFileSystem().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      assertThrows(PatternSyntaxException.class, () -> PathPattern.parse("glob:" + glob));
      return;
    }
    PathPattern pattern = PathPattern.parse("glob:" + glob);
    var matcher = host.getFileSystem().getPathMatcher("glob:" + glob);
    for (String path : paths) {
      Path asPath = Path.of(path);
      assertThat(pattern.matches(asPath.toString()))
          .as(glob + " on " + path)
          .isEqualTo(matcher.matches(asPath));
    }
  }
}
