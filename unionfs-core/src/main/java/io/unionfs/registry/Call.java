package io.unionfs.registry;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A request that is yet to be sent, perhaps more than once.
 *
 * @param what it is about, for messages: {@code manifest latest}
 * @param patience how long to wait for the answer; null for as long as silence is allowed
 * @param secrets what no message may show, though the answer did
 */
record Call(
    String method,
    URI uri,
    String what,
    Scopes scopes,
    Map<String, String> headers,
    Outgoing body,
    Duration patience,
    List<String> secrets) {
  static Call of(String method, URI uri, String what) {
    return new Call(method, uri, what, Scopes.NONE, Map.of(), Outgoing.NOTHING, null, List.of());
  }

  Call scopes(Scopes needed) {
    return new Call(method, uri, what, needed, headers, body, patience, secrets);
  }

  Call header(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Call(method, uri, what, scopes, Map.copyOf(more), body, patience, secrets);
  }

  /** With the field that tells who asks. */
  Call authorized(String authorization) {
    return header("Authorization", authorization)
        .hiding(authorization.substring(authorization.indexOf(' ') + 1));
  }

  private Call without(String name) {
    Map<String, String> less = new HashMap<>(headers);
    less.remove(name);
    return new Call(method, uri, what, scopes, Map.copyOf(less), body, patience, secrets);
  }

  Call body(Outgoing content) {
    return new Call(method, uri, what, scopes, headers, content, patience, secrets);
  }

  Call patience(Duration most) {
    return new Call(method, uri, what, scopes, headers, body, most, secrets);
  }

  Call hiding(String secret) {
    if (secret.isEmpty()) {
      return this;
    }
    List<String> more = new ArrayList<>(secrets);
    more.add(secret);
    return new Call(method, uri, what, scopes, headers, body, patience, List.copyOf(more));
  }

  /** The same to another place, which is not told who asks. */
  Call to(URI other) {
    Call anonymous = without("Authorization");
    return new Call(method, other, what, scopes, anonymous.headers, body, patience, secrets);
  }

  /** The text without what is secret. */
  String redacted(String text) {
    String safe = text;
    for (String secret : secrets) {
      safe = safe.replace(secret, "***");
    }
    return safe;
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return method + " " + Origins.display(uri);
  }
}
