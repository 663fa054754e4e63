package io.unionfs.analysis;

import io.unionfs.analysis.Metric.Family;
import io.unionfs.layer.Names;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files of rules. Ours has a {@link Rule} a line; what follows {@code #} is a remark. dive's,
 * {@code .dive-ci}, has its keys under {@code rules:}, means what dive means by them, and for keys
 * that are missing has dive's defaults; keys of plug-ins are passed over, as by dive.
 */
public final class Rules {
  /** The largest size of a file of rules. */
  public static final int MOST_BYTES = 1 << 20;

  private static final String EFFICIENCY = "lowestEfficiency";
  private static final String BYTES = "highestWastedBytes";
  private static final String PERCENT = "highestUserWastedPercent";
  private static final Set<String> OFF = Set.of("", "disabled", "off", "false");

  /** {@code key: value}, with the blanks before it. */
  private static final Pattern LINE = Pattern.compile("(\\s*)([^\\s:#][^:#]*):(?:\\s+(.*))?");

  private static final Pattern DIVE =
      Pattern.compile("(?m)^\\s*(?:rules|" + EFFICIENCY + "|" + BYTES + "|" + PERCENT + ")\\s*:");

  private Rules() {}

  /**
   * Reads a file's text, ours or dive's.
   *
   * @param family what {@code efficiency} and the like mean in ours
   * @throws IllegalArgumentException if a line is no rule; the message names it
   */
  public static List<Rule> parse(String text, Family family) {
    if (text.length() > MOST_BYTES) {
      throw new IllegalArgumentException("more than a MiB of rules");
    }
    return DIVE.matcher(text).find() ? dive(text) : own(text, family);
  }

  private static List<Rule> own(String text, Family family) {
    List<Rule> rules = new ArrayList<>();
    String[] lines = text.split("\\R", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].replaceFirst("#.*", "").strip();
      if (!line.isEmpty()) {
        try {
          rules.add(Rule.parse(line, family));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
        }
      }
    }
    return List.copyOf(rules);
  }

  private static List<Rule> dive(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(EFFICIENCY, "0.9");
    values.put(BYTES, "disabled");
    values.put(PERCENT, "0.1");
    boolean inRules = true;
    String[] lines = text.split("\\R", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].replaceFirst("(?:^|\\s)#.*", "").stripTrailing();
      if (line.isEmpty() || line.equals("---") || line.strip().startsWith("-")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("line " + (i + 1) + " is not \"key: value\"");
      }
      String key = unquoted(matcher.group(2).strip());
      if (matcher.group(1).isEmpty()) {
        inRules = key.equals("rules") || values.containsKey(key);
      }
      if (inRules && values.containsKey(key)) {
        values.put(key, unquoted(matcher.group(3) == null ? "" : matcher.group(3).strip()));
      }
    }
    List<Rule> rules = new ArrayList<>();
    values.forEach((key, value) -> add(rules, key, value));
    return List.copyOf(rules);
  }

  private static void add(List<Rule> rules, String key, String value) {
    if (OFF.contains(value.toLowerCase(Locale.ROOT))) {
      return;
    }
    String text = key + ": " + value;
    try {
      switch (key) {
        case EFFICIENCY -> rules.add(Rule.ofDive(text, Metric.DIVE_EFFICIENCY, share(value)));
        case BYTES ->
            rules.add(
                Rule.ofDive(
                    text, Metric.DIVE_WASTED_BYTES, Quantity.bytes(value.replace(",", ""))));
        default -> rules.add(Rule.ofDive(text, Metric.DIVE_WASTED_PERCENT, share(value)));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  /** dive knows no percentages. */
  private static BigDecimal share(String value) {
    if (Quantity.isPercentage(value)) {
      throw new IllegalArgumentException(
          "\"" + Names.display(value) + "\" is not a share from 0 to 1");
    }
    return Quantity.ratio(value);
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() >= 2
            && (text.charAt(0) == '"' || text.charAt(0) == '\'')
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}
