package io.unionfs.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes secrets out of texts that are to be shown, and tells where they were. */
final class Redaction {
  private static final String WORDS =
      "(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)";

  /** What a variable that holds a secret is called; bounded, for texts are hostile. */
  private static final Pattern NAME =
      Pattern.compile("(?i)[A-Z0-9_.]{0,80}?" + WORDS + "(?:_?[0-9A-Z]{1,12})?");

  /** Names that end so say where a secret is, not what. */
  private static final Pattern PLACE = Pattern.compile("(?i).*_?(?:FILE|PATH|DIR|URL|URI|NAME)");

  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)(?<![A-Z0-9_.])([A-Z0-9_.]{0,80}?" + WORDS + "[A-Z0-9_]{0,40})[\"']?[=:]\\s?");
  private static final Pattern SET =
      Pattern.compile("(?i)(?<![A-Z0-9_])ENV\\s{1,8}([A-Z0-9_.]{0,80}?" + WORDS + ")\\s{1,8}");
  private static final Pattern OPTION =
      Pattern.compile(
          "(?i)(?<![A-Z0-9_-])--?([A-Z0-9-]{0,40}?"
              + "(?:password|passwd|secret|token|api-?key)[A-Z0-9-]{0,20})(?:=|\\s{1,8})");
  private static final Pattern BEARER =
      Pattern.compile("(?i)(?<![A-Z0-9_])(?:bearer|basic)\\s{1,8}(?=[A-Z0-9._~+/=-]{8})");
  private static final Pattern ADDRESS =
      Pattern.compile("://[^/\\s:@\"']{0,80}:(?=[^/\\s@\"']{1,200}@)");

  /** Short options whose value stands beside them, of programs that are known for it. */
  private static final Pattern SHORT_OPTION =
      Pattern.compile(
          "(?<![A-Za-z0-9_-])(?:"
              + "(?:mysql|mariadb)[a-z-]{0,20}\\s[^;&|\n]{0,200}?(?<=\\s)-p(?=\\S)"
              + "|(?:sshpass|useradd|usermod|(?:docker|podman|buildah|skopeo|helm|oc)\\s{1,4}login)"
              + "\\s[^;&|\n]{0,200}?(?<=\\s)-p\\s{0,4}(?=\\S))");

  private static final Pattern USER =
      Pattern.compile(
          "(?<![A-Za-z0-9_-])curl\\s[^;&|\n]{0,200}?(?<=\\s)(?:-u|--user)[\\s=]{0,4}"
              + "[\"']?[^\\s:\"'-][^\\s:\"']{0,80}:(?=\\S)");
  private static final Pattern CHPASSWD =
      Pattern.compile(
          "(?<![A-Za-z0-9_-])echo\\s{1,4}[\"']?[^\\s:\"'-][^\\s:\"']{0,80}:"
              + "(?=[^|\n]{1,200}\\|\\s{0,4}(?:sudo\\s{1,4})?chpasswd)");
  private static final List<Pattern> PATTERNS =
      List.of(ASSIGNED, SET, OPTION, BEARER, ADDRESS, SHORT_OPTION, USER, CHPASSWD);

  private static final int LONGEST = 2000;

  private Redaction() {}

  /** A piece of a text that is a secret. */
  record Piece(SecretKind kind, int from, int to) {}

  /** Whether a variable of this name holds a secret. */
  static boolean isSecretName(String name) {
    return NAME.matcher(name).matches() && !PLACE.matcher(name).matches();
  }

  /** A command with its secrets taken out, cut where it is very long. */
  static String redacted(String command) {
    return cut(without(command, pieces(command)));
  }

  /** A path or name with whatever has the shape of a secret taken out. */
  static String shown(String path) {
    List<Piece> tokens = tokens(path);
    return tokens.isEmpty() ? path : without(path, tokens);
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int to = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, to) + "…";
  }

  private static String without(String text, List<Piece> pieces) {
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    for (Piece piece : pieces) {
      if (piece.to() > at) {
        out.append(text, at, Math.max(at, piece.from()));
        out.append("[").append(piece.kind().words()).append("]");
        at = piece.to();
      }
    }
    return out.append(text, at, text.length()).toString();
  }

  /** All secrets of a command, in order. */
  static List<Piece> pieces(String command) {
    List<Piece> pieces = new ArrayList<>(tokens(command));
    for (Pattern pattern : PATTERNS) {
      Matcher matcher = pattern.matcher(command);
      int next = 0;
      while (next < command.length() && matcher.find(next)) {
        next = matcher.end();
        if (matcher.groupCount() > 0 && PLACE.matcher(matcher.group(1)).matches()) {
          continue;
        }
        int from = matcher.end();
        // On behind the value: what it looks like inside is part of it, and time stays linear.
        next = pattern == ADDRESS ? addressEnd(command, from) : valueEnd(command, from);
        if (next > from && !isReference(command, from)) {
          pieces.add(new Piece(SecretKind.PASSWORD, from, next));
        }
      }
    }
    pieces.sort(
        java.util.Comparator.comparingInt(Piece::from)
            .thenComparing(java.util.Comparator.comparingInt(Piece::to).reversed()));
    return pieces;
  }

  /** A value that is looked up elsewhere, or another option: {@code $TOKEN}, {@code --quiet}. */
  private static boolean isReference(String command, int at) {
    int first = command.charAt(at) == '"' && at + 1 < command.length() ? at + 1 : at;
    return command.charAt(first) == '$' || command.charAt(first) == '-';
  }

  /** The last at sign before the host: a password may hold some as well. */
  private static int addressEnd(String command, int from) {
    int end = command.indexOf('@', from);
    for (int at = end; at < command.length(); at++) {
      char c = command.charAt(at);
      if (c == '/' || c == '"' || c == '\'' || Character.isWhitespace(c)) {
        break;
      }
      end = c == '@' ? at : end;
    }
    return end;
  }

  private static int valueEnd(String command, int from) {
    if (from == command.length()) {
      return from;
    }
    char quote = command.charAt(from);
    boolean quoted = quote == '"' || quote == '\'';
    int at = quoted ? from + 1 : from;
    while (at < command.length()) {
      char c = command.charAt(at);
      if (c == '\\') {
        at++;
      } else if (quoted ? c == quote : Character.isWhitespace(c) || ";&|\"'".indexOf(c) >= 0) {
        break;
      }
      at++;
    }
    return Math.min(command.length(), quoted ? at + 1 : at);
  }

  /** What has a token's shape. Each character is a byte here, so that places are the same. */
  private static List<Piece> tokens(String text) {
    List<Piece> pieces = new ArrayList<>();
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.min(text.charAt(i), 0x80);
    }
    TokenShapes.find(
        bytes,
        0,
        bytes.length,
        bytes.length,
        (kind, from, to) ->
            pieces.add(new Piece(kind, from, kind == SecretKind.PRIVATE_KEY ? text.length() : to)));
    return pieces;
  }
}
