package io.unionfs.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.unionfs.json.DocumentException.Kind;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JSON object, read with limits: 4 MiB, 64 levels, 500,000 parts. A field that is missing and one
 * that is {@code null} are the same, as in the Go programs that write them; a field of another type
 * than asked for is a fault that names the document and the field. A field that stands twice is
 * refused, for readers disagree on which one counts. Immutable.
 */
public final class Document {
  /** The largest document that is read, in bytes, as registries limit a manifest. */
  public static final int MAX_BYTES = 4 << 20;

  private static final int MAX_DEPTH = 64;
  private static final int MAX_TOKENS = 500_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_BYTES)
                          .maxNestingDepth(MAX_DEPTH)
                          .maxTokenCount(MAX_TOKENS)
                          .maxStringLength(MAX_BYTES)
                          .maxNameLength(MAX_BYTES)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final Pattern DUPLICATE = Pattern.compile("(?s)Duplicate field '(.*)'");

  private final String where;
  private final String path;
  private final JsonNode node;

  private Document(String where, String path, JsonNode node) {
    this.where = where;
    this.path = path;
    this.node = node;
  }

  /**
   * Parses a JSON object.
   *
   * @param where the file and document in messages
   */
  public static Document parse(String where, byte[] json) throws DocumentException {
    JsonNode node = read(where, json);
    if (!node.isObject()) {
      throw new DocumentException(where + ": is not a JSON object");
    }
    return new Document(where, "", node);
  }

  /** Parses a JSON list of objects. */
  public static List<Document> parseList(String where, byte[] json) throws DocumentException {
    JsonNode node = read(where, json);
    if (!node.isArray()) {
      throw new DocumentException(where + ": is not a JSON list");
    }
    List<Document> list = new ArrayList<>();
    for (JsonNode item : node) {
      if (!item.isObject()) {
        throw new DocumentException(where + ": is a list of other things than JSON objects");
      }
      list.add(new Document(where, "[" + list.size() + "].", item));
    }
    return list;
  }

  /** Parses a JSON list of texts. */
  public static List<String> parseTexts(String where, byte[] json) throws DocumentException {
    JsonNode node = read(where, json);
    if (!node.isArray()) {
      throw new DocumentException(where + ": is not a JSON list");
    }
    List<String> list = new ArrayList<>();
    for (JsonNode item : node) {
      if (!item.isTextual()) {
        throw new DocumentException(where + ": is a list of other things than texts");
      }
      list.add(item.textValue());
    }
    return list;
  }

  private static JsonNode read(String where, byte[] json) throws DocumentException {
    if (!isUtf8(json)) {
      throw new DocumentException(
          Kind.REFUSED,
          where + ": is not acceptable JSON: it is not UTF-8, or has a mark of order",
          null);
    }
    try {
      JsonNode node = MAPPER.readTree(json);
      if (node == null || node.isMissingNode()) {
        throw new DocumentException(where + ": is empty where JSON is expected");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw fault(where, e);
    } catch (DocumentException e) {
      throw e;
    } catch (IOException e) {
      String message = where + ": is not valid JSON text";
      throw new DocumentException(Kind.DAMAGED, message, e);
    } catch (NumberFormatException e) {
      // Of an exponent beyond 32 bits, the parser says nothing of its own.
      String message = where + ": is not acceptable JSON: a number in it is too large";
      throw new DocumentException(Kind.REFUSED, message, e);
    }
  }

  /** Whether the parser will not take it for UTF-16 or UTF-32 (RFC 8259, 8.1), as it would. */
  private static boolean isUtf8(byte[] json) {
    int first = json.length > 0 ? json[0] & 0xff : '{';
    int second = json.length > 1 ? json[1] & 0xff : '}';
    boolean isMarked = first == 0xef || first == 0xfe || first == 0xff;
    return !isMarked && first != 0 && second != 0;
  }

  /** What is wrong, in our words: the parser's are for programmers. */
  private static DocumentException fault(String where, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String line = where + (at == null ? ": " : ": line " + at.getLineNr() + ": ");
    String message = String.valueOf(e.getOriginalMessage());
    Matcher twice = DUPLICATE.matcher(message);
    String refused = null;
    if (e instanceof StreamConstraintsException) {
      refused = excess(message);
    } else if (twice.lookingAt()) {
      refused = "the field \"" + Names.display(twice.group(1)) + "\" stands twice";
    }
    if (refused != null) {
      return new DocumentException(Kind.REFUSED, line + "is not acceptable JSON: " + refused, e);
    }
    String place = at == null ? "" : " at column " + at.getColumnNr();
    String what = e instanceof JsonEOFException ? ": it ends too early" : place;
    return new DocumentException(Kind.DAMAGED, line + "is not JSON" + what + "; it is damaged", e);
  }

  private static String excess(String message) {
    if (message.startsWith("Document nesting depth")) {
      return "it is nested deeper than " + MAX_DEPTH;
    }
    return message.startsWith("Token count")
        ? "it has more than " + MAX_TOKENS + " parts"
        : "a number, text or name in it is too long";
  }

  /** The file and document in messages. */
  public String where() {
    return where;
  }

  /** The document as JSON text for people, unknown fields included. */
  public String json() {
    return node.toPrettyString();
  }

  /** The value of a field as JSON text without spaces; the empty text if it is missing. */
  public String json(String field) {
    return has(field) ? node.get(field).toString() : "";
  }

  JsonNode node() {
    return node;
  }

  /** Whether the field is there and not null. */
  public boolean has(String field) {
    return !absent(node.get(field));
  }

  /** A text field, or {@code otherwise}. */
  public String text(String field, String otherwise) throws DocumentException {
    JsonNode value = node.get(field);
    if (absent(value)) {
      return otherwise;
    }
    if (!value.isTextual()) {
      throw wrong(field, "a text");
    }
    return value.textValue();
  }

  /** A text field that must be there. */
  public String text(String field) throws DocumentException {
    return require(field, text(field, null));
  }

  /** A whole number that must be there and not be negative. */
  public long number(String field) throws DocumentException {
    JsonNode value = require(field, has(field) ? node.get(field) : null);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw wrong(field, "a whole number from 0 on");
    }
    return value.longValue();
  }

  /** A whole number that must not be negative, or {@code otherwise}. */
  public long number(String field, long otherwise) throws DocumentException {
    return has(field) ? number(field) : otherwise;
  }

  /** A truth value; false if it is missing. */
  public boolean flag(String field) throws DocumentException {
    JsonNode value = node.get(field);
    if (!absent(value) && !value.isBoolean()) {
      throw wrong(field, "true or false");
    }
    return !absent(value) && value.booleanValue();
  }

  /** A point in time (RFC 3339). */
  public Optional<Instant> time(String field) throws DocumentException {
    String text = text(field, "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw wrong(field, "a time as of RFC 3339");
    }
  }

  /** A digest that must be there. */
  public Digest digest(String field) throws DocumentException {
    return toDigest(field, text(field));
  }

  /** A list of digests; empty if it is missing. */
  public List<Digest> digests(String field) throws DocumentException {
    List<Digest> list = new ArrayList<>();
    for (String text : texts(field)) {
      list.add(toDigest(field, text));
    }
    return list;
  }

  private Digest toDigest(String field, String text) throws DocumentException {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw fault(
          quoted(field)
              + " is \""
              + Names.display(text)
              + "\", not a digest of the form sha256:<64 hex digits>");
    }
  }

  /** A list of texts; empty if it is missing. */
  public List<String> texts(String field) throws DocumentException {
    List<String> list = new ArrayList<>();
    for (JsonNode item : array(field)) {
      if (!item.isTextual()) {
        throw wrong(field, "a list of texts");
      }
      list.add(item.textValue());
    }
    return list;
  }

  /** A list of objects; empty if it is missing. */
  public List<Document> objects(String field) throws DocumentException {
    List<Document> list = new ArrayList<>();
    for (JsonNode item : array(field)) {
      if (!item.isObject()) {
        throw wrong(field, "a list of objects");
      }
      list.add(new Document(where, path + field + "[" + list.size() + "].", item));
    }
    return list;
  }

  private Iterable<JsonNode> array(String field) throws DocumentException {
    JsonNode value = node.get(field);
    if (absent(value)) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(field, "a list");
    }
    return value;
  }

  /** An object; an empty one if it is missing. */
  public Document object(String field) throws DocumentException {
    JsonNode value = node.get(field);
    if (absent(value)) {
      return new Document(where, path + field + ".", MAPPER.createObjectNode());
    }
    if (!value.isObject()) {
      throw wrong(field, "an object");
    }
    return new Document(where, path + field + ".", value);
  }

  /** An object's names; empty if it is missing. */
  public List<String> names(String field) throws DocumentException {
    List<String> names = new ArrayList<>();
    object(field).node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** An object whose values are texts; empty if it is missing. */
  public Map<String, String> textMap(String field) throws DocumentException {
    Document object = object(field);
    Map<String, String> map = new LinkedHashMap<>();
    for (String name : names(field)) {
      map.put(name, object.text(name, ""));
    }
    return map;
  }

  /**
   * Checks that no field differs from one of {@code fields} in the case of its letters only:
   * programs in Go take it for that field, others do not.
   */
  public void checkCase(String... fields) throws DocumentException {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      for (String field : fields) {
        if (name.equalsIgnoreCase(field) && !name.equals(field)) {
          throw fault(quoted(name) + " can be read as " + quoted(field));
        }
      }
    }
  }

  /** The fault {@code what} of this document. */
  public DocumentException fault(String what) {
    return new DocumentException(where + ": " + what);
  }

  private <T> T require(String field, T value) throws DocumentException {
    if (value == null) {
      throw fault(quoted(field) + " is missing");
    }
    return value;
  }

  private DocumentException wrong(String field, String expected) {
    return fault(quoted(field) + " is not " + expected);
  }

  private String quoted(String field) {
    return "\"" + Names.display(path + field) + "\"";
  }

  private static boolean absent(JsonNode value) {
    return value == null || value.isNull();
  }
}
