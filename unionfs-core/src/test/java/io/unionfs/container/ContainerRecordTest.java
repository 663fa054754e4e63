package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.container.Container.Removal;
import io.unionfs.container.Container.Status;
import io.unionfs.container.Container.VolumesOf;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records as a store may hold them that somebody else wrote. */
class ContainerRecordTest {
  private static final String ID = "ab".repeat(32);
  private static final String SHA = "sha256:" + "cd".repeat(32);
  private static final String GOOD =
      ("{'Id':'"
              + ID
              + "','Created':'2026-03-01T12:00:00Z','Name':'/web','Path':'sh','Args':['-c'],")
          .concat("'Image':'" + SHA + "','Manifest':'" + SHA + "',")
          .concat("'Config':{'Image':'base','Env':['A=b'],'StopSignalNumber':15,'New':{'x':1}},")
          .concat("'Mounts':[{'Type':'volume','Name':'vv','Destination':'/v','RW':true},")
          .concat("{'Type':'volume','Name':'ww','Destination':'/w','RW':false}],")
          .concat("'HostConfig':{'Binds':['vv:/v'],'Tmpfs':{'/run':'size=10'}},'Other':[1,2.50]}");

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static ContainerRecord parse(String text) throws StoreException {
    return ContainerRecord.parse("container.json", ID, json(text));
  }

  @Test
  void aRecordSaysWhatDockerInspectSays() throws StoreException {
    ContainerRecord record = parse(GOOD);
    assertThat(record.name()).isEqualTo("web");
    assertThat(record.command()).containsExactly("sh", "-c");
    assertThat(record.stopCode()).isEqualTo(143);
    assertThat(record.mounts())
        .containsExactly(
            MountSpec.parseVolume("vv:/v"),
            MountSpec.parseVolume("ww:/w:ro"),
            MountSpec.parseTmpfs("/run:size=10"));
    assertThat(record.anonymous()).containsExactly("/w");
  }

