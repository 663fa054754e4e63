package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "linux/amd64, linux/amd64",
    "Linux/X86_64, linux/amd64",
    "linux/amd64/v1, linux/amd64",
    "linux/amd64/v3, linux/amd64/v3",
    "linux/aarch64, linux/arm64",
    "linux/arm64/v8, linux/arm64",
    "linux/arm64/8, linux/arm64",
    "linux/arm, linux/arm/v7",
    "linux/armel, linux/arm/v6",
    "linux/i686, linux/386",
    "windows/amd64, windows/amd64"
  })
  void namesThatMeanTheSameAreOne(String text, String canonical) {
    assertThat(Platform.parse(text)).hasToString(canonical).isEqualTo(Platform.parse(canonical));
  }

  @Test
  void aVariantIsAskedForOnlyWhereOneIsNamed() {
    assertThat(Platform.parse("linux/amd64").accepts(Platform.parse("linux/amd64/v3"))).isTrue();
    assertThat(Platform.parse("linux/amd64/v3").accepts(Platform.parse("linux/amd64"))).isFalse();
    assertThat(Platform.parse("linux/arm").accepts(Platform.parse("linux/arm/v6"))).isFalse();
    assertThat(Platform.parse("linux/amd64").accepts(Platform.parse("windows/amd64"))).isFalse();
  }

  @Test
  void theHostsIsLinuxForContainers() {
    assertThat(Platform.host().os()).isEqualTo("linux");
  }
}
