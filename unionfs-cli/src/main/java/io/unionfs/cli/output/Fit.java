package io.unionfs.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/** Has text, coloured or not, fit into the columns of a screen. */
public final class Fit {
  private static final String RESET = "\033[0m";

  /** With less room than this, lines are left as they are: pieces of a few letters are no help. */
  private static final int LEAST = 16;

  private Fit() {}

  /** How many columns {@code text} takes. Colours take none. */
  public static int width(String text) {
    int width = 0;
    for (int at = 0; at < text.length(); ) {
      int end = next(text, at);
      width += columns(text, at);
      at = end;
    }
    return width;
  }

  /** As much of {@code text} as there is room for; where some is left out, an ellipsis is last. */
  public static String shortened(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    String head = text.substring(0, end(text, columns - 1));
    return head + "…" + (colourOf(head).isEmpty() ? "" : RESET);
  }

  /**
   * {@code text} in lines, parted at blanks and behind slashes where there are any.
   *
   * @param indent what stands before all lines but the first
   */
  public static List<String> broken(String text, int columns, String indent) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    int room = columns;
    int later = columns - width(indent);
    while (width(rest) > room && Math.min(room, later) >= LEAST) {
      int end = parting(rest, room);
      String head = rest.substring(0, end).stripTrailing();
      String colour = colourOf(head);
      lines.add((lines.isEmpty() ? "" : indent) + head + (colour.isEmpty() ? "" : RESET));
      rest = colour + rest.substring(end).stripLeading();
      room = later;
    }
    lines.add((lines.isEmpty() ? "" : indent) + rest);
    return lines;
  }

  /** Where a line of {@code room} columns ends: not in its first half, if it need not. */
  private static int parting(String text, int room) {
    int end = end(text, room);
    int found = end;
    int width = 0;
    for (int at = 0; at < end; at = next(text, at)) {
      width += columns(text, at);
      boolean isBehind = text.charAt(at) == '/' || text.startsWith(" ", next(text, at));
      if (isBehind && width >= room / 2) {
        found = next(text, at);
      }
    }
    return text.startsWith(" ", end) ? end : found;
  }

  /** Where the first {@code columns} columns of {@code text} end. */
  private static int end(String text, int columns) {
    int width = 0;
    int at = 0;
    while (at < text.length() && width + columns(text, at) <= columns) {
      width += columns(text, at);
      at = next(text, at);
    }
    return at;
  }

  /** Where what stands at {@code at} ends: a character, or a change of colour. */
  private static int next(String text, int at) {
    return isColour(text, at) ? text.indexOf('m', at) + 1 : text.offsetByCodePoints(at, 1);
  }

  private static int columns(String text, int at) {
    return isColour(text, at) ? 0 : Math.max(0, WCWidth.wcwidth(text.codePointAt(at)));
  }

  private static boolean isColour(String text, int at) {
    return text.startsWith("\033[", at) && text.indexOf('m', at) > 0;
  }

  /** The colour at the end of {@code text}; empty for none. */
  private static String colourOf(String text) {
    int last = text.lastIndexOf("\033[");
    return last < 0 || text.startsWith(RESET, last) ? "" : text.substring(last, next(text, last));
  }
}