  @Test
  void unknownFieldsSurviveARename() throws StoreException {
    String renamed = new String(parse(GOOD).renamed("shop"), StandardCharsets.UTF_8);
    assertThat(renamed).contains("\"Name\":\"/shop\"", "\"New\":{\"x\":1}", "\"Other\":[1,2.50]");
    assertThat(parse(renamed).name()).isEqualTo("shop");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'/web'|'/../../etc'",
        "'/web'|'/'",
        "'/web'|7",
        "'vv','Dest|'../vv','Dest",
        "'vv','Dest|'..','Dest",
        "'/v'|'v'",
        "'/v'|'/..'",
        "'RW':true|'RW':1",
        "'/run'|'run'",
        "'size=10'|'bogus'",
        "'StopSignalNumber':15|'StopSignalNumber':-1",
        "'StopSignalNumber':15|'StopSignalNumber':99999999999",
        "'2026-03-01T12:00:00Z'|'yesterday'",
        "'2026-03-01T12:00:00Z'|null",
        "'Image':'sha256:|'Image':'sha257:",
        "'Manifest':'sha256:|'Manifest':'../",
        "'Env':['A=b']|'Env':'A=b'",
        "'Path':'sh'|'Path':'sh','Path':'sh'",
        "{'Id':'ab|{'Id':'cd",
      })
  void aHostileRecordIsRefusedInOneLine(String what, String by) {
    assertThat(GOOD).contains(what);
    assertThatThrownBy(() -> parse(GOOD.replace(what, by)))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("container.json: ")
        .hasMessageEndingWith("remove it by force, rm -f " + ID.substring(0, 12))
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "7", "{}", "\0\0"})
  void whatIsNoRecordIsRefused(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(StoreException.class);
  }

  @Test
  void aRecordWithAnythingChangedIsReadOrRefused() {
    byte[] good = json(GOOD);
    byte[] signs = "\"{}[]:,-/.0129aeE\\\0\u00c3\n nulltrue".getBytes(StandardCharsets.ISO_8859_1);
    Random random = new Random(1);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = good.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        changed[random.nextInt(changed.length)] = signs[random.nextInt(signs.length)];
      }
      try {
        ContainerRecord record = ContainerRecord.parse("container.json", ID, changed);
        assertThat(record.name()).matches("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
        record.volumes().values().forEach(each -> ContainerNames.checkVolume(each.volume()));
        record.renamed("other");
        read++;
      } catch (StoreException e) {
        assertThat(e.getMessage()).hasLineCount(1).matches("[^\\p{Cntrl}]*");
      }
    }
    assertThat(read).isBetween(1_000, 19_000);
  }

  @Test
  void whatIsDamagedHidesNoOtherContainerAndIsTold() throws IOException {
    try (ContainerFixture fixture = ContainerFixture.inMemory()) {
      fixture.base();
      Container good = fixture.running("good");
      assertThat(fixture.engine.problems()).isEmpty();
      Path containers = fixture.engine.store().directory().resolve("containers");
      Container record = fixture.running("record");
      Files.writeString(containers.resolve(record.id()).resolve("container.json"), "{");
      Container none = fixture.running("none");
      Files.delete(containers.resolve(none.id()).resolve("container.json"));
      assertThat(fixture.engine.list()).extracting(Container::id).containsExactly(good.id());
      Container state = fixture.running("state");
      Files.writeString(containers.resolve(state.id()).resolve("state"), "x");
      assertThat(fixture.engine.list())
          .extracting(Container::id)
          .containsExactlyInAnyOrder(good.id(), state.id());
      assertThat(fixture.engine.space().containers()).hasSize(1);
      assertThat(fixture.engine.problems())
          .extracting(Store.Problem::where)
          .containsExactlyInAnyOrder(
              "container " + record.id().substring(0, 12),
              "container " + none.id().substring(0, 12),
              "container " + state.id().substring(0, 12));
    }
  }

  @Test
  void aDamagedContainerIsRemovedByForce() throws IOException {
    try (ContainerFixture fixture = ContainerFixture.inMemory()) {
      fixture.base();
      Container web = fixture.running("web");
      Path place = fixture.engine.store().directory().resolve("containers").resolve(web.id());
      Files.writeString(place.resolve("container.json"), "{");
      assertThat(fixture.engine.problems())
          .singleElement()
          .satisfies(problem -> assertThat(problem.toString()).contains(web.id()).hasLineCount(1));
      assertThatThrownBy(() -> web.remove(Removal.IF_STOPPED, VolumesOf.REMOVED))
          .isInstanceOf(StoreException.class);
      fixture.engine.get(web.id()).remove(Removal.FORCED, VolumesOf.REMOVED);
      assertThat(fixture.engine.list()).isEmpty();
      fixture.running("web");
    }
  }

  @Test
  void aStateIsWrittenAndReadBack(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("state");
    assertThat(StateFile.read(file)).isEqualTo(ContainerState.CREATED);
    ContainerState state =
        ContainerState.CREATED
            .start("web", ContainerFixture.START.plusNanos(123))
            .stop(143, ContainerFixture.START.plusSeconds(1));
    StateFile.write(file, state);
    assertThat(StateFile.read(file)).isEqualTo(state);
    assertThat(Files.size(file)).as("a sector, written at once").isEqualTo(512);
    Files.write(file, new byte[0]);
    assertThat(StateFile.read(file).status()).isEqualTo(Status.CREATED);
  }

  @Test
  void aDamagedStateIsRefusedInOneLine(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("state");
    StateFile.write(file, ContainerState.CREATED.start("web", ContainerFixture.START));
    String good = Files.readString(file);
    for (String bad :
        List.of(
            "x",
            "12345678",
            good.replace("running", "exited "),
            good.substring(0, 100),
            "\0" + good.substring(1))) {
      Files.writeString(file, bad);
      assertThatThrownBy(() -> StateFile.read(file))
          .isInstanceOf(StoreException.class)
          .hasMessageStartingWith(file.toString())
          .message()
          .hasLineCount(1);
    }
  }
}
