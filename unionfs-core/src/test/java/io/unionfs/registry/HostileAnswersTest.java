package io.unionfs.registry;

import static io.unionfs.registry.RegistryContractTest.OCI_MANIFEST;
import static io.unionfs.registry.RegistryContractTest.manifest;
import static io.unionfs.registry.RegistryContractTest.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestRegistry;
import io.unionfs.testing.registry.TestReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Documents that are not what was asked for, or not what they are said to be. */
class HostileAnswersTest extends FaultTestBase {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  private static final String EMPTY_INDEX = "{\"schemaVersion\":2,\"manifests\":[]}";
  private static final String EMPTY_MANIFEST =
      "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\"},\"layers\":[]}";

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private RegistryException refusal(String mediaType, String json) throws Exception {
    TestRegistry registry = registry().manifest("app", "v1", mediaType, utf8(json));
    return assertRefused(Kind.INVALID, () -> app(registry).manifest("v1"));
  }

  private String type(String mediaType, String json) throws Exception {
    TestRegistry registry = registry().manifest("app", "v1", mediaType, utf8(json));
    return app(registry).manifest("v1").descriptor().mediaType();
  }

  @Test
  void aManifestOfAnotherDigestIsRefused() throws Exception {
    byte[] good = utf8(EMPTY_MANIFEST);
    TestRegistry registry = registry().manifest("app", "v1", OCI_MANIFEST, good);
    registry.always("GET", "/manifests/", Fault.changed(reply -> reply.body(EMPTY_MANIFEST + " ")));
    String digest = Hashing.sha256(good).toString();
    RegistryException byDigest = assertRefused(Kind.INVALID, () -> app(registry).manifest(digest));
    assertThat(byDigest).hasMessageContaining("what came has another digest");
    RegistryException byTag = assertRefused(Kind.INVALID, () -> app(registry).manifest("v1"));
    assertThat(byTag).hasMessageContaining("is said to have " + digest);
  }

  @Test
  void aDigestThatIsNoneIsRefused() throws Exception {
    TestRegistry registry = registry().manifest("app", "v1", OCI_MANIFEST, utf8(EMPTY_MANIFEST));
    for (String told : new String[] {"sha256:abc", "../../etc", "md5:x"}) {
      registry.next(
          "", "/manifests/", Fault.changed(reply -> reply.with("Docker-Content-Digest", told)));
      assertRefused(Kind.INVALID, () -> app(registry).manifest("v1"));
      registry.next(
          "", "/manifests/", Fault.changed(reply -> reply.with("Docker-Content-Digest", told)));
      assertRefused(Kind.INVALID, () -> app(registry).find("v1"));
    }
  }

  @Test
  void aHeadThatNamesAnotherDigestIsRefused() throws Exception {
    byte[] good = utf8(EMPTY_MANIFEST);
    TestRegistry registry = registry().manifest("app", "v1", OCI_MANIFEST, good);
    String other = Hashing.sha256(new byte[1]).toString();
    Fault lie = Fault.changed(reply -> reply.with("Docker-Content-Digest", other));
    registry.always("HEAD", "", lie);
    String digest = Hashing.sha256(good).toString();
    assertRefused(Kind.INVALID, () -> app(registry).find(digest));
    registry.blob("app", good);
    assertRefused(Kind.INVALID, () -> app(registry).hasBlob(Hashing.sha256(good)));
  }

  @Test
  void aHeadThatDoesNotSayEnoughIsFollowedByTheDocument() throws Exception {
    byte[] good = utf8(EMPTY_MANIFEST);
    TestRegistry registry = registry().manifest("app", "v1", OCI_MANIFEST, good);
    registry.always("HEAD", "", Fault.changed(reply -> reply.with("Docker-Content-Digest", null)));
    assertThat(app(registry).find("v1"))
        .contains(Descriptor.of(OCI_MANIFEST, Hashing.sha256(good), good.length));
  }

