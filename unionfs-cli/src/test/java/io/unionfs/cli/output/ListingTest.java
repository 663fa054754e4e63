package io.unionfs.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lists as docker 28.2.2 prints them. */
class ListingTest {
  private static Listing images() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Repository", "REPOSITORY");
    headers.put("Tag", "TAG");
    headers.put("ID", "IMAGE ID");
    headers.put("CreatedSince", "CREATED");
    headers.put("Size", "SIZE");
    Listing list = new Listing(headers, List.copyOf(headers.keySet()));
    add(list, "debian", "stable", "111111111111", "3 weeks ago", "123MB");
    add(list, "<none>", "<none>", "222222222222", "About a minute ago", "1e+03kB");
    add(list, "long/er-name", "v", "333333333333", "56 years ago", "0B");
    return list;
  }

  private static void add(Listing list, String... cells) {
    list.add(
        Map.of(
            "Repository", cells[0],
            "Tag", cells[1],
            "ID", cells[2],
            "CreatedSince", cells[3],
            "Size", cells[4]));
  }

  private static String printed(Listing list, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    list.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), format);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aTableHasColumnsOfTenAtLeastAndThreeBlanksBetween() {
    assertThat(printed(images(), "table"))
        .isEqualTo(
            """
            REPOSITORY     TAG       IMAGE ID       CREATED              SIZE
            debian         stable    111111111111   3 weeks ago          123MB
            <none>         <none>    222222222222   About a minute ago   1e+03kB
            long/er-name   v         333333333333   56 years ago         0B
            """);
  }

  @Test
  void jsonIsALineForEachWithItsFieldsSortedAndGosEscapes() {
    assertThat(printed(images(), "json").lines().toList())
        .element(1)
        .isEqualTo(
            "{\"CreatedSince\":\"About a minute ago\",\"ID\":\"222222222222\","
                + "\"Repository\":\"\\u003cnone\\u003e\",\"Size\":\"1e+03kB\","
                + "\"Tag\":\"\\u003cnone\\u003e\"}");
  }

  @Test
  void aTemplateIsFilledForEach() {
    assertThat(printed(images(), "{{.Repository}}:{{ .Tag }}"))
        .isEqualTo("debian:stable\n<none>:<none>\nlong/er-name:v\n");
    assertThat(printed(images(), "{{json .Size}}\\t{{json .}}").lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).startsWith("\"123MB\"\t{\"CreatedSince\""));
  }

  @Test
  void aTableOfATemplateHasItsHeaders() {
    assertThat(printed(images(), "table {{.Tag}}\\t{{.ID}}"))
        .isEqualTo(
            """
            TAG       IMAGE ID
            stable    111111111111
            <none>    222222222222
            v         333333333333
            """);
  }

  @Test
  void whatNoTemplateHoldsIsRefusedBeforeAnythingIsPrinted() {
    assertThatThrownBy(() -> printed(images(), "{{.Tag}} {{.Nope}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--format: no field \"Nope\"; there are Repository, Tag, ID, CreatedSince, Size");
    assertThatThrownBy(() -> printed(images(), "{{if .Tag}}x{{end}}"))
        .hasMessage(
            "--format: \"{{if .Tag}}x{{end}}\": a template holds only {{.Field}} and {{json .}}");
  }

  @Test
  void controlCharactersDoNotReachTheTerminalInAnyFormat() {
    Listing list = images();
    add(list, "a\033[31mb", "c\u009bd", "\udc80", "\n", "x");
    for (String format : List.of("table", "json", "{{.Repository}}{{.Tag}}{{.ID}}")) {
      assertThat(printed(list, format)).doesNotContain("\033", "\u009b").doesNotContain("\n\n");
    }
    assertThat(printed(list, "{{.Repository}} {{.Tag}}")).contains("a\\x1b[31mb c\\x9bd");
  }

  @Test
  void longTextIsShownWhole() {
    String name = "\033" + "x".repeat(1000) + "\uD83D\uDE00".repeat(200);
    assertThat(Text.shown(name)).isEqualTo("\\x1b" + name.substring(1));
  }
}
