package io.unionfs.registry;

import static io.unionfs.registry.RegistryContractTest.blob;
import static io.unionfs.registry.RegistryContractTest.push;
import static io.unionfs.registry.RegistryContractTest.random;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.registry.Repository.Pushed;
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestAuth;
import io.unionfs.testing.registry.TestRegistry;
import io.unionfs.testing.registry.TestReply;
import io.unionfs.trace.ProgressListener;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who asks is told to the registry, when it asks, and to nobody else. */
class CredentialsOnTheWireTest extends FaultTestBase {
  private static final byte[] BYTES = random(10_000, 1);
  private static final String ENCODED =
      Base64.getEncoder()
          .encodeToString((WHO.user() + ":" + WHO.secret()).getBytes(StandardCharsets.UTF_8));

  private static List<String> told(TestRegistry registry, String method, String part) {
    return registry.requests(method, part).stream()
        .map(request -> request.header("Authorization").orElse(""))
        .toList();
  }

  @Test
  void aPasswordIsSentWhenTheRegistryAsksForIt() throws Exception {
    TestRegistry registry = registry(TestAuth.basic(WHO)).blob("app", BYTES);
    Repository app = app(registry);
    app.fetch(blob(BYTES), BYTES.length);
    app.hasBlob(blob(BYTES).digest());
    assertThat(told(registry, "", "/blobs/"))
        .containsExactly("", "Basic " + ENCODED, "Basic " + ENCODED);
  }

