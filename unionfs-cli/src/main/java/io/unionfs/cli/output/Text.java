package io.unionfs.cli.output;

import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Pieces of text as Docker's tables hold them. */
public final class Text {
  private static final DateTimeFormatter CREATED_AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss '+0000 UTC'").withZone(ZoneOffset.UTC);

  /** Three hundred characters when each is escaped. */
  private static final int PIECE = 75;

  private Text() {}

  /** The first {@code width} characters; where some are left out, an ellipsis is the last. */
  public static String shortened(String text, int width) {
    if (text.codePointCount(0, text.length()) <= width) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
  }

  /** As Go quotes a string. */
  public static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** An id as it is shown: its first digits, or all of it. */
  public static String id(Digest digest, Width width) {
    return width == Width.FULL ? digest.toString() : digest.abbreviated();
  }

  /** A container's id as it is shown. */
  public static String id(String id, Width width) {
    return width == Width.FULL || id.length() < 12 ? id : id.substring(0, 12);
  }

  /** A time in full. */
  public static String time(Instant time) {
    return CREATED_AT.format(time);
  }

  /** Labels as {@code key=value,key=value}. */
  public static String labels(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(","));
  }

  /** Without control characters: what came with an image must not reach the terminal as it is. */
  public static String shown(String text) {
    // In pieces, for what displays names cuts long ones.
    StringBuilder shown = new StringBuilder();
    int from = 0;
    while (text.length() - from > PIECE) {
      int to = from + PIECE;
      to -= Character.isHighSurrogate(text.charAt(to - 1)) ? 1 : 0;
      shown.append(Names.display(text.substring(from, to)));
      from = to;
    }
    return shown.append(Names.display(text.substring(from))).toString();
  }
}
