package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerNamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"ab", "web-1", "A_b.c-d", "0x", "1f32d45a4c59"})
  void namesAreLettersDigitsAndAFewSigns(String name) {
    assertThat(ContainerNames.checkContainer(name)).isEqualTo(name);
    assertThat(ContainerNames.checkVolume(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "_x", "-x", ".x", "..", "a b", "a/b", "../a", "a\nb", "é1", "a\0"})
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> ContainerNames.checkContainer(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed")
        .message()
        .doesNotContain("\n");
    assertThatThrownBy(() -> ContainerNames.checkVolume(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNameIsNoLongerThanAFilesName() {
    assertThat(ContainerNames.checkContainer("a".repeat(255))).hasSize(255);
    assertThatThrownBy(() -> ContainerNames.checkContainer("a".repeat(256)))
        .hasMessageContaining("longer than 255");
  }

  @Test
  void madeUpNamesAreAnAdjectiveAndANoun() {
    Random random = new Random(1);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      String name = ContainerNames.made(random, 0);
      assertThat(name).matches("[a-z]+_[a-z]+");
      names.add(ContainerNames.checkContainer(name));
    }
    assertThat(names).hasSizeGreaterThan(800);
    assertThat(ContainerNames.made(random, 1)).matches("[a-z]+_[a-z]+[0-9]{1,2}");
    assertThat(ContainerNames.made(random, 100)).matches("[a-z]+_[a-z]+[0-9]{1,9}");
  }
}
