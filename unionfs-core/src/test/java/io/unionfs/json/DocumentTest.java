package io.unionfs.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written is read, and what is changed keeps the rest. */
class DocumentTest {
  @Test
  void fieldsStandInTheOrderInWhichTheyArePut() {
    DocumentBuilder document =
        DocumentBuilder.empty()
            .put("z", "text")
            .put("a", 1L << 40)
            .put("flag", true)
            .put("time", Instant.parse("2024-05-06T07:08:09.000000001Z"))
            .putTexts("list", List.of("x", "y"))
            .putTextMap("map", new TreeMap<>(Map.of("b", "2", "a", "1")))
            .putObjects("objects", List.of(DocumentBuilder.empty().put("k", "v")));
    document.put("z", "again").object("inner").put("deep", "1").add("many", "m");
    assertThat(document.text())
        .isEqualTo(
            "{\"z\":\"again\",\"a\":1099511627776,\"flag\":true,"
                + "\"time\":\"2024-05-06T07:08:09.000000001Z\",\"list\":[\"x\",\"y\"],"
                + "\"map\":{\"a\":\"1\",\"b\":\"2\"},\"objects\":[{\"k\":\"v\"}],"
                + "\"inner\":{\"deep\":\"1\",\"many\":[\"m\"]}}");
  }

  @Test
  void whatIsNotChangedStaysAsItIs() throws IOException {
    String json =
        "{\"b\":[1.50,1e3,-0,null,{\"x\":{}}],\"a\":12345678901234567890123,\"t\":\"\\ud83d\\ude00\"}";
    DocumentBuilder builder = DocumentBuilder.of(parse(json));
    assertThat(builder.text())
        .isEqualTo(
            "{\"b\":[1.50,1E+3,0,null,{\"x\":{}}],\"a\":12345678901234567890123,\"t\":\"😀\"}");
    builder.put("n", "new").remove("t");
    assertThat(parse(builder.text()).text("n")).isEqualTo("new");
    assertThat(parse(builder.text()).has("t")).isFalse();
  }

  @Test
  void aChangeDoesNotReachTheDocumentItBeganWith() throws IOException {
    Document original = parse("{\"o\":{\"k\":\"v\"}}");
    DocumentBuilder.of(original).object("o").put("k", "other");
    assertThat(original.object("o").text("k")).isEqualTo("v");
  }

  @Test
  void aNameThatIsNoUnicodeIsWrittenAndReadBack() throws IOException {
    String name = "a\uDCFF😀\uDC80b";
    byte[] bytes = DocumentBuilder.empty().put("name", name).bytes();
    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .isEqualTo("{\"name\":\"a\\udcff😀\\udc80b\"}");
    assertThat(Document.parse("t", bytes).text("name")).isEqualTo(name);
  }

  @Test
  void aNumberMayBeMissingWhereThereIsAnother() throws IOException {
    assertThat(parse("{\"n\":3}").number("n", 7)).isEqualTo(3);
    assertThat(parse("{\"n\":null}").number("n", 7)).isEqualTo(7);
    assertThatThrownBy(() -> parse("{\"n\":-3}").number("n", 7))
        .isInstanceOf(DocumentException.class)
        .hasMessage("t: \"n\" is not a whole number from 0 on");
  }

  @Test
  void damageIsToldFromWhatIsRefused() {
    assertThatThrownBy(() -> parse("{\"a\":"))
        .isInstanceOfSatisfying(
            DocumentException.class,
            e -> assertThat(e.kind()).isEqualTo(DocumentException.Kind.DAMAGED))
        .hasMessage("t: line 1: is not JSON: it ends too early; it is damaged");
    assertThatThrownBy(() -> parse("{\"a\":1,\"a\":2}"))
        .isInstanceOfSatisfying(
            DocumentException.class,
            e -> assertThat(e.kind()).isEqualTo(DocumentException.Kind.REFUSED))
        .hasMessage("t: line 1: is not acceptable JSON: the field \"a\" stands twice");
  }

  private static Document parse(String json) throws IOException {
    return Document.parse("t", json.getBytes(StandardCharsets.UTF_8));
  }
}
