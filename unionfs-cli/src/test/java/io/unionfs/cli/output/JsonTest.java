package io.unionfs.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void whatIsWrittenIsReadBackByAnotherReader() throws Exception {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "\"q\" \\ \n\r\t\b\u0000\u007f\u0085\u2028 <a&b> ü \uD83D\uDE00");
    value.put("list", List.of("a", 1, 2.5, true, List.of(), Map.of()));
    value.put("none", null);
    String line = Json.line(value);
    assertThat(line).doesNotContain("\n", "\u0085", "<", "&");
    assertThat(new ObjectMapper().readValue(line, Object.class)).isEqualTo(value);
    String indented = Json.indented(line);
    assertThat(new ObjectMapper().readValue(indented, Object.class)).isEqualTo(value);
  }

  @Test
  void halfAPairIsEscaped() {
    assertThat(Json.line("a\udc80b")).isEqualTo("\"a\\udc80b\"");
  }

  @Test
  void indentedTextLooksAsDockersDoes() {
    assertThat(Json.indented("[ {\"a\":{}, \"b\" : [1,\"x, {y}:\\\"\"],\"c\":[ ]} ]"))
        .isEqualTo(
            """
            [
                {
                    "a": {},
                    "b": [
                        1,
                        "x, {y}:\\""
                    ],
                    "c": []
                }
            ]""");
    assertThat(Json.indented("[]")).isEqualTo("[]");
  }

  @Test
  void controlsThatJsonAllowsDoNotReachTheTerminal() {
    assertThat(Json.indented("{\"a\":\"\u009b31m\u007f\"}"))
        .isEqualTo("{\n    \"a\": \"\\u009b31m\\u007f\"\n}");
  }

  @Test
  void whatIsNotJsonIsRefused() {
    assertThatThrownBy(() -> Json.line(new Object())).isInstanceOf(IllegalArgumentException.class);
  }
}
