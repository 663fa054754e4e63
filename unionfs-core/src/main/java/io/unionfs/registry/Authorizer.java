package io.unionfs.registry;

import io.unionfs.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one registry is told of who asks: nothing until it challenges, then a password or a token.
 * Tokens are kept by what they allow until they expire. Safe for use by many threads.
 */
final class Authorizer {
  private static final int MAX_KEPT = 1000;

  private final String host;
  private final CredentialSource source;
  private final TokenService service;
  private final InstantSource clock;
  private final Map<Scopes, Slot> slots = new ConcurrentHashMap<>();
  private volatile Challenge challenge;

  /** Who it was when it was looked up last; null for nobody. */
  private volatile Credentials last;

  /** The token for some scopes; one thread at a time gets a new one. */
  private static final class Slot {
    final ReentrantLock lock = new ReentrantLock();

    /** What the registry asked for beyond the scopes; guarded by the lock. */
    String asked = "";

    /** Null if there is none; written under the lock. */
    volatile String token;

    /** Guarded by the lock. */
    Instant expires;
  }

  /**
   * An authorizer that knows nothing yet.
   *
   * @param host as the source of credentials knows it
   */
  Authorizer(String host, CredentialSource source, TokenService service, InstantSource clock) {
    this.host = host;
    this.source = source;
    this.service = service;
    this.clock = clock;
  }

  /** The field {@code Authorization} of a request that needs {@code scopes}; empty for none. */
  Optional<String> header(Scopes scopes) throws IOException {
    Challenge asked = challenge;
    if (asked == null) {
      return Optional.empty();
    }
    if (asked.isBearer()) {
      return Optional.of("Bearer " + token(asked, scopes));
    }
    Credentials who = last == null ? credentials().orElse(null) : last;
    return Optional.ofNullable(who).filter(each -> !each.isRefreshToken()).map(Authorizer::basic);
  }

  static String basic(Credentials who) {
    String both = who.user() + ":" + who.secret();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<Credentials> credentials() throws IOException {
    Optional<Credentials> who = source.of(host);
    if (who.isPresent() && who.get().user().indexOf(':') >= 0) {
      String message = Texts.line(host) + ": a user's name cannot have a colon";
      throw new RegistryException(Kind.DENIED, message, null);
    }
    last = who.orElse(null);
    return who;
  }

  private String token(Challenge asked, Scopes scopes) throws IOException {
    Slot slot = slot(scopes);
    lock(slot);
    try {
      if (slot.token == null || !clock.instant().isBefore(slot.expires)) {
        slot.token = null;
        TokenService.Token token =
            service.token(asked, scopes.with(slot.asked), credentials().orElse(null));
        slot.expires = clock.instant().plus(token.lifetime());
        slot.token = token.text();
      }
      return slot.token;
    } finally {
      slot.lock.unlock();
    }
  }

  private static void lock(Slot slot) throws IOException {
    try {
      slot.lock.lockInterruptibly();
    } catch (InterruptedException e) {
      throw Interrupts.of(e);
    }
  }

  private Slot slot(Scopes scopes) {
    if (slots.size() >= MAX_KEPT) {
      slots.clear();
    }
    return slots.computeIfAbsent(scopes, each -> new Slot());
  }

  /**
   * Learns from an answer 401.
   *
   * @param sent the header that was not enough; null if there was none
   * @return whether it makes sense to ask again
   */
  boolean learn(Answer answer, Scopes scopes, String sent) throws IOException {
    Optional<Challenge> best = Challenge.best(answer.headers());
    if (best.isEmpty()) {
      return false;
    }
    Challenge asked = best.get();
    challenge = asked;
    if (!asked.isBearer()) {
      last = null;
      return !header(scopes).equals(Optional.ofNullable(sent));
    }
    Slot slot = slot(scopes);
    lock(slot);
    try {
      if (("Bearer " + slot.token).equals(sent)) {
        slot.token = null;
      }
      if (!scopes.with(slot.asked).with(asked.parameter("scope")).equals(scopes.with(slot.asked))) {
        slot.asked = asked.parameter("scope");
        slot.token = null;
      }
      return true;
    } finally {
      slot.lock.unlock();
    }
  }

  /** The call, with what is secret known to be. */
  Call hidden(Call call) {
    Credentials who = last;
    return who == null ? call : call.hiding(who.secret());
  }

  /** The text without what is secret. */
  String redacted(String text) {
    Credentials who = last;
    String safe = text;
    if (who != null && !who.secret().isEmpty()) {
      safe = safe.replace(who.secret(), "***");
      safe = safe.replace(basic(who).substring("Basic ".length()), "***");
    }
    for (Slot slot : slots.values()) {
      String token = slot.token;
      safe = token == null ? safe : safe.replace(token, "***");
    }
    return service.redacted(safe);
  }
}
