package io.unionfs.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.unionfs.cli.output.Text;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
      String value =
          found.isValueNode() && !found.isNull() && matcher.group(1) == null
              ? found.asText()
              : found.isMissingNode() ? "<no value>" : found.toString();
      matcher.appendReplacement(text, Matcher.quoteReplacement(Text.shown(value)));
    }
    return matcher.appendTail(text).toString();
  }
}
