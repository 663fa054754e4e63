package io.unionfs.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.unionfs.cli.output.Text;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Fields of what {@code inspect} shows, put into a template. */
final class InspectionTemplate {
  private static final Pattern FIELD =
      Pattern.compile("\\{\\{\\s*(?:(json) +)?\\.([A-Za-z0-9_.]*)\\s*}}");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private InspectionTemplate() {}

  /**
   * Puts fields into {@code template}: {@code {{.A.B}}}, or as JSON {@code {{json .A}}}.
   *
   * @throws IllegalArgumentException if the template holds more than that
   */
  static String fill(String template, String json) throws IOException {
    if (FIELD.matcher(template).replaceAll("").contains("{{")) {
      throw new IllegalArgumentException(
          "--format: \"" + template + "\": a template holds only {{.Field}} and {{json .Field}}");
    }
    JsonNode all = MAPPER.readTree(json);
    Matcher matcher = FIELD.matcher(template);
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      JsonNode found = all;
      for (String name : matcher.group(2).split("\\.")) {
        found = name.isEmpty() ? found : found.path(name);
      }
      String value = matcher.group(1) == null ? plain(found) : json(found);
      matcher.appendReplacement(text, Matcher.quoteReplacement(Text.shown(value)));
    }
    return matcher.appendTail(text).toString();
  }

  /** As Go prints it: a list of values as {@code [a b]}. */
  private static String plain(JsonNode found) {
    if (found.isArray()
        && StreamSupport.stream(found.spliterator(), false).allMatch(JsonNode::isValueNode)) {
      return StreamSupport.stream(found.spliterator(), false)
          .map(JsonNode::asText)
          .collect(Collectors.joining(" ", "[", "]"));
    }
    return found.isValueNode() && !found.isNull() ? found.asText() : json(found);
  }

  private static String json(JsonNode found) {
    return found.isMissingNode() ? "<no value>" : found.toString();
  }
}
