package io.unionfs.registry;

import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a server wants to be told who asks (RFC 9110, 11.6.1; the token authentication of the CNCF's
 * distribution project).
 *
 * @param scheme in lower case
 * @param parameters by name in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
  private static final int MAX_LENGTH = 16 << 10;
  private static final String BEARER = "bearer";
  private static final String BASIC = "basic";

  Challenge {
    parameters = Map.copyOf(parameters);
  }

  boolean isBearer() {
    return scheme.equals(BEARER);
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** The one to answer: a token's if there is one, else that of a password. */
  static Optional<Challenge> best(HttpHeaders headers) {
    List<Challenge> all = new ArrayList<>();
    for (String value : headers.allValues("WWW-Authenticate")) {
      if (value.length() <= MAX_LENGTH) {
        all.addAll(parse(value));
      }
    }
    return of(all, BEARER).or(() -> of(all, BASIC));
  }

  private static Optional<Challenge> of(List<Challenge> all, String scheme) {
    return all.stream().filter(each -> each.scheme().equals(scheme)).findFirst();
  }

  /** The challenges in a header; what cannot be read ends them. */
  static List<Challenge> parse(String text) {
    List<Challenge> challenges = new ArrayList<>();
    Cursor at = new Cursor(text);
    String scheme = null;
    Map<String, String> parameters = new HashMap<>();
    while (at.skipSeparators()) {
      String word = at.token();
      if (word.isEmpty()) {
        break;
      }
      if (at.consume('=')) {
        parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), at.value());
      } else {
        if (scheme != null) {
          challenges.add(new Challenge(scheme, parameters));
        }
        scheme = word.toLowerCase(Locale.ROOT);
        parameters = new HashMap<>();
      }
    }
    if (scheme != null) {
      challenges.add(new Challenge(scheme, parameters));
    }
    return challenges;
  }

  private static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    /** Whether there is more behind blanks and commas. */
    boolean skipSeparators() {
      while (at < text.length() && " \t,".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return at < text.length();
    }

    String token() {
      int start = at;
      while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    boolean consume(char wanted) {
      int found = at;
      while (found < text.length() && " \t".indexOf(text.charAt(found)) >= 0) {
        found++;
      }
      if (found < text.length() && text.charAt(found) == wanted) {
        at = found + 1;
        return true;
      }
      return false;
    }

    String value() {
      if (!consume('"')) {
        return token();
      }
      StringBuilder value = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at++));
      }
      at++;
      return value.toString();
    }
  }
}
