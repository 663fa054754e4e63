package io.unionfs.registry;

import io.unionfs.image.ImageReference;
import java.io.Closeable;
import java.io.IOException;
import java.net.ProxySelector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * A client of registries that speak the OCI distribution specification 1.1, or Docker's registry
 * protocol 2. Safe for use by many threads; connections and tokens are shared.
 */
public final class RegistryClient implements Closeable {
  private final Settings settings;
  private final Transport transport;
  private final Map<String, Requests> registries = new ConcurrentHashMap<>();

  private RegistryClient(Settings settings, Transport transport) {
    this.settings = settings;
    this.transport = transport;
  }

  /** A client with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** The repository that {@code name} names; nothing is sent. {@code docker.io} is Docker's hub. */
  public Repository repository(ImageReference name) {
    Requests requests =
        registries.computeIfAbsent(name.domain(), host -> requests(host, settings.credentials()));
    return new RemoteRepository(requests, name.path());
  }

  private Requests requests(String host, CredentialSource source) {
    Endpoint endpoint = new Endpoint(host, transport, settings);
    Sender sender = new Sender(host, transport, settings);
    TokenService tokens = new TokenService(endpoint, sender);
    return new Requests(endpoint, sender, new Authorizer(host, source, tokens, settings.clock()));
  }

  /**
   * Sees whether {@code host} is a registry that lets {@code credentials} in.
   *
   * @param host as in image names, perhaps with a port: {@code docker.io}, {@code localhost:5000}
   * @throws RegistryException DENIED if it refuses them; of another kind if it is no registry
   * @throws IllegalArgumentException if {@code host} is none
   */
  public void login(String host, Credentials credentials) throws IOException {
    String checked = new ImageReference(host, "any", "latest").domain();
    Requests requests = requests(checked, each -> Optional.of(credentials));
    requests.discreetly(
        () -> {
          Call call = Call.of("GET", requests.endpoint().resolve("/v2/"), "login");
          return requests
              .sender()
              .retried(
                  call,
                  () -> {
                    requests.expect(requests.once(call), 200).close();
                    return null;
                  });
        });
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    transport.close();
  }

  /** Which hosts are spoken to without TLS. */
  public enum PlainHttp {
    /** Loopback addresses and {@code localhost}, as Docker has it; TLS is tried there first. */
    LOOPBACK,
    /** Every host. */
    ALLOWED
  }

  /** How to make a client; each has a default. */
  public static final class Builder {
    private CredentialSource credentials = CredentialSource.NONE;
    private PlainHttp plainHttp = PlainHttp.LOOPBACK;
    private SSLContext tls;
    private ProxySelector proxies;
    private int attempts = 5;
    private Duration silence = Duration.ofSeconds(30);
    private InstantSource clock = InstantSource.system();
    private RandomGenerator random = new Random();
    private Sleeper sleeper;

    private Builder() {}

    /** Who to be at which host; the default is nobody. */
    public Builder credentials(CredentialSource source) {
      credentials = Objects.requireNonNull(source);
      return this;
    }

    /** Which hosts may be spoken to without TLS; the default is {@link PlainHttp#LOOPBACK}. */
    public Builder plainHttp(PlainHttp allowed) {
      plainHttp = Objects.requireNonNull(allowed);
      return this;
    }

    /** Whose certificates to trust; the default is what Java trusts. */
    public Builder tls(SSLContext context) {
      tls = Objects.requireNonNull(context);
      return this;
    }

    /**
     * Which HTTP proxy leads to which URL; the default is Java's, which its system properties set.
     * To servers with TLS a proxy is asked for a tunnel. It is never told credentials.
     */
    public Builder proxy(ProxySelector selector) {
      proxies = Objects.requireNonNull(selector);
      return this;
    }

    /** How often a request is tried in all, at least 1; the default is 5. */
    public Builder attempts(int count) {
      if (count < 1) {
        throw new IllegalArgumentException(count + " attempts");
      }
      attempts = count;
      return this;
    }

    /** How long a registry may be silent, at least a millisecond; the default is 30 seconds. */
    public Builder silence(Duration atMost) {
      if (atMost.toMillis() < 1) {
        throw new IllegalArgumentException("a silence of " + atMost);
      }
      silence = atMost;
      return this;
    }

    /** The clock and the randomness of pauses between attempts, and how to make them: for tests. */
    public Builder pauses(InstantSource time, RandomGenerator randomness, Sleeper pause) {
      clock = Objects.requireNonNull(time);
      random = Objects.requireNonNull(randomness);
      sleeper = Objects.requireNonNull(pause);
      return this;
    }

    /** The client. */
    public RegistryClient build() {
      Transport transport = new Transport(silence, tls, proxies);
      Sleeper pause = sleeper == null ? transport::pause : sleeper;
      Settings settings =
          new Settings(credentials, plainHttp, attempts, silence, clock, random, pause);
      return new RegistryClient(settings, transport);
    }
  }

  /** Waits. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }
}
