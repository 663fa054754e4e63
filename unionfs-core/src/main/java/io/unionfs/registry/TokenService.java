package io.unionfs.registry;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentException;
import io.unionfs.registry.RegistryException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Gets tokens where a registry says (the token and OAuth2 specifications of the CNCF's distribution
 * project): by a password, by a refresh token, or for nobody. Safe for use by many threads.
 */
final class TokenService {
  private static final String WHAT = "token";
  private static final int MAX_BYTES = 1 << 20;
  private static final long DEFAULT_SECONDS = 60;
  private static final long MAX_SECONDS = 24 * 60 * 60;

  /** What may stand in a header: else it would show in the message of the one who refuses it. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private final Endpoint endpoint;
  private final Sender sender;

  /** Refresh tokens by service. */
  private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();

  /**
   * A token.
   *
   * @param lifetime how long to use it
   */
  record Token(String text, Duration lifetime) {
    /** Without the text. */
    @Override
    public String toString() {
      return "***";
    }
  }

  TokenService(Endpoint endpoint, Sender sender) {
    this.endpoint = endpoint;
    this.sender = sender;
  }

  /**
   * Gets a token.
   *
   * @param who null for nobody
   */
  Token token(Challenge challenge, Scopes scopes, Credentials who) throws IOException {
    URI realm = realm(challenge);
    String service = challenge.parameter("service");
    String key = realm + " " + service;
    boolean refreshing = who != null && who.isRefreshToken();
    String refresh = refreshing ? who.secret() : refreshTokens.get(key);
    if (refresh != null) {
      try {
        return read(key, realm, posted(realm, service, scopes, refresh));
      } catch (RegistryException e) {
        if (refreshing) {
          throw e;
        }
        refreshTokens.remove(key);
      }
    }
    return read(key, realm, gotten(realm, service, scopes, who));
  }

  private URI realm(Challenge challenge) throws IOException {
    String realm = challenge.parameter("realm");
    if (realm.isEmpty()) {
      throw endpoint.invalid("wants a token, but does not say from where", null);
    }
    return endpoint.origins().target(endpoint.origin(), realm, "token service");
  }

  private byte[] gotten(URI realm, String service, Scopes scopes, Credentials who)
      throws IOException {
    StringBuilder query = new StringBuilder();
    append(query, "service", service);
    scopes.all().forEach(scope -> append(query, "scope", scope));
    if (who != null) {
      append(query, "account", who.user());
    }
    String separator = realm.getRawQuery() == null ? "?" : "&";
    URI uri = query.length() == 0 ? realm : URI.create(realm + separator + query);
    Call call = Call.of("GET", uri, WHAT);
    return sent(
        who == null ? call : call.authorized(Authorizer.basic(who)).hiding(who.secret()),
        who == null);
  }

  private byte[] posted(URI realm, String service, Scopes scopes, String refresh)
      throws IOException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("service", service);
    form.put("client_id", "unionfs");
    form.put("scope", String.join(" ", scopes.all()));
    form.put("refresh_token", refresh);
    StringBuilder body = new StringBuilder();
    form.forEach((name, value) -> append(body, name, value));
    Call call =
        Call.of("POST", realm, WHAT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(Outgoing.of(body.toString().getBytes(StandardCharsets.US_ASCII)))
            .hiding(refresh);
    return sent(call, false);
  }

  private static void append(StringBuilder query, String name, String value) {
    if (!value.isEmpty()) {
      query.append(query.length() == 0 ? "" : "&").append(name).append('=');
      query.append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
    }
  }

  private byte[] sent(Call call, boolean nobody) throws IOException {
    return sender.retried(
        call,
        () -> {
          try (Answer answer = sender.calm(sender.send(call))) {
            if (answer.status() == 200) {
              return sender.document(answer, MAX_BYTES);
            }
            Kind kind =
                answer.status() == 401 || answer.status() == 403 ? Kind.DENIED : Kind.INVALID;
            String how = nobody ? "gives nobody a token" : "does not accept the credentials";
            String at = "the token service " + Origins.display(call.uri());
            String status = ": status " + answer.status() + sender.said(answer);
            throw new RegistryException(
                kind, endpoint.name() + ": " + at + " " + how + status, null);
          }
        });
  }

  private Token read(String key, URI realm, byte[] json) throws RegistryException {
    String where = endpoint.name() + ": the token of " + Origins.display(realm);
    try {
      Document document = Document.parse(where, json);
      String access = document.text("access_token", "");
      String token = document.text("token", access);
      String text = token.isEmpty() ? access : token;
      if (!TOKEN.matcher(text).matches()) {
        throw document.fault("is missing, or no text that can be sent");
      }
      String refresh = document.text("refresh_token", "");
      if (!refresh.isEmpty()) {
        refreshTokens.put(key, refresh);
      }
      long seconds = Math.min(document.number("expires_in", DEFAULT_SECONDS), MAX_SECONDS);
      return new Token(text, Duration.ofMillis(Math.max(seconds, 1) * 900));
    } catch (DocumentException e) {
      // Without the cause: what it quotes may be secret.
      throw new RegistryException(Kind.INVALID, e.getMessage(), null);
    }
  }

  /** The text without refresh tokens. */
  String redacted(String text) {
    String safe = text;
    for (String refresh : refreshTokens.values()) {
      safe = safe.replace(refresh, "***");
    }
    return safe;
  }
}