  @Test
  void aDocumentThatCanBeReadAsAManifestAndAsAnIndexIsRefused() throws Exception {
    String both = "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}";
    for (String type : List.of(OCI_MANIFEST, INDEX, "application/json")) {
      assertThat(refusal(type, both)).hasMessageContaining("as an index and as a manifest");
    }
    assertThat(refusal(INDEX, "{\"schemaVersion\":2,\"manifests\":[],\"fsLayers\":[]}"))
        .hasMessageContaining("as an index and as a manifest");
    assertThat(refusal(OCI_MANIFEST, "{\"schemaVersion\":2,\"Layers\":[],\"config\":{}}"))
        .hasMessageContaining("\"Layers\" can be read as \"layers\"");
  }

  @Test
  void aDocumentThatIsDeclaredAsAnotherThingIsRefused() throws Exception {
    assertThat(refusal(OCI_MANIFEST, EMPTY_INDEX)).hasMessageContaining("but is none");
    assertThat(refusal(INDEX, EMPTY_MANIFEST)).hasMessageContaining("but is none");
    String own = EMPTY_MANIFEST.replace("{\"sch", "{\"mediaType\":\"" + OCI_MANIFEST + "\",\"sch");
    assertThat(refusal(DOCKER_MANIFEST, own)).hasMessageContaining("calls itself");
  }

  @Test
  void whatIsNoDocumentIsRefused() throws Exception {
    for (String text : new String[] {"", "[]", "{", "\0", "{\"a\":1,\"a\":2}", "{}"}) {
      refusal("application/json", text);
    }
    refusal(OCI_MANIFEST, "{\"schemaVersion\":1,\"config\":{},\"layers\":[]}");
    refusal(OCI_MANIFEST, "[".repeat(100_000));
  }

  @Test
  void aMediaTypeThatSaysNothingIsMadeOutFromTheDocument() throws Exception {
    assertThat(type("application/json; charset=utf-8", EMPTY_MANIFEST)).isEqualTo(OCI_MANIFEST);
    assertThat(type("text/plain", EMPTY_INDEX)).isEqualTo(INDEX);
    assertThat(type(OCI_MANIFEST + "; charset=utf-8", EMPTY_MANIFEST)).isEqualTo(OCI_MANIFEST);
    String docker =
        EMPTY_MANIFEST.replace("\"x\"", "\"application/vnd.docker.container.image.v1+json\"");
    assertThat(type("", docker)).isEqualTo(DOCKER_MANIFEST);
  }

  @Test
  void anErrorIsQuotedOnOneLineThatATerminalCanShow() throws Exception {
    TestRegistry registry = registry();
    TestReply hostile =
        TestReply.of(400).body("bad\r\n\u001b[31mred\u202e\u0007 " + "x".repeat(100_000));
    registry.next("GET", "", Fault.instead(hostile));
    RegistryException e = assertRefused(Kind.INVALID, () -> app(registry).manifest("v1"));
    assertThat(e.getMessage()).contains(": bad \\x1b[31mred?\\x07 xxx").hasSizeLessThan(500);
    registry.next(
        "GET",
        "",
        Fault.instead(TestReply.error(403, "DENIED\\u001b", "not\\nyours").with("X", "y")));
    RegistryException denied = assertRefused(Kind.DENIED, () -> app(registry).manifest("v1"));
    assertThat(denied).hasMessageContaining("DENIED\\x1b: not yours");
  }

  @Test
  void whatIsPutMustBeWhatItIsPutAs() throws Exception {
    TestRegistry registry = registry();
    String other = Hashing.sha256(new byte[1]).toString();
    Repository app = app(registry);
    assertRefused(Kind.INVALID, () -> app.putManifest(other, utf8(EMPTY_MANIFEST), OCI_MANIFEST));
    for (String type : new String[] {"", "a b", "a\r\nAuthorization: x", "\u00fc"}) {
      assertRefused(Kind.INVALID, () -> app.putManifest("v1", utf8(EMPTY_MANIFEST), type));
    }
    byte[] large = new byte[(4 << 20) + 1];
    assertRefused(Kind.INVALID, () -> app.putManifest("v1", large, OCI_MANIFEST));
    assertThat(registry.requests("PUT", "")).isEmpty();
    registry.next("PUT", "", Fault.changed(reply -> reply.with("Docker-Content-Digest", other)));
    RegistryException e =
        assertRefused(
            Kind.INVALID, () -> app.putManifest("v1", utf8(EMPTY_MANIFEST), OCI_MANIFEST));
    assertThat(e).hasMessageContaining("but stored as " + other);
  }

