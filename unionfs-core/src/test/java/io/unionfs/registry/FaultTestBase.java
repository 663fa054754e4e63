package io.unionfs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.testing.registry.TestAuth;
import io.unionfs.testing.registry.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry that does wrong, and a client whose pauses are noted and not made. */
abstract class FaultTestBase {
  static final Credentials WHO = new Credentials("somebody", "p4ssw0rd-of-somebody");

  /** Long enough for a busy machine, and far from any limit that is not kept. */
  static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;
  final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
  volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");
  private final List<AutoCloseable> open = new ArrayList<>();

  TestRegistry registry(TestAuth auth) throws IOException {
    return closedLater(TestRegistry.open(auth));
  }

  TestRegistry closedLater(TestRegistry registry) {
    open.add(registry);
    return registry;
  }

  TestRegistry registry() throws IOException {
    return registry(TestAuth.none());
  }

  RegistryClient.Builder builder() {
    return RegistryClient.builder().silence(SOON).pauses(clock(), new Random(1), pauses::add);
  }

  private InstantSource clock() {
    return () -> now;
  }

  RegistryClient client(RegistryClient.Builder builder) {
    RegistryClient client = builder.build();
    open.add(client);
    return client;
  }

  /** The repository {@code app}, for {@link #WHO}. */
  Repository app(TestRegistry registry) {
    return app(registry, builder().credentials(host -> Optional.of(WHO)));
  }

  Repository app(TestRegistry registry, RegistryClient.Builder builder) {
    return client(builder).repository(ImageReference.parse(registry.host() + "/app"));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** What {@code call} is refused with, told on one line. */
  static RegistryException assertRefused(Kind kind, ThrowingCallable call) {
    RegistryException e = catchThrowableOfType(RegistryException.class, call);
    assertThat(e).as("a refusal").isNotNull();
    assertThat(e.kind()).as("%s", e.getMessage()).isEqualTo(kind);
    assertThat(e.getMessage()).doesNotContain("\n");
    return e;
  }

  /** Neither the message nor what is behind it tells a secret. */
  static void assertDiscreet(Throwable e, String... secrets) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      assertThat(each.toString()).doesNotContain(secrets);
    }
  }
}
