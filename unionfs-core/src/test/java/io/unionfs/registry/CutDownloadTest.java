package io.unionfs.registry;

import static io.unionfs.registry.RegistryContractTest.blob;
import static io.unionfs.registry.RegistryContractTest.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.unionfs.image.Descriptor;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestRegistry;
import io.unionfs.testing.registry.TestReply;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Blobs on their way down, and what happens to them. */
class CutDownloadTest extends FaultTestBase {
  private static final byte[] BYTES = random(300_000, 1);
  private static final Descriptor BLOB = blob(BYTES);

  private long fetch(Repository from) throws IOException {
    return from.fetch(BLOB, file(), ProgressListener.NONE);
  }

  private Path file() {
    return directory.resolve("blob");
  }

  @Test
  void aFetchGoesOnWhereTheConnectionWasCut() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.next("GET", "/blobs/", Fault.cutAfter(100_000));
    registry.next("GET", "/blobs/", Fault.cutAfter(50_000));
    assertThat(fetch(app(registry))).isEqualTo(BYTES.length);
    assertThat(file()).hasBinaryContent(BYTES);
    assertThat(registry.requests("GET", "/blobs/"))
        .extracting(request -> request.header("Range").orElse(""))
        .containsExactly("", "bytes=100000-", "bytes=150000-");
    assertThat(pauses).hasSize(2);
  }

  @Test
  void aFetchThatFailsKeepsWhatCameAndTheNextGoesOn() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.next("GET", "/blobs/", Fault.cutAfter(100_000));
    Repository app = app(registry, builder().attempts(1));
    assertRefused(Kind.UNAVAILABLE, () -> fetch(app));
    assertThat(file()).hasBinaryContent(Arrays.copyOf(BYTES, 100_000));
    assertThat(fetch(app)).isEqualTo(200_000);
    assertThat(file()).hasBinaryContent(BYTES);
  }

  @Test
  void aRegistryThatIgnoresTheRangeIsReadFromTheBeginning() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.next("GET", "/blobs/", Fault.cutAfter(100_000));
    registry.next("GET", "/blobs/", whole());
    assertThat(fetch(app(registry))).isEqualTo(100_000 + BYTES.length);
    assertThat(file()).hasBinaryContent(BYTES);
  }

  private static Fault whole() {
    return Fault.instead(TestReply.of(200).body(BYTES));
  }

  @Test
  void aRegistryThatAnswersWithAnotherRangeIsRefused() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    byte[] half = Arrays.copyOf(BYTES, 150_000);
    for (String range :
        new String[] {
          "bytes 0-299999/300000",
          "bytes 150001-299999/300000",
          "bytes 150000-299998/300000",
          "bytes 150000-299999/300001",
          "bytes 150000-",
          "bytes 99999999999999999999-1/2",
          "lines 150000-299999/300000",
          null
        }) {
      Files.write(file(), half);
      registry.next("GET", "/blobs/", Fault.changed(reply -> reply.with("Content-Range", range)));
      RegistryException e = assertRefused(Kind.INVALID, () -> fetch(app(registry)));
      assertThat(e).hasMessageContaining("another range came");
      assertThat(file()).hasBinaryContent(half);
    }
  }

  @Test
  void aPartThatWasNotAskedForIsRefused() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    TestReply part = TestReply.of(206).with("Content-Range", "bytes 0-299999/300000").body(BYTES);
    registry.next("GET", "/blobs/", Fault.instead(part));
    assertRefused(Kind.INVALID, () -> fetch(app(registry)));
  }

  @Test
  void aRangeThatIsRefusedIsAskedForFromTheBeginning() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    Files.write(file(), Arrays.copyOf(BYTES, 150_000));
    registry.next("GET", "/blobs/", Fault.instead(TestReply.of(416)));
    assertThat(fetch(app(registry))).isEqualTo(BYTES.length);
    assertThat(file()).hasBinaryContent(BYTES);
  }

  @Test
  void aBlobOfAnotherDigestIsRefusedAndRemoved() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.always("GET", "/blobs/", Fault.changed(reply -> reply.body(random(300_000, 2))));
    RegistryException e = assertRefused(Kind.INVALID, () -> fetch(app(registry)));
    assertThat(e).hasMessageContaining("another digest").hasMessageContaining(BLOB.digest() + "");
    assertThat(file()).doesNotExist();
    assertRefused(Kind.INVALID, () -> app(registry).fetch(BLOB, BYTES.length));
    assertThat(pauses).isEmpty();
  }

  @Test
  void aBeginningOfAnotherBlobCostsOneMoreFetchOnly() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    Files.write(file(), random(100_000, 3));
    assertThat(fetch(app(registry))).isEqualTo(200_000 + BYTES.length);
    assertThat(file()).hasBinaryContent(BYTES);
  }

  @Test
  void aWrongLengthIsRefusedBeforeAnythingIsRead() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    for (int length : new int[] {299_999, 300_001, 0}) {
      registry.next("GET", "/blobs/", Fault.changed(reply -> reply.body(random(length, 4))));
      RegistryException e = assertRefused(Kind.INVALID, () -> fetch(app(registry)));
      assertThat(e).hasMessageContaining("is said to have " + length + " bytes");
      assertThat(file()).isEmptyFile();
    }
  }

  @Test
  void moreThanTheDescriptorSaysIsCutOff() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.next("GET", "/blobs/", Fault.endless());
    RegistryException e = assertRefused(Kind.INVALID, () -> fetch(app(registry)));
    assertThat(e).hasMessageContaining("is longer than the 300000 bytes");
    assertThat(file()).doesNotExist();
    registry.next("GET", "/blobs/", Fault.endless());
    assertRefused(Kind.INVALID, () -> app(registry).fetch(BLOB, BYTES.length));
  }

  @Test
  void lessThanTheDescriptorSaysIsAskedForAgain() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    String head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    registry.next("GET", "/blobs/", Fault.raw(head + "short"));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> fetch(app(registry, builder().attempts(1))))
        .withMessageContaining("ended after 5 of 300000 bytes");
    Files.delete(file());
    byte[] start = Arrays.copyOf(BYTES, 5);
    registry.next(
        "GET",
        "/blobs/",
        exchange -> {
          exchange.out().write(head.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
          exchange.out().write(start);
          exchange.out().flush();
          return Fault.Then.CUT;
        });
    fetch(app(registry));
    assertThat(file()).hasBinaryContent(BYTES);
  }

  @Test
  void malformedChunksAreACutConnection() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    registry.next("GET", "/blobs/", Fault.malformedChunks());
    assertThat(fetch(app(registry))).isEqualTo(BYTES.length);
    assertThat(file()).hasBinaryContent(BYTES);
    registry.always("GET", "/blobs/", Fault.malformedChunks());
    Files.delete(file());
    assertRefused(Kind.UNAVAILABLE, () -> fetch(app(registry)));
  }

  @Test
  void aBlobLargerThanTheLimitIsNotAskedFor() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    assertRefused(Kind.INVALID, () -> app(registry).fetch(BLOB, BYTES.length - 1));
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void aSymbolicLinkInTheFilesPlaceIsNotFollowed() throws Exception {
    TestRegistry registry = registry().blob("app", BYTES);
    Path other = Files.write(directory.resolve("other"), new byte[3]);
    Files.createSymbolicLink(file(), other);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> fetch(app(registry)));
    assertThat(other).hasSize(3);
  }

  @Test
  void aConnectionThatIsCutAgainAndAgainButBringsMuchIsNotGivenUp() throws Exception {
    byte[] large = random(9 << 20, 5);
    TestRegistry registry = registry().blob("app", large);
    registry.next(8, "GET", "/blobs/", Fault.cutAfter((1 << 20) + 1));
    app(registry, builder().attempts(2)).fetch(blob(large), file(), ProgressListener.NONE);
    assertThat(file()).hasBinaryContent(large);
    registry.next(5, "GET", "/blobs/", Fault.cutAfter(1000));
    Files.delete(file());
    Repository app = app(registry, builder().attempts(2));
    assertRefused(Kind.UNAVAILABLE, () -> app.fetch(blob(large), file(), ProgressListener.NONE));
  }

  @Test
  void whatWasGainedOnceDoesNotCountAgain() throws Exception {
    byte[] large = random(4 << 20, 6);
    TestRegistry registry = registry().blob("app", large);
    registry.next("GET", "/blobs/", Fault.cutAfter(2 << 20));
    registry.always("GET", "/blobs/", Fault.cutAfter(10));
    Repository app = app(registry, builder().attempts(3));
    assertRefused(Kind.UNAVAILABLE, () -> app.fetch(blob(large), file(), ProgressListener.NONE));
    assertThat(registry.requests("GET", "/blobs/")).hasSize(3);
  }
}
