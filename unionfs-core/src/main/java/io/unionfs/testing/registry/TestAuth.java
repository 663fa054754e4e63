package io.unionfs.testing.registry;

import io.unionfs.registry.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whom a {@link TestRegistry} lets in: everyone, who has a password, or who has a token that was
 * given for one (Distribution, "Token Authentication Specification"). Safe for use by many threads.
 */
public final class TestAuth {
  private enum Kind {
    NOBODY_ASKS,
    BASIC,
    TOKEN
  }

  /** Where a {@link TestRegistry} gives tokens. */
  static final String TOKEN_PATH = "/token";

  private final Kind kind;
  private final Credentials who;
  private final Map<String, Set<String>> tokens = new ConcurrentHashMap<>();
  private final Map<String, Integer> issued = new ConcurrentHashMap<>();
  private final AtomicInteger given = new AtomicInteger();
  private volatile String realm;
  private volatile String refreshToken = "";
  private volatile String more = "";
  private volatile String refused;
  private volatile boolean anonymous;

  private TestAuth(Kind kind, Credentials who) {
    this.kind = kind;
    this.who = who;
  }

  /** Everyone. */
  public static TestAuth none() {
    return new TestAuth(Kind.NOBODY_ASKS, null);
  }

  /** Who has the password. */
  public static TestAuth basic(Credentials who) {
    return new TestAuth(Kind.BASIC, who);
  }

  /** Who has a token, which the registry gives for the password, for the scopes asked for. */
  public static TestAuth token(Credentials who) {
    return new TestAuth(Kind.TOKEN, who);
  }

  /** Says that tokens are to be had elsewhere. */
  public TestAuth realm(String url) {
    realm = url;
    return this;
  }

  /** A token is also given for this refresh token, by OAuth2. */
  public TestAuth refreshToken(String text) {
    refreshToken = text;
    return this;
  }

  /** There is no token for just these scopes, divided by blanks. */
  public TestAuth refusing(String scopes) {
    refused = scopes;
    return this;
  }

  /** Nobody gets a token to pull, too. */
  public TestAuth anonymousPull() {
    anonymous = true;
    return this;
  }

  /** Further fields of the answer with a token: {@code ,"expires_in":300}. */
  public TestAuth answering(String fields) {
    more = fields;
    return this;
  }

  /** No token that was given is good any more. */
  public void revoke() {
    tokens.clear();
  }

  /** How many tokens were given for these scopes, divided by blanks. */
  public int issued(String scopes) {
    return issued.getOrDefault(scopes, 0);
  }

  /** Empty if the request may do this in the repository; else the answer. */
  Optional<TestReply> check(String origin, TestRequest request, String repository, String action) {
    String told = request.header("authorization").orElse("");
    boolean good =
        switch (kind) {
          case NOBODY_ASKS -> true;
          case BASIC -> told.equals(password());
          case TOKEN -> isGood(told, repository, action);
        };
    if (good) {
      return Optional.empty();
    }
    String scope = "repository:" + repository + ":" + action;
    String challenge =
        kind == Kind.BASIC
            ? "Basic realm=\"tests\""
            : "Bearer realm=\""
                + (realm == null ? origin + TOKEN_PATH : realm)
                + "\",service=\"tests\""
                + (repository.isEmpty() ? "" : ",scope=\"" + scope + "\"");
    return Optional.of(
        TestReply.error(401, "UNAUTHORIZED", "authentication required")
            .with("WWW-Authenticate", challenge));
  }

  private boolean isGood(String told, String repository, String action) {
    Set<String> allowed =
        told.startsWith("Bearer ") ? tokens.get(told.substring("Bearer ".length())) : null;
    if (allowed == null || repository.isEmpty()) {
      return allowed != null;
    }
    return List.of(action.split(",")).stream()
        .allMatch(each -> allowed.contains("repository:" + repository + ":" + each));
  }

  private String password() {
    String both = who.user() + ":" + who.secret();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  /** Gives a token, if it is asked for rightly. */
  TestReply token(Received received) throws IOException {
    TestRequest request = received.request();
    String form = new String(received.body().readAllBytes(), StandardCharsets.UTF_8);
    boolean oauth = request.method().equals("POST");
    Map<String, List<String>> asked = oauth ? Received.parameters(form) : request.query();
    Optional<String> told = request.header("authorization");
    boolean known =
        oauth
            ? !refreshToken.isEmpty()
                && asked.getOrDefault("refresh_token", List.of()).contains(refreshToken)
            : told.isPresent() && told.get().equals(password());
    boolean nobody = !oauth && told.isEmpty() && anonymous;
    if (!known && !nobody) {
      return TestReply.error(401, "UNAUTHORIZED", "who are you? " + told.orElse(form));
    }
    List<String> scopes = new ArrayList<>();
    for (String text : asked.getOrDefault("scope", List.of())) {
      scopes.addAll(List.of(text.split(" ")));
    }
    if (String.join(" ", scopes).equals(refused)) {
      return TestReply.error(403, "DENIED", "requested access to the resource is denied");
    }
    Set<String> allowed = ConcurrentHashMap.newKeySet();
    for (String scope : scopes) {
      int actions = scope.lastIndexOf(':') + 1;
      for (String action : scope.substring(actions).split(",")) {
        if (known || action.equals("pull")) {
          allowed.add(scope.substring(0, actions) + action);
        }
      }
    }
    issued.merge(String.join(" ", scopes), 1, Integer::sum);
    String token = "token-" + given.incrementAndGet();
    tokens.put(token, allowed);
    String name = oauth ? "access_token" : "token";
    return TestReply.of(200)
        .with("Content-Type", "application/json")
        .body("{\"" + name + "\":\"" + token + "\"" + more + "}");
  }
}
