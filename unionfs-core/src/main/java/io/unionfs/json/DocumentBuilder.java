package io.unionfs.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JSON object that is made, or changed; what is not touched stays as it is. Fields stand in the
 * order in which they are put, so that the same calls give the same bytes. A field that is put
 * again keeps its place. Not safe for use by many threads.
 */
public final class DocumentBuilder {
  private final ObjectNode node;

  private DocumentBuilder(ObjectNode node) {
    this.node = node;
  }

  /** An object without fields. */
  public static DocumentBuilder empty() {
    return new DocumentBuilder(JsonNodeFactory.instance.objectNode());
  }

  /** A copy of {@code document}, to be changed. */
  public static DocumentBuilder of(Document document) {
    return new DocumentBuilder(document.node().deepCopy());
  }

  /** Whether the field is there and not null. */
  public boolean has(String field) {
    return node.hasNonNull(field);
  }

  /** Whether there is no field. */
  public boolean isEmpty() {
    return node.isEmpty();
  }

  /** The texts in the list at {@code field}; none if there is no list. */
  public List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    if (node.get(field) instanceof ArrayNode list) {
      list.forEach(item -> texts.add(item.asText()));
    }
    return texts;
  }

  /** The text at {@code field}; the empty text if there is none. */
  public String text(String field) {
    return node.path(field).textValue() == null ? "" : node.path(field).textValue();
  }

  /** Puts a text. */
  public DocumentBuilder put(String field, String value) {
    node.put(field, value);
    return this;
  }

  /** Puts a whole number. */
  public DocumentBuilder put(String field, long value) {
    node.put(field, value);
    return this;
  }

  /**
   * Puts a number.
   *
   * @throws IllegalArgumentException if it is infinite or not a number, which JSON cannot say
   */
  public DocumentBuilder put(String field, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(field + " is " + value);
    }
    node.put(field, value);
    return this;
  }

  /** Puts a truth value. */
  public DocumentBuilder put(String field, boolean value) {
    node.put(field, value);
    return this;
  }

  /** Puts a point in time (RFC 3339, UTC). */
  public DocumentBuilder put(String field, Instant value) {
    return put(field, value.toString());
  }

  /** Puts what {@code value} holds by now. */
  public DocumentBuilder put(String field, DocumentBuilder value) {
    node.set(field, value.node.deepCopy());
    return this;
  }

  /** Puts a list of texts. */
  public DocumentBuilder putTexts(String field, List<String> values) {
    ArrayNode list = node.putArray(field);
    values.forEach(list::add);
    return this;
  }

  /** Puts a list of objects. */
  public DocumentBuilder putObjects(String field, List<DocumentBuilder> values) {
    ArrayNode list = node.putArray(field);
    values.forEach(value -> list.add(value.node.deepCopy()));
    return this;
  }

  /** Puts an object of texts, in the map's order. */
  public DocumentBuilder putTextMap(String field, Map<String, String> values) {
    ObjectNode object = node.putObject(field);
    values.forEach(object::put);
    return this;
  }

  /** Takes a field away. */
  public DocumentBuilder remove(String field) {
    node.remove(field);
    return this;
  }

  /** The object at {@code field}, to be changed in place; made if there is none. */
  public DocumentBuilder object(String field) {
    JsonNode value = node.get(field);
    return new DocumentBuilder(value instanceof ObjectNode object ? object : node.putObject(field));
  }

  /** Adds a text at the end of the list at {@code field}, which is made if there is none. */
  public DocumentBuilder add(String field, String value) {
    list(field).add(value);
    return this;
  }

  /** Adds an object without fields at the end of a list, to be changed in place. */
  public DocumentBuilder addObject(String field) {
    return new DocumentBuilder(list(field).addObject());
  }

  private ArrayNode list(String field) {
    return node.get(field) instanceof ArrayNode list ? list : node.putArray(field);
  }

  /** JSON text without spaces and line ends. */
  public String text() {
    return escaped(node.toString());
  }

  /** {@link #text} in UTF-8. */
  public byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  /** JSON text for people: a line for each field. */
  public String pretty() {
    return escaped(node.toPrettyString());
  }

  /** The JSON list of {@code documents}, in UTF-8. */
  public static byte[] listOf(List<DocumentBuilder> documents) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    documents.forEach(document -> list.add(document.node));
    return escaped(list.toString()).getBytes(StandardCharsets.UTF_8);
  }

  /** A lone surrogate, which a file name may have for a byte, has no UTF-8: it is escaped. */
  private static String escaped(String json) {
    StringBuilder out = null;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (!Character.isSurrogate(c)) {
        append(out, c);
      } else if (i + 1 < json.length() && Character.isSurrogatePair(c, json.charAt(i + 1))) {
        append(out, c);
        append(out, json.charAt(++i));
      } else {
        if (out == null) {
          out = new StringBuilder(json.length() + 64).append(json, 0, i);
        }
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out == null ? json : out.toString();
  }

  private static void append(StringBuilder out, char c) {
    if (out != null) {
      out.append(c);
    }
  }
}