  @Test
  void whatCanBeNoHostIsSaidToBeNone() throws Exception {
    for (String host :
        List.of(
            "registry.1:5000", "300.1.1.1", "localhost:99999", "localhost:99999999999", "[:::]")) {
      Repository app = client(builder()).repository(ImageReference.parse(host + "/app"));
      RegistryException e = assertRefused(Kind.INVALID, () -> app.manifest("1"));
      assertThat(e).hasMessageStartingWith(host + ": there can be no host");
    }
  }

  @Test
  void whatIsNoTagIsNotAskedFor() throws Exception {
    TestRegistry registry = registry();
    for (String reference : new String[] {"", "a/b", "../x", "-x", "a b", "sha256:12", "v1?x"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> app(registry).manifest(reference));
    }
    assertThat(registry.requests("GET", "/manifests/")).isEmpty();
  }

  @Test
  void tagsThatAreNoneAreRefused() throws Exception {
    TestRegistry registry = registry().blob("app", new byte[1]);
    for (String tags :
        new String[] {"[\"../x\"]", "[\"a\\u001b\"]", "[1]", "{}", "\"v1\"", "[\"\"]"}) {
      registry.next("GET", "/tags/", Fault.changed(reply -> reply.body("{\"tags\":" + tags + "}")));
      assertRefused(Kind.INVALID, () -> app(registry).tags());
    }
    registry.next("GET", "/tags/", Fault.changed(reply -> reply.body("{\"tags\":null}")));
    assertThat(app(registry).tags()).isEmpty();
  }

  @Test
  void pagesThatNameEachOtherComeToAnEnd() throws Exception {
    TestRegistry registry = registry().blob("app", new byte[1]);
    registry.always(
        "GET",
        "/tags/",
        Fault.changed(reply -> reply.with("Link", "</v2/app/tags/list?last=a>; rel=\"next\"")));
    RegistryException e = assertRefused(Kind.INVALID, () -> app(registry).tags());
    assertThat(e).hasMessageContaining("names itself");
    AtomicInteger page = new AtomicInteger();
    TestRegistry endless = registry().blob("app", new byte[1]);
    endless.always(
        "GET",
        "/tags/",
        Fault.changed(
            reply ->
                reply.with(
                    "Link", "</v2/app/tags/list?p=" + page.incrementAndGet() + ">; rel=next")));
    assertThat(assertRefused(Kind.INVALID, () -> app(endless).tags()))
        .hasMessageContaining("more than 1000 pages");
  }

  @Test
  void pagesThatAreTooMuchTogetherAreRefused() throws Exception {
    TestRegistry registry = registry().blob("app", new byte[1]);
    AtomicInteger page = new AtomicInteger();
    String large = "{\"x\":\"" + "x".repeat(4_000_000) + "\"}";
    registry.always(
        "GET",
        "/tags/",
        Fault.changed(
            reply ->
                reply
                    .body(large)
                    .with(
                        "Link", "</v2/app/tags/list?p=" + page.incrementAndGet() + ">;rel=next")));
    assertThat(assertRefused(Kind.INVALID, () -> app(registry).tags()))
        .hasMessageContaining("longer than 67108864 bytes");
    assertThat(page.get()).isLessThan(20);
  }

  @Test
  void referrersThatAreNoneAreRefused() throws Exception {
    TestRegistry registry = registry().referrersApi();
    Digest subject = Hashing.sha256(new byte[1]);
    for (String json :
        new String[] {
          EMPTY_MANIFEST,
          "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"x\",\"size\":1}]}",
          "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"" + subject + "\",\"size\":-1}]}",
          "{\"schemaVersion\":2,\"manifests\":7}"
        }) {
      registry.next("GET", "/referrers/", Fault.changed(reply -> reply.body(json)));
      assertRefused(Kind.INVALID, () -> app(registry).referrers(subject, ""));
    }
  }