  @Test
  void aRegistryThatDoesNotAskIsNotTold() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    app(registry).fetch(blob(BYTES), BYTES.length);
    assertThat(told(registry, "", "")).containsOnly("");
  }

  @Test
  void aWrongPasswordIsDeniedAndNotShown() throws Exception {
    Credentials other = new Credentials(WHO.user(), "other");
    TestRegistry registry = registry(TestAuth.basic(other)).blob("app", BYTES);
    RegistryException e =
        assertRefused(Kind.DENIED, () -> app(registry).fetch(blob(BYTES), BYTES.length));
    assertDiscreet(e, WHO.secret(), ENCODED);
    assertThat(registry.requests("GET", "/blobs/")).hasSize(2);
  }

  @Test
  void nobodyIsDenied() throws Exception {
    TestRegistry registry = registry(TestAuth.basic(WHO)).blob("app", BYTES);
    RegistryException e =
        assertRefused(Kind.DENIED, () -> app(registry, builder()).fetch(blob(BYTES), BYTES.length));
    assertThat(e).hasMessageContaining("log in");
  }

  @Test
  void aTokenServesManyRequestsOfItsScope() throws Exception {
    TestAuth auth = TestAuth.token(WHO);
    TestRegistry registry = registry(auth).blob("app", BYTES);
    Repository app = app(registry);
    for (int i = 0; i < 3; i++) {
      app.fetch(blob(BYTES), BYTES.length);
    }
    push(app, random(10, 2));
    push(app, random(10, 3));
    assertThat(auth.issued("repository:app:pull")).isEqualTo(1);
    assertThat(auth.issued("repository:app:pull,push")).isEqualTo(1);
    assertThat(told(registry, "GET", "/token")).containsOnly("Basic " + ENCODED);
    assertThat(told(registry, "GET", "/blobs/")).noneMatch(text -> text.contains(ENCODED));
  }

  @Test
  void aTokenIsRenewedWhenItsTimeIsOver() throws Exception {
    TestAuth auth = TestAuth.token(WHO).answering(",\"expires_in\":300");
    TestRegistry registry = registry(auth).blob("app", BYTES);
    Repository app = app(registry);
    app.hasBlob(blob(BYTES).digest());
    now = now.plusSeconds(200);
    app.hasBlob(blob(BYTES).digest());
    assertThat(auth.issued("repository:app:pull")).isEqualTo(1);
    now = now.plusSeconds(90);
    app.hasBlob(blob(BYTES).digest());
    assertThat(auth.issued("repository:app:pull")).isEqualTo(2);
  }

  @Test
  void aTokenThatIsNoLongerGoodIsRenewed() throws Exception {
    TestAuth auth = TestAuth.token(WHO);
    TestRegistry registry = registry(auth).blob("app", BYTES);
    Repository app = app(registry);
    app.hasBlob(blob(BYTES).digest());
    auth.revoke();
    app.hasBlob(blob(BYTES).digest());
    assertThat(auth.issued("repository:app:pull")).isEqualTo(2);
  }

  @Test
  void aRepositoryThatIsNotThereYetIsPushedToWithoutATokenToPullFromIt() throws Exception {
    TestAuth auth = TestAuth.token(WHO).refusing("repository:app:pull");
    Repository app = app(registry(auth));
    assertThat(push(app, random(10, 2))).isEqualTo(Pushed.SENT);
    assertThat(push(app, random(10, 2))).isEqualTo(Pushed.EXISTED);
    assertThat(auth.issued("repository:app:pull,push")).isEqualTo(1);
  }

  @Test
  void aRefreshTokenIsNotSentAsAPassword() throws Exception {
    TestRegistry registry = registry(TestAuth.basic(WHO)).blob("app", BYTES);
    Credentials refresh = Credentials.ofRefreshToken("refresh-me");
    Repository app = app(registry, builder().credentials(host -> Optional.of(refresh)));
    assertRefused(Kind.DENIED, () -> app.fetch(blob(BYTES), BYTES.length));
    assertThat(told(registry, "", "")).containsOnly("");
  }

  @Test
  void aMountAsksForATokenThatMayReadTheOtherRepository() throws Exception {
    TestAuth auth = TestAuth.token(WHO);
    TestRegistry registry = registry(auth).blob("base", BYTES);
    assertThat(push(app(registry), BYTES, "base")).isEqualTo(Pushed.MOUNTED);
    assertThat(auth.issued("repository:app:pull,push repository:base:pull")).isEqualTo(1);
  }

  @Test
  void nobodyGetsATokenWhereNobodyMayPull() throws Exception {
    TestRegistry registry = registry(TestAuth.token(WHO).anonymousPull()).blob("app", BYTES);
    Repository app = app(registry, builder());
    assertThat(app.fetch(blob(BYTES), BYTES.length)).isEqualTo(BYTES);
    assertRefused(Kind.DENIED, () -> push(app, random(10, 2)));
  }

  @Test
  void aRefreshTokenIsSentByOauth() throws Exception {
    TestRegistry registry =
        registry(TestAuth.token(WHO).refreshToken("refresh-me")).blob("app", BYTES);
    Credentials refresh = Credentials.ofRefreshToken("refresh-me");
    Repository app = app(registry, builder().credentials(host -> Optional.of(refresh)));
    app.fetch(blob(BYTES), BYTES.length);
    assertThat(registry.requests("GET", "/token")).isEmpty();
    assertThat(told(registry, "POST", "/token")).containsExactly("");
    Credentials wrong = new Credentials("<token>", "wrong-refresh");
    RegistryException e =
        assertRefused(
            Kind.DENIED,
            () ->
                app(registry, builder().credentials(host -> Optional.of(wrong)))
                    .fetch(blob(BYTES), BYTES.length));
    assertDiscreet(e, "wrong-refresh");
  }

  @Test
  void aRefreshTokenThatIsGivenIsUsedInThePasswordsPlace() throws Exception {
    TestAuth auth =
        TestAuth.token(WHO)
            .refreshToken("refresh-me")
            .answering(",\"refresh_token\":\"refresh-me\"");
    TestRegistry registry = registry(auth).blob("app", BYTES);
    Repository app = app(registry);
    app.hasBlob(blob(BYTES).digest());
    push(app, random(10, 2));
    assertThat(registry.requests("GET", "/token")).hasSize(1);
    assertThat(registry.requests("POST", "/token")).hasSize(1);
    auth.refreshToken("another");
    auth.revoke();
    assertThat(app.hasBlob(blob(BYTES).digest())).isTrue();
    assertThat(registry.requests("GET", "/token")).hasSize(2);
  }

  @Test
  void aTokenServiceThatEchoesSecretsIsQuotedWithoutThem() throws Exception {
    Credentials other = new Credentials(WHO.user(), "other");
    TestRegistry registry = registry(TestAuth.token(other)).blob("app", BYTES);
    RegistryException e =
        assertRefused(Kind.DENIED, () -> app(registry).fetch(blob(BYTES), BYTES.length));
    assertThat(e).hasMessageContaining("who are you? Basic ***");
    assertDiscreet(e, WHO.secret(), ENCODED);
  }

  @Test
  void aRegistryThatEchoesSecretsIsQuotedWithoutThem() throws Exception {
    TestRegistry registry = registry(TestAuth.basic(WHO)).blob("app", BYTES);
    Fault echo =
        exchange -> {
          String told = exchange.request().header("Authorization").orElse("");
          exchange.send(
              TestReply.error(told.isEmpty() ? 401 : 400, "ECHO", told + " " + WHO.secret())
                  .with("WWW-Authenticate", "Basic realm=x"));
          return Fault.Then.GO_ON;
        };
    registry.always("GET", "/blobs/", echo);
    RegistryException e =
        assertRefused(Kind.INVALID, () -> app(registry).fetch(blob(BYTES), BYTES.length));
    assertThat(e).hasMessageContaining("ECHO: Basic *** ***");
    assertDiscreet(e, WHO.secret(), ENCODED);
  }

  @Test
  void aSecretThatIsCutByTheLimitOfAMessageIsNotShown() throws Exception {
    TestRegistry registry = registry(TestAuth.basic(WHO)).blob("app", BYTES);
    Repository app = app(registry);
    app.hasBlob(blob(BYTES).digest());
    for (int before = 270; before < 300; before += 7) {
      String text = "x".repeat(before) + WHO.secret();
      registry.next("GET", "/blobs/", Fault.instead(TestReply.error(400, "", text)));
      RegistryException e = assertRefused(Kind.INVALID, () -> app.fetch(blob(BYTES), BYTES.length));
      assertDiscreet(e, WHO.secret().substring(0, 4));
    }
  }

  @Test
  void aDocumentThatEchoesSecretsIsQuotedWithoutThem() throws Exception {
    TestRegistry registry = registry(TestAuth.token(WHO)).blob("app", BYTES);
    Repository app = app(registry);
    app.hasBlob(blob(BYTES).digest());
    String token = told(registry, "HEAD", "/blobs/").get(1).substring("Bearer ".length());
    for (String echo : new String[] {token, WHO.secret(), ENCODED}) {
      String json = "{\"mediaType\":\"" + echo + "\",\"manifests\":[]}";
      registry.next(
          "GET",
          "/manifests/",
          Fault.instead(TestReply.of(200).with("Content-Type", "a/b").body(json)));
      RegistryException e = assertRefused(Kind.INVALID, () -> app.manifest("v1"));
      assertThat(e).hasMessageContaining("calls itself \"***\"");
      assertDiscreet(e, echo);
    }
  }

  @Test
  void noObjectShowsASecret() {
    assertThat(WHO.toString()).doesNotContain(WHO.secret());
    Call call =
        Call.of("GET", java.net.URI.create("http://localhost/x?token=t0k"), "x")
            .authorized("Basic " + ENCODED)
            .hiding(WHO.secret());
    assertThat(call.toString()).doesNotContain(ENCODED, WHO.secret(), "t0k");
    assertThat(new TokenService.Token("t0k", SOON).toString()).doesNotContain("t0k");
  }

  @Test
  void aTokenThatCannotBeSentIsRefusedAndNotShown() throws Exception {
    for (String token : new String[] {"a\\nb: c", "", "\\u0000", "schl\\u00fcssel"}) {
      TestRegistry registry = registry(TestAuth.token(WHO)).blob("app", BYTES);
      TestReply reply = TestReply.of(200).body("{\"token\":\"" + token + "\"}");
      registry.always("GET", "/token", Fault.instead(reply));
      RegistryException e =
          assertRefused(Kind.INVALID, () -> app(registry).fetch(blob(BYTES), BYTES.length));
      assertThat(e).hasMessageEndingWith("is missing, or no text that can be sent");
    }
  }

  @Test
  void aHostileRealmIsToldNothing() throws Exception {
    TestRegistry other = registry();
    String port = other.host().substring("localhost".length());
    for (String realm :
        new String[] {
          "ftp://localhost" + port + "/token",
          "http://user:word@localhost" + port + "/token",
          "http://registry.example" + port + "/token",
          "http:///token",
          "http://localhost:99999/token",
          "http://registry.1/token",
          "file:///etc/passwd",
          "http://[",
          ""
        }) {
      TestRegistry registry = registry(TestAuth.token(WHO).realm(realm)).blob("app", BYTES);
      assertRefused(Kind.INVALID, () -> app(registry).fetch(blob(BYTES), BYTES.length));
    }
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void aTokenServiceThatRedirectsIsNotFollowed() throws Exception {
    TestRegistry other = registry();
    TestRegistry registry = registry(TestAuth.token(WHO)).blob("app", BYTES);
    registry.next("GET", "/token", Fault.redirect(307, other.origin() + "/token"));
    assertRefused(Kind.INVALID, () -> app(registry).fetch(blob(BYTES), BYTES.length));
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void credentialsStayBehindWhenTheRegistryRedirects() throws Exception {
    for (TestAuth auth : List.of(TestAuth.basic(WHO), TestAuth.token(WHO))) {
      TestRegistry other = registry().blob("stored", BYTES);
      TestRegistry registry = registry(auth).blob("app", BYTES);
      Repository app = app(registry);
      assertThat(app.hasBlob(blob(BYTES).digest())).isTrue();
      String place = other.origin() + "/v2/stored/blobs/" + blob(BYTES).digest();
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        registry.next("GET", "/blobs/", Fault.redirect(status, place + "?signed=1"));
        assertThat(app.fetch(blob(BYTES), BYTES.length)).isEqualTo(BYTES);
      }
      assertThat(told(registry, "GET", "/blobs/")).doesNotContain("").hasSize(5);
      assertThat(told(other, "GET", "/blobs/")).containsOnly("").hasSize(5);
    }
  }

  @Test
  void aServerThatTheRegistryRedirectsToGetsNoAnswerWhenItAsksWho() throws Exception {
    for (TestAuth auth : List.of(TestAuth.basic(WHO), TestAuth.token(WHO))) {
      TestRegistry other = registry(auth).blob("stored", BYTES);
      TestRegistry registry = registry(TestAuth.basic(WHO)).blob("app", BYTES);
      Repository app = app(registry);
      app.hasBlob(blob(BYTES).digest());
      String place = other.origin() + "/v2/stored/blobs/" + blob(BYTES).digest();
      registry.next("GET", "/blobs/", Fault.redirect(307, place));
      assertRefused(Kind.DENIED, () -> app.fetch(blob(BYTES), BYTES.length));
      assertThat(told(other, "", "")).containsExactly("");
    }
  }

  @Test
  void whoIsRedirectedBackIsNotToldAgain() throws Exception {
    TestRegistry other = registry();
    TestRegistry registry = registry(TestAuth.basic(WHO)).blob("app", BYTES);
    Repository app = app(registry);
    app.hasBlob(blob(BYTES).digest());
    registry.next("GET", "/blobs/", Fault.redirect(307, other.origin() + "/there"));
    other.next("GET", "/there", Fault.redirect(307, registry.origin() + "/v2/back"));
    registry.always("GET", "/v2/back", Fault.instead(TestReply.of(200).body(BYTES)));
    assertThat(app.fetch(blob(BYTES), BYTES.length)).isEqualTo(BYTES);
    assertThat(told(registry, "GET", "/v2/back")).containsExactly("");
  }

  @Test
  void redirectsComeToAnEnd() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.always("GET", "/blobs/", Fault.redirect(307, "/v2/app/blobs/x"));
    RegistryException e =
        assertRefused(Kind.INVALID, () -> app(registry).fetch(blob(BYTES), BYTES.length));
    assertThat(e).hasMessageContaining("redirects more than 5 times");
    assertThat(registry.requests("GET", "/blobs/")).hasSize(6);
  }

  @Test
  void aRedirectToWhereOneMustNotGoIsRefused() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    for (String place :
        new String[] {
          "",
          "file:///etc/passwd",
          "http://registry.example/blob",
          "http://169.254.169.254/latest",
          "http://a:b@localhost/blob",
          "jar:http://localhost/x!/y",
          "http://local host/"
        }) {
      registry.next("GET", "/blobs/", Fault.redirect(302, place));
      assertRefused(Kind.INVALID, () -> app(registry).fetch(blob(BYTES), BYTES.length));
    }
    assertThat(pauses).isEmpty();
  }

  @Test
  void whatIsSentFollowsNoRedirectToAnotherServer() throws Exception {
    TestRegistry other = registry();
    TestRegistry registry = registry();
    registry.next(
        "POST", "/uploads/", Fault.redirect(307, other.origin() + "/v2/app/blobs/uploads/"));
    assertRefused(Kind.INVALID, () -> push(app(registry), BYTES));
    assertThat(other.requests()).isEmpty();
    registry.next("POST", "/uploads/", Fault.redirect(307, "/v2/app/blobs/uploads/?moved=1"));
    assertThat(push(app(registry), BYTES)).isEqualTo(Pushed.SENT);
  }

  @Test
  void credentialsStayBehindWhenABlobIsToBeSentElsewhere() throws Exception {
    TestRegistry other = registry();
    TestRegistry registry = registry(TestAuth.basic(WHO));
    String place = other.origin() + "/v2/app/blobs/uploads/session-1";
    other.always("PUT", "/uploads/", Fault.instead(TestReply.of(201)));
    registry.always(
        "POST",
        "/uploads/",
        Fault.changed(reply -> reply.status() == 401 ? reply : reply.with("Location", place)));
    assertThat(push(app(registry), BYTES)).isEqualTo(Pushed.SENT);
    assertThat(told(registry, "POST", "/uploads/")).contains("Basic " + ENCODED);
    assertThat(told(other, "PUT", "/uploads/")).containsExactly("");
  }

  @Test
  void theNextPageIsNotLookedForElsewhere() throws Exception {
    TestRegistry other = registry();
    TestRegistry registry = registry().blob("app", BYTES);
    String link = "<" + other.origin() + "/v2/app/tags/list>; rel=\"next\"";
    registry.next("GET", "/tags/", Fault.changed(reply -> reply.with("Link", link)));
    RegistryException e = assertRefused(Kind.INVALID, () -> app(registry).tags());
    assertThat(e).hasMessageContaining("another server");
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void eachRegistryIsToldItsOwn() throws Exception {
    TestRegistry one = registry(TestAuth.basic(WHO)).blob("app", BYTES);
    Credentials second = new Credentials("another", "another-secret");
    TestRegistry two = registry(TestAuth.basic(second)).blob("app", BYTES);
    RegistryClient client =
        client(builder().credentials(host -> Optional.of(host.equals(one.host()) ? WHO : second)));
    for (TestRegistry each : List.of(one, two)) {
      Repository app = client.repository(ImageReference.parse(each.host() + "/app"));
      assertThat(app.fetch(blob(BYTES), BYTES.length)).isEqualTo(BYTES);
    }
    assertThat(told(one, "", "")).contains("Basic " + ENCODED);
    assertThat(told(two, "", "")).doesNotContain("Basic " + ENCODED);
  }

  @Test
  void aUserWithAColonIsDenied() throws Exception {
    TestRegistry registry = registry(TestAuth.basic(WHO)).blob("app", BYTES);
    Credentials odd = new Credentials("some:body", "word");
    assertRefused(
        Kind.DENIED,
        () ->
            app(registry, builder().credentials(host -> Optional.of(odd)))
                .fetch(blob(BYTES), directory.resolve("x"), ProgressListener.NONE));
  }
}
