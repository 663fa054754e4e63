package io.unionfs.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths a rule is held against, and which patterns match them. */
class FaultPathTest {
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