  @Test
  void aRegistryThatDoesNotFilterIsFilteredFor() throws Exception {
    TestRegistry registry = registry().referrersApi();
    Repository app = app(registry);
    Manifest subject = manifest(app, random(100, 1));
    app.putManifest("v1", subject.bytes(), OCI_MANIFEST);
    RegistryContractTest.putReferrer(app, subject, "application/x.one");
    Digest two = RegistryContractTest.putReferrer(app, subject, "application/x.two");
    List<TestReply> all = new ArrayList<>();
    registry.next(
        "GET",
        "/referrers/",
        Fault.changed(
            reply -> {
              all.add(reply);
              return reply;
            }));
    assertThat(app.referrers(subject.digest(), "")).hasSize(2);
    registry.next("GET", "/referrers/", Fault.instead(all.get(0)));
    assertThat(app.referrers(subject.digest(), "application/x.two"))
        .extracting(Descriptor::digest)
        .containsExactly(two);
    assertThat(registry.requests("GET", "/referrers/").get(1).parameter("artifactType"))
        .contains("application/x.two");
  }

  @Test
  void theTagThatTakesTheApisPlaceKeepsWhatOthersWrote() throws Exception {
    TestRegistry registry = registry();
    Repository app = app(registry);
    Manifest subject = manifest(app, random(100, 1));
    app.putManifest("v1", subject.bytes(), OCI_MANIFEST);
    String tag = "sha256-" + subject.digest().hex();
    Digest other = Hashing.sha256(new byte[7]);
    String index =
        "{\"schemaVersion\":2,\"mediaType\":\""
            + INDEX
            + "\",\"manifests\":[{\"mediaType\":\"x\",\"digest\":\""
            + other
            + "\",\"size\":7,\"artifactType\":\"y\",\"unknown\":[1]}],\"annotations\":{\"k\":\"v\"}}";
    app.putManifest(tag, utf8(index), INDEX);
    Digest mine = RegistryContractTest.putReferrer(app, subject, "application/x.one");
    assertThat(app.referrers(subject.digest(), ""))
        .extracting(Descriptor::digest)
        .containsExactly(other, mine);
    assertThat(new String(app.manifest(tag).bytes(), StandardCharsets.UTF_8))
        .contains("\"unknown\":[1]", "\"k\":\"v\"", "\"artifactType\":\"application/x.one\"");
  }

  @Test
  void anEntryThatAnotherWriterOverwroteIsWrittenAgain() throws Exception {
    TestRegistry registry = registry();
    Repository app = app(registry);
    Manifest subject = manifest(app, random(100, 1));
    app.putManifest("v1", subject.bytes(), OCI_MANIFEST);
    String empty = "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[]}";
    registry.next(
        "PUT",
        "/manifests/sha256-",
        exchange -> {
          TestReply reply = exchange.reply();
          registry.manifest("app", "sha256-" + subject.digest().hex(), INDEX, utf8(empty));
          exchange.send(reply);
          return Fault.Then.GO_ON;
        });
    Digest mine = RegistryContractTest.putReferrer(app, subject, "application/x.one");
    assertThat(app.referrers(subject.digest(), ""))
        .extracting(Descriptor::digest)
        .containsExactly(mine);
    assertThat(registry.requests("PUT", "/manifests/sha256-")).hasSize(2);
  }

  @Test
  void aManifestInTheIndexesPlaceIsNotOverwritten() throws Exception {
    TestRegistry registry = registry();
    Repository app = app(registry);
    Manifest subject = manifest(app, random(100, 1));
    String tag = "sha256-" + subject.digest().hex();
    app.putManifest(tag, subject.bytes(), OCI_MANIFEST);
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> RegistryContractTest.putReferrer(app, subject, "application/x.one"))
        .withMessageContaining("is not an index");
    assertThat(app.manifest(tag).bytes()).isEqualTo(subject.bytes());
  }
}
