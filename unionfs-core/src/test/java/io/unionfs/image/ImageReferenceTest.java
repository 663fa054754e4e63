package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference grammar of the distribution project, and how Docker shows names. */
class ImageReferenceTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource({
    "debian, docker.io/library/debian:latest, debian:latest",
    "debian:12, docker.io/library/debian:12, debian:12",
    "docker.io/debian, docker.io/library/debian:latest, debian:latest",
    "index.docker.io/library/debian, docker.io/library/debian:latest, debian:latest",
    "library/debian, docker.io/library/debian:latest, debian:latest",
    "docker.io/library/a/b, docker.io/library/a/b:latest, library/a/b:latest",
    "me/app, docker.io/me/app:latest, me/app:latest",
    "ghcr.io/me/app:1.0, ghcr.io/me/app:1.0, ghcr.io/me/app:1.0",
    "localhost/app, localhost/app:latest, localhost/app:latest",
    "localhost:5000, docker.io/library/localhost:5000, localhost:5000",
    "localhost:5000/app:v1, localhost:5000/app:v1, localhost:5000/app:v1",
    "[::1]:5000/app, '[::1]:5000/app:latest', '[::1]:5000/app:latest'",
    "Host/app, Host/app:latest, Host/app:latest",
    "a__b/c---d.e_f, docker.io/a__b/c---d.e_f:latest, a__b/c---d.e_f:latest",
    "app:_A-.b, docker.io/library/app:_A-.b, app:_A-.b"
  })
  void aNameIsCompletedAndShownShort(String text, String whole, String familiar) {
    ImageReference name = ImageReference.parse(text);
    assertThat(name).hasToString(whole);
    assertThat(name.familiar()).isEqualTo(familiar);
    assertThat(ImageReference.parse(whole)).isEqualTo(name);
    assertThat(ImageReference.parse(familiar)).isEqualTo(name);
  }

  @Test
  void theRepositoryIsTheNameWithoutTheTag() {
    assertThat(ImageReference.parse("debian:12").repository()).isEqualTo("debian");
    assertThat(ImageReference.parse("quay.io/a/b").repository()).isEqualTo("quay.io/a/b");
    assertThat(ImageReference.parse("debian:12").withTag("13").familiar()).isEqualTo("debian:13");
  }

  @Test
  void aDigestMayStandWhereItIsAskedFor() {
    ImageReference.Pinned pinned = ImageReference.parsePinned("app:1@sha256:" + HEX);
    assertThat(pinned.name()).isEqualTo(ImageReference.parse("app:1"));
    assertThat(pinned.tag()).contains("1");
    assertThat(pinned.digest().orElseThrow()).hasToString("sha256:" + HEX);
    pinned = ImageReference.parsePinned("quay.io:443/app@sha256:" + HEX);
    assertThat(pinned.name()).hasToString("quay.io:443/app:latest");
    assertThat(pinned.tag()).isEmpty();
    assertThat(ImageReference.parsePinned("app").digest()).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> ImageReference.parse("app@sha256:" + HEX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has a digest where a name with a tag is expected");
  }

  static Stream<String> otherForms() {
    return Stream.of(
        "",
        " ",
        "App",
        "docker.io/App",
        "a//b",
        "/a",
        "a/",
        "-a",
        "a-",
        "a..b",
        "a___b",
        "a:",
        ":a",
        "a:b:c",
        "a:.b",
        "a:" + "t".repeat(129),
        "a:b c",
        "a b",
        "a\n",
        "a:b\n",
        "../a",
        "a/../b",
        "..",
        "https://docker.io/a",
        "-host.io/a",
        "host-.io/a",
        "h..io/a",
        "host:port/a",
        "ü/a",
        "docker.io/ü",
        HEX,
        "p/".repeat(128) + "a",
        "a@",
        "a@sha256:12",
        "a@sha256:../../x",
        "a\u001b[31m");
  }

  @ParameterizedTest
  @MethodSource("otherForms")
  void anotherFormIsRefusedInOneLine(String text) {
    assertThatThrownBy(() -> ImageReference.parsePinned(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .matches("\"[^\\p{Cntrl}]*")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a-", "a.", "a_", "a/", "a-a"})
  void aLongNameIsRefusedSoon(String part) {
    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(() -> ImageReference.parse(part.repeat(50_000) + "!"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".{1,500}"));
  }

  @Test
  void upToItsLimitsALongNameIsTaken() {
    assertThat(ImageReference.parse("h.io/" + "a".repeat(255) + ":" + "t".repeat(128)).path())
        .hasSize(255);
  }

  @Test
  void namesAreSortedAsText() {
    assertThat(Stream.of("b", "a:2", "quay.io/a", "a:1").map(ImageReference::parse).sorted())
        .extracting(ImageReference::familiar)
        .containsExactly("a:1", "a:2", "b:latest", "quay.io/a:latest");
  }
}
