package io.unionfs.registry;

import io.unionfs.registry.RegistryException.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/**
 * Requests to one registry: who asks is told where it wants to know, and redirects are followed.
 * Credentials are for the registry itself; they do not go along to another scheme, host or port.
 * Safe for use by many threads.
 */
final class Requests {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_CHALLENGES = 2;
  private static final int UNAUTHORIZED = 401;

  private final Endpoint endpoint;
  private final Sender sender;
  private final Authorizer authorizer;

  Requests(Endpoint endpoint, Sender sender, Authorizer authorizer) {
    this.endpoint = endpoint;
    this.sender = sender;
    this.authorizer = authorizer;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Sender sender() {
    return sender;
  }

  /**
   * Sends it once, and once more with what it takes to be let in.
   *
   * @throws WireException if there is no answer, or one that asks to come again
   * @throws RegistryException DENIED if the registry lets nobody in
   */
  Answer once(Call call) throws IOException {
    for (int challenges = 0; ; challenges++) {
      String sent =
          endpoint.isHome(call.uri()) ? authorizer.header(call.scopes()).orElse(null) : null;
      Answer answer = followed(call, sent);
      if (answer.status() != UNAUTHORIZED || !endpoint.isHome(answer.from())) {
        return sender.calm(answer);
      }
      try (answer) {
        boolean again =
            challenges < MAX_CHALLENGES && authorizer.learn(answer, call.scopes(), sent);
        if (!again) {
          throw refusal(answer);
        }
        sender.said(answer);
      }
    }
  }

  private Answer followed(Call call, String authorization) throws IOException {
    Call next = call;
    boolean atHome = authorization != null;
    for (int hops = 0; ; hops++) {
      Answer answer =
          sender.send(atHome ? authorizer.hidden(next.authorized(authorization)) : next);
      if (!REDIRECTS.contains(answer.status())) {
        return answer;
      }
      try (answer) {
        if (hops == MAX_REDIRECTS) {
          throw invalid(call, "redirects more than " + MAX_REDIRECTS + " times");
        }
        URI target = redirect(call, answer);
        atHome = atHome && endpoint.isHome(target);
        next = next.to(target);
      }
    }
  }

  private URI redirect(Call call, Answer answer) throws IOException {
    String location = answer.header("Location").orElse("");
    if (location.isEmpty()) {
      throw invalid(call, "redirects to nowhere");
    }
    URI target = endpoint.origins().target(answer.from(), location, "redirect");
    boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
    boolean repeats = answer.status() >= 307 && Origins.same(answer.from(), target);
    if (!reads && !repeats) {
      throw invalid(call, "redirects what is sent to it to " + Origins.display(target));
    }
    return target;
  }

  /**
   * Checks the status of an answer; another than those expected ends it.
   *
   * @throws RegistryException what the registry said instead
   */
  Answer expect(Answer answer, Integer... statuses) throws IOException {
    if (Set.of(statuses).contains(answer.status())) {
      return answer;
    }
    try (answer) {
      throw refusal(answer);
    }
  }

  private RegistryException refusal(Answer answer) throws IOException {
    String said = sender.said(answer);
    int status = answer.status();
    String what =
        switch (status) {
          case UNAUTHORIZED -> "access is denied; log in, or as somebody else";
          case 403 -> "access is denied";
          case 404 -> "there is none";
          default -> "status " + status;
        };
    Kind kind =
        switch (status) {
          case UNAUTHORIZED, 403 -> Kind.DENIED;
          case 404 -> Kind.NOT_FOUND;
          default -> Kind.INVALID;
        };
    return new RegistryException(kind, sender.where(answer.call()) + ": " + what + said, null);
  }

  /** What is wrong with an answer. */
  RegistryException invalid(Call call, String what) {
    return new RegistryException(Kind.INVALID, sender.where(call) + ": " + what, null);
  }

  /**
   * Does something at the registry; whatever it answers, no secret shows in what is thrown.
   *
   * @throws RegistryException as {@code attempt} throws it
   */
  <T> T discreetly(Sender.Attempt<T> attempt) throws IOException {
    try {
      return attempt.run();
    } catch (RegistryException e) {
      String safe = authorizer.redacted(e.getMessage());
      if (safe.equals(e.getMessage())) {
        throw e;
      }
      // Without the cause, which may say the same.
      throw new RegistryException(e.kind(), safe, null);
    }
  }
}
