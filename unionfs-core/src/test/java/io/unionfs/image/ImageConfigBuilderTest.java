package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations made anew and from others: {@code docker commit --change} and its history. */
class ImageConfigBuilderTest {
  private static final Digest LAYER = CraftedImage.digest(new byte[] {1});

  private static ImageConfig changed(String config, String... changes) throws IOException {
    String json = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":" + config + "}";
    ImageConfigBuilder builder =
        ImageConfigBuilder.from(ImageConfig.parse(json.getBytes(StandardCharsets.UTF_8)));
    for (String change : changes) {
      builder.change(change);
    }
    return builder.build();
  }

  /** The {@code config} object after {@code changes} to {@code config}. */
  private static String text(String config, String... changes) throws IOException {
    String json = new String(changed(config, changes).bytes(), StandardCharsets.UTF_8);
    String begin = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":";
    assertThat(json).startsWith(begin);
    return json.substring(begin.length(), json.length() - 1);
  }

  // ---- CMD and ENTRYPOINT ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CMD [\"a\", \"b c\", \"$X\"] | [\"a\",\"b c\",\"$X\"]",
        "cmd a \"b c\"  $X | [\"/bin/sh\",\"-c\",\"a \\\"b c\\\"  $X\"]",
        "CMD ['a'] | [\"/bin/sh\",\"-c\",\"['a']\"]",
        "CMD [\"a\"] b | [\"/bin/sh\",\"-c\",\"[\\\"a\\\"] b\"]",
        "CMD [] | []",
        "CMD | [\"/bin/sh\",\"-c\"]"
      })
  void cmdIsTakenInItsJsonAndShellForm(String change, String cmd) throws IOException {
    assertThat(text("{}", change)).isEqualTo("{\"Cmd\":" + cmd + "}");
  }

  @Test
  void theShellFormUsesTheImagesShell() throws IOException {
    assertThat(text("{\"Shell\":[\"/bin/bash\",\"-ec\"]}", "ENTRYPOINT x y"))
        .isEqualTo(
            "{\"Shell\":[\"/bin/bash\",\"-ec\"],\"Entrypoint\":[\"/bin/bash\",\"-ec\",\"x y\"]}");
  }

  @Test
  void aNewEntrypointEndsTheOldCommandUnlessThatIsSetToo() throws IOException {
    String base = "{\"Cmd\":[\"old\"],\"Entrypoint\":[\"e\"]}";
    assertThat(text(base, "ENTRYPOINT [\"x\"]")).isEqualTo("{\"Entrypoint\":[\"x\"]}");
    assertThat(text(base, "CMD [\"c\"]", "ENTRYPOINT [\"x\"]"))
        .isEqualTo("{\"Cmd\":[\"c\"],\"Entrypoint\":[\"x\"]}");
    assertThat(text(base, "CMD []", "ENTRYPOINT [\"x\"]")).isEqualTo("{\"Entrypoint\":[\"x\"]}");
    assertThat(text(base, "ENTRYPOINT []")).isEqualTo("{}");
    assertThat(text(base, "CMD [\"c\"]", "ENTRYPOINT")).isEqualTo("{\"Cmd\":[\"c\"]}");
  }

  // ---- ENV and LABEL ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ENV a=1 | a=1",
        "ENV a= | a=",
        "ENV a=\"x y\" | a=x y",
        "ENV a='x $B' | a=x $B",
        "ENV a=x\\ y | a=x y",
        "ENV a=\"q\\\"uo\\te\" | a=q\"uo\\te",
        "ENV a x  y z | a=x  y z",
        "ENV a \"x y\" | a=x y",
        "ENV a=b=c | a=b=c",
        "ENV a=$B/x | a=bee/x",
        "ENV a=${B}x | a=beex",
        "ENV a=\"${B}\" | a=bee",
        "ENV a=\\$B | a=$B",
        "ENV a=$NONE- | a=-",
        "ENV a=${NONE:-d} | a=d",
        "ENV a=${NONE-${B}} | a=bee",
        "ENV a=${E:-d} | a=d",
        "ENV a=${E-d} | a=",
        "ENV a=${B:+set} | a=set",
        "ENV a=${NONE+set} | a=",
        "ENV a=${B?no} | a=bee",
        "ENV a=$ | a=$",
        "ENV a=ä$B | a=äbee"
      })
  void envIsTakenWithQuotesAndVariablesInBothForms(String change, String setting)
      throws IOException {
    assertThat(changed("{\"Env\":[\"B=bee\",\"E=\"]}", change).env())
        .containsExactly("B=bee", "E=", setting);
  }

  @Test
  void anEnvSettingReplacesTheOldOneInItsPlace() throws IOException {
    assertThat(changed("{\"Env\":[\"A=1\",\"B=2\"]}", "ENV A=$A:3 C=$A", "ENV D=$A").env())
        .containsExactly("A=1:3", "B=2", "C=1", "D=1:3");
  }

  @Test
  void labelsAreAddedToThoseThatAreThere() throws IOException {
    assertThat(
            changed(
                    "{\"Env\":[\"V=1\"],\"Labels\":{\"a\":\"old\",\"b\":\"kept\"}}",
                    "LABEL a=\"new $V\" \"c d\"='e'",
                    "LABEL f g h")
                .labels())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("a", "new 1", "b", "kept", "c d", "e", "f", "g h"));
  }

  // ---- the rest ----

  @Test
  void portsAreExposedWithTheirProtocolsAndRanges() throws IOException {
    assertThat(
            changed(
                    "{\"Env\":[\"P=1 2\"],\"ExposedPorts\":{\"9/tcp\":{}}}",
                    "EXPOSE 80 53/UDP 8000-8002/sctp 127.0.0.1:7:77",
                    "EXPOSE $P")
                .exposedPorts())
        .containsExactly(
            "9/tcp",
            "80/tcp",
            "53/udp",
            "8000/sctp",
            "8001/sctp",
            "8002/sctp",
            "77/tcp",
            "1/tcp",
            "2/tcp");
  }

  @Test
  void volumesAreTakenInBothForms() throws IOException {
    assertThat(
            changed("{\"Env\":[\"D=/d\"]}", "VOLUME /a $D/b", "VOLUME [\"/c c\", \" /e \"]")
                .volumes())
        .containsExactly("/a", "/d/b", "/c c", "/e");
  }

  @Test
  void whatIsSetIsTakenAsItIs() throws IOException {
    ImageConfig base = changed("{\"Env\":[\"A=1\"],\"Cmd\":[\"c\"],\"Volumes\":null}");
    ImageConfig config =
        ImageConfigBuilder.from(base)
            .volume("/$A/'x")
            .env(List.of("B=$A"))
            .entrypoint(List.of("e", "$A"))
            .workingDir("w")
            .user("u")
            .label("k", "$A")
            .build();
    assertThat(config.volumes()).containsExactly("/$A/'x");
    assertThat(config.env()).containsExactly("B=$A");
    assertThat(config.entrypoint()).containsExactly("e", "$A");
    assertThat(config.cmd()).containsExactly("c");
    assertThat(config.workingDir()).isEqualTo("w");
    assertThat(config.user()).isEqualTo("u");
    assertThat(config.labels()).containsEntry("k", "$A");
  }

  @Test
  void aRelativeDirectoryIsOneInTheFormer() throws IOException {
    assertThat(changed("{}", "WORKDIR a", "WORKDIR b/../c/.").workingDir()).isEqualTo("/a/c");
    assertThat(changed("{\"WorkingDir\":\"/a\"}", "WORKDIR ../../..").workingDir()).isEqualTo("/");
    assertThat(changed("{\"Env\":[\"D=/d\"]}", "WORKDIR $D/x y").workingDir()).isEqualTo("/d/x y");
  }

  @Test
  void userAndStopSignalAreSet() throws IOException {
    ImageConfig config = changed("{\"Env\":[\"U=me\"]}", "USER $U:grp", "STOPSIGNAL SIGRTMIN+3");
    assertThat(config.user()).isEqualTo("me:grp");
    assertThat(config.stopSignal()).isEqualTo("SIGRTMIN+3");
    assertThat(config.stopSignalNumber()).isEqualTo(37);
    assertThat(changed("{}", "STOPSIGNAL 9").stopSignalNumber()).isEqualTo(9);
    assertThat(changed("{}", "STOPSIGNAL quit").stopSignalNumber()).isEqualTo(3);
    assertThat(changed("{}").stopSignalNumber()).isEqualTo(15);
  }

  @Test
  void triggersAreKeptAsTheyAreWritten() throws IOException {
    assertThat(text("{\"OnBuild\":[\"RUN a\"]}", "onbuild  COPY \"x\"  $Y /"))
        .isEqualTo("{\"OnBuild\":[\"RUN a\",\"COPY \\\"x\\\"  $Y /\"]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "HEALTHCHECK NONE | {\"Test\":[\"NONE\"]}",
        "HEALTHCHECK CMD curl  -f x | {\"Test\":[\"CMD-SHELL\",\"curl  -f x\"]}",
        "HEALTHCHECK cmd [\"curl\",\"x\"] | {\"Test\":[\"CMD\",\"curl\",\"x\"]}",
        "HEALTHCHECK --interval=1m30s --timeout=1.5s --retries=3 CMD x | {\"Test\":[\"CMD-SHELL\","
            + "\"x\"],\"Interval\":90000000000,\"Timeout\":1500000000,\"Retries\":3}",
        "HEALTHCHECK --start-period=0 --start-interval=1ms CMD x | {\"Test\":[\"CMD-SHELL\",\"x\"],"
            + "\"StartInterval\":1000000}"
      })
  void healthchecksAreKeptAsDockerKeepsThem(String change, String check) throws IOException {
    assertThat(text("{\"Healthcheck\":{\"Test\":[\"OLD\"],\"Retries\":9}}", change))
        .isEqualTo("{\"Healthcheck\":" + check + "}");
  }

  @Test
  void severalInstructionsMayStandOnSeveralLines() throws IOException {
    ImageConfig config =
        changed("{}", "# a remark\n  USER me\n\nENV a=1 \\\n  # inside\n  b=2 \\\n\n  c=3\nCMD x");
    assertThat(config.user()).isEqualTo("me");
    assertThat(config.env()).containsExactly("a=1", "b=2", "c=3");
    assertThat(config.cmd()).containsExactly("/bin/sh", "-c", "x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# only a remark",
        "RUN x",
        "FROM scratch",
        "SHELL [\"x\"]",
        "CMD [1]",
        "CMD --flag x",
        "ENV",
        "ENV a",
        "ENV =b",
        "ENV a=b c",
        "ENV a=\"b",
        "ENV a='b",
        "ENV a=${b",
        "ENV a=${b:x}",
        "ENV a=${}",
        "ENV a=${NONE:?not there}",
        "LABEL",
        "LABEL x",
        "EXPOSE",
        "EXPOSE x",
        "EXPOSE 70000",
        "EXPOSE 9-8",
        "EXPOSE 80/icmp",
        "EXPOSE 99999999999",
        "VOLUME",
        "VOLUME [\"\"]",
        "VOLUME [\"/a\", 1]",
        "WORKDIR",
        "WORKDIR $NONE",
        "USER",
        "STOPSIGNAL",
        "STOPSIGNAL 0",
        "STOPSIGNAL 65",
        "STOPSIGNAL SIGNOTHING",
        "ONBUILD",
        "ONBUILD ONBUILD CMD x",
        "ONBUILD from x",
        "HEALTHCHECK",
        "HEALTHCHECK NONE x",
        "HEALTHCHECK CMD",
        "HEALTHCHECK CMD []",
        "HEALTHCHECK HTTP x",
        "HEALTHCHECK --interval=x CMD y",
        "HEALTHCHECK --interval=1us CMD y",
        "HEALTHCHECK --interval CMD y",
        "HEALTHCHECK --interval=1s --interval=2s CMD y",
        "HEALTHCHECK --retries=-1 CMD y",
        "HEALTHCHECK --color=red CMD y"
      })
  void whatIsNoChangeIsRefusedInOneLine(String change) {
    assertThatThrownBy(() -> changed("{}", change))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("the change \"")
        .hasLineCount(1)
        .matches("[^\\p{Cntrl}]*");
  }

  @Test
  void substitutionsInsideOneAnotherAreReadToADepth() {
    String deep = "ENV a=" + "${b:-".repeat(100_000) + "}".repeat(100_000);
    assertThatThrownBy(() -> changed("{}", deep))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too deep");
  }

  // ---- layers and steps ----

  @Test
  void layersAndStepsAreAddedOnTop() {
    Instant time = Instant.parse("2024-05-06T07:08:09Z");
    History step = new History(Optional.of(time), "sh", "me", "why", OptionalInt.empty());
    History bare = new History(Optional.empty(), "", "", "", OptionalInt.empty());
    ImageConfig config =
        ImageConfigBuilder.of(Platform.parse("linux/arm64"))
            .created(time)
            .author("me")
            .emptyLayer(bare)
            .layer(LAYER, step)
            .build();
    assertThat(config.platform()).isEqualTo(Platform.parse("linux/arm64"));
    assertThat(config.created()).contains(time);
    assertThat(config.author()).isEqualTo("me");
    assertThat(config.diffIds()).containsExactly(LAYER);
    assertThat(config.history())
        .containsExactly(
            bare, new History(Optional.of(time), "sh", "me", "why", OptionalInt.of(0)));
    assertThat(new String(config.bytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"architecture\":\"arm64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":"
                + "\"layers\",\"diff_ids\":[\""
                + LAYER
                + "\"]},\"history\":[{\"empty_layer\":true},{\"created\":\"2024-05-06T07:08:09Z\","
                + "\"created_by\":\"sh\",\"author\":\"me\",\"comment\":\"why\"}],\"created\":"
                + "\"2024-05-06T07:08:09Z\",\"author\":\"me\"}");
  }

  @Test
  void whatHasNoHistoryGetsOneThatCountsItsLayers() throws IOException {
    ImageConfig base = ImageConfig.parse(CraftedImage.utf8(CraftedImage.config(new byte[] {1})));
    assertThat(base.history()).isEmpty();
    History step = new History(Optional.empty(), "x", "", "", OptionalInt.empty());
    ImageConfig config =
        ImageConfigBuilder.from(base).layer(CraftedImage.digest(new byte[] {2}), step).build();
    assertThat(config.history())
        .extracting(History::layer)
        .containsExactly(OptionalInt.of(0), OptionalInt.of(1));
  }

  @Test
  void fieldsItDoesNotKnowStay() throws IOException {
    String json =
        "{\"os\":\"linux\",\"architecture\":\"amd64\",\"os.features\":[\"x\"],\"x-big\":1.50,"
            + "\"container_config\":{\"Hostname\":\"h\"},\"config\":{\"Memory\":7,\"Cmd\":null}}";
    ImageConfig config =
        ImageConfigBuilder.from(ImageConfig.parse(CraftedImage.utf8(json))).user("u").build();
    assertThat(new String(config.bytes(), StandardCharsets.UTF_8))
        .isEqualTo(json.replace("\"Cmd\":null}", "\"Cmd\":null,\"User\":\"u\"}"));
  }

  @Test
  void anUnchangedConfigurationKeepsItsBytes() throws IOException {
    byte[] json = CraftedImage.utf8("{ \"os\" : \"linux\",\n \"architecture\":\"amd64\" }");
    assertThat(ImageConfig.parse(json).bytes()).isEqualTo(json);
  }
}
