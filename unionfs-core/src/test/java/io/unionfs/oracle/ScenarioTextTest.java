package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.oracle.Flags.RenameFlags;
import io.unionfs.oracle.LayerGenerator.Palette;
import org.junit.jupiter.api.Test;

/** The text form of scenarios: what is printed can be pasted. No kernel is needed. */
class ScenarioTextTest {
  @Test
  void generatedScenariosAreReadBack() {
    for (int seed = 0; seed < 50; seed++) {
      Scenario calls = OpGenerator.scenario(seed, Palette.BYTES, MountOptions.DEFAULT, 50);
      Scenario programs = NioGenerator.scenario(seed, MountOptions.DEFAULT, 50);
      Scenario any = OpGenerator.scenario(seed, 50);
      assertThat(Scenario.parse(calls.toString())).isEqualTo(calls);
      assertThat(Scenario.parse(any.toString())).isEqualTo(any);
      assertThat(Scenario.parse(programs.toString())).isEqualTo(programs);
    }
  }

  @Test
  void sameSeedGivesTheSameScenario() {
    assertThat(OpGenerator.scenario(7, Palette.BYTES, MountOptions.DEFAULT, 50))
        .isEqualTo(OpGenerator.scenario(7, Palette.BYTES, MountOptions.DEFAULT, 50));
  }

  @Test
  void stepsReadAsSystemCalls() {
    Op exchange = new Op.Rename("/a b", "/\u00fc", new RenameFlags(RenameFlags.EXCHANGE));
    assertThat(Step.root(exchange)).hasToString("rename \"/a b\" \"/\\u00fc\" EXCHANGE");
    assertThat(new Step(Caller.user(7, 8, 9), exchange))
        .hasToString("as (7 8 [9] 0022) rename \"/a b\" \"/\\u00fc\" EXCHANGE");
  }

  @Test
  void namesThatAreNotUtf8KeepTheirBytes() {
    byte[] bytes = {'a', (byte) 0xff, (byte) 0xc3, (byte) 0xbc, (byte) 0xc3};
    assertThat(PosixNames.decode(bytes)).isEqualTo("a\udcff\u00fc\udcc3");
    assertThat(PosixNames.encode("a\udcff\u00fc\udcc3")).isEqualTo(bytes);
  }

  @Test
  void layerEntryWithoutParentIsRefused() {
    assertThatThrownBy(() -> LayerSpec.of(new LayerEntry.Whiteout("d/f")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("misplaced entry");
  }
}
