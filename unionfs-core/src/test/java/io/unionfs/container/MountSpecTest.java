package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.container.MountSpec.Access;
import io.unionfs.container.MountSpec.TmpfsMount;
import io.unionfs.container.MountSpec.VolumeMount;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountSpecTest {
  @Test
  void aVolumeHasANameAndATarget() {
    assertThat(MountSpec.parseVolume("db:/var/lib"))
        .isEqualTo(new VolumeMount("db", "/var/lib", Access.READ_WRITE));
    assertThat(MountSpec.parseVolume("db:/var/lib:ro").access()).isEqualTo(Access.READ_ONLY);
    assertThat(MountSpec.parseVolume("db:/var/lib:rw").access()).isEqualTo(Access.READ_WRITE);
  }

  @Test
  void aTargetAloneIsAVolumeWithoutAName() {
    assertThat(MountSpec.parseVolume("/data"))
        .isEqualTo(new VolumeMount(null, "/data", Access.READ_WRITE));
  }

  @ParameterizedTest
  @CsvSource({"/x/, /x", "/x/../y, /y", "/../../etc, /etc", "/a//b/./c, /a/b/c"})
  void targetsAreMadePlain(String text, String target) {
    assertThat(MountSpec.parseVolume(text).target()).isEqualTo(target);
    assertThat(MountSpec.parseTmpfs(text).target()).isEqualTo(target);
  }

  @ParameterizedTest(name = "-v \"{0}\"")
  @CsvSource({
    "'', invalid empty volume spec",
    "':/x', 'invalid spec: :/x: empty section between colons'",
    "'aa:', 'invalid spec: aa:: empty section between colons'",
    "'rel', 'invalid mount path: ''rel'' mount path must be absolute'",
    "'aa:rel', 'invalid mount path: ''rel'' mount path must be absolute'",
    "'/', 'invalid specification: destination can''t be ''/'''",
    "'aa:/..', 'invalid specification: destination can''t be ''/'''",
    "'aa:/x:zz', 'invalid mode: zz'",
    "'aa:/x:ro,rw', 'invalid mode: ro,rw'",
    "'aa:/x:ro:z', 'invalid volume specification: ''aa:/x:ro:z'''",
    "'a:/x', 'volume name \"a\" is too short, names should be at least two characters'",
  })
  void otherVolumesAreRefusedInDockersWords(String text, String words) {
    assertThatThrownBy(() -> MountSpec.parseVolume(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/host:/x", "./a:/x", "~/a:/x"})
  void aDirectoryOfTheHostIsNoVolume(String text) {
    assertThatThrownBy(() -> MountSpec.parseVolume(text))
        .hasMessageContaining("is a directory of the host; only named volumes can be mounted");
  }

  @Test
  void aVolumesNameLeadsNowhere() {
    assertThatThrownBy(() -> MountSpec.parseVolume("x/../../y:/x"))
        .hasMessageContaining("includes invalid characters for a local volume name");
  }

  @Test
  void aTmpfsHasASizeAndAMode() {
    assertThat(MountSpec.parseTmpfs("/run"))
        .isEqualTo(new TmpfsMount("/run", OptionalLong.empty(), OptionalInt.empty()));
    assertThat(MountSpec.parseTmpfs("/run:size=64m,mode=1750,noexec"))
        .isEqualTo(new TmpfsMount("/run", OptionalLong.of(64 << 20), OptionalInt.of(01750)));
    assertThat(MountSpec.parseTmpfs("/run:size=10k").size()).hasValue(10 << 10);
    assertThat(MountSpec.parseTmpfs("/run:size=7").size()).hasValue(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x:bogus",
        "/x:size=abc",
        "/x:size=",
        "/x:size=999999999999999g",
        "/x:mode=9",
        "/x:mode=",
        "/x:ro"
      })
  void otherOptionsAreRefused(String text) {
    assertThatThrownBy(() -> MountSpec.parseTmpfs(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("invalid tmpfs option");
  }

  @Test
  void theOptionsOfATmpfsAreWrittenAsTheyAreRead() {
    TmpfsMount mount = MountSpec.parseTmpfs("/run:size=64m,mode=1750");
    assertThat(MountSpec.parseTmpfs("/run:" + ContainerRecord.options(mount))).isEqualTo(mount);
    TmpfsMount plain = MountSpec.parseTmpfs("/run");
    assertThat(ContainerRecord.options(plain)).isEmpty();
  }
}
