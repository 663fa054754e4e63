package io.unionfs.registry;

import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.registry.WireException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** A registry: where it is, and whether it is spoken to by TLS. Safe for use by many threads. */
final class Endpoint {
  private static final String HUB = "docker.io";
  private static final String HUB_SERVER = "registry-1.docker.io";

  /** Who does not speak TLS may wait for the end of a line that does not come. */
  private static final Duration PROBE = Duration.ofSeconds(10);

  private final String name;
  private final String server;
  private final Origins origins;
  private final Transport transport;
  private final Duration silence;
  private final ReentrantLock probing = new ReentrantLock();
  private volatile URI origin;

  /**
   * The registry of a host.
   *
   * @param name as in image names, perhaps with a port
   */
  Endpoint(String name, Transport transport, Settings settings) {
    this.name = name;
    this.server = name.equals(HUB) ? HUB_SERVER : name;
    this.origins = new Origins(settings.plainHttp());
    this.transport = transport;
    this.silence = settings.silence();
  }

  /** The host in image names. */
  String name() {
    return name;
  }

  Origins origins() {
    return origins;
  }

  /** Whether {@code uri} is of this registry, and not of another server. */
  boolean isHome(URI uri) {
    URI home = origin;
    return home != null && Origins.same(home, uri);
  }

  /** Scheme, host and port; found out when it is asked for first. */
  URI origin() throws IOException {
    if (origin == null) {
      try {
        probing.lockInterruptibly();
      } catch (InterruptedException e) {
        throw Interrupts.of(e);
      }
      try {
        if (origin == null) {
          origin = found();
        }
      } finally {
        probing.unlock();
      }
    }
    return origin;
  }

  URI resolve(String path) throws IOException {
    return URI.create(origin() + path);
  }

  private URI found() throws IOException {
    URI tls = server();
    if (!origins.mayBePlain(tls.getHost())) {
      return tls;
    }
    Duration wait = silence.compareTo(PROBE) < 0 ? silence : PROBE;
    URI probe = URI.create(tls + "/v2/");
    try {
      transport.send(Call.of("GET", probe, "probe").patience(wait)).close();
      return tls;
    } catch (WireException e) {
      Reason reason = e.reason();
      if (reason == Reason.CUT || reason == Reason.UNREACHABLE && !server.contains(":")) {
        return URI.create("http://" + server);
      }
      throw new RegistryException(Kind.UNAVAILABLE, name + ": " + e.getMessage(), e.getCause());
    }
  }

  /** What may stand before a slash in an image's name need not be a host that exists anywhere. */
  private URI server() throws RegistryException {
    try {
      URI tls = new URI("https://" + server);
      if (Origins.hasServer(tls)) {
        return tls;
      }
    } catch (URISyntaxException e) {
      // as said
    }
    throw invalid("there can be no host of this name, or no port of this number", null);
  }

  RegistryException invalid(String what, Throwable cause) {
    return new RegistryException(Kind.INVALID, name + ": " + what, cause);
  }
}
