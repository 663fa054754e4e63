package io.unionfs.registry;

import io.unionfs.image.ImageReference;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * A client of registries that speak the OCI distribution specification 1.1, or Docker's registry
 * protocol 2. Safe for use by many threads; connections and tokens are shared.
 */
public final class RegistryClient implements Closeable {
  private RegistryClient() {}

  /** A client with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** The repository that {@code name} names; nothing is sent. {@code docker.io} is Docker's hub. */
  public Repository repository(ImageReference name) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sees whether {@code host} is a registry that lets {@code credentials} in.
   *
   * @throws RegistryException if it is none, or refuses them
   */
  public void login(String host, Credentials credentials) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Ends what is under way. */
  @Override
  public void close() {}

  /** Which hosts are spoken to without TLS. */
  public enum PlainHttp {
    /** Loopback addresses and {@code localhost}, as Docker has it; TLS is tried there first. */
    LOOPBACK,
    /** Every host. */
    ALLOWED
  }

  /** How to make a client; each has a default. */
  public static final class Builder {
    private Builder() {}

    /** Who to be at which host; the default is nobody. */
    public Builder credentials(CredentialSource source) {
      return this;
    }

    public Builder plainHttp(PlainHttp allowed) {
      return this;
    }

    /** Whose certificates to trust; the default is what Java trusts. */
    public Builder tls(SSLContext context) {
      return this;
    }

    /** How often a request is tried in all, at least 1; the default is 5. */
    public Builder attempts(int count) {
      return this;
    }

    /** How long a registry may be silent; the default is 30 seconds. */
    public Builder silence(Duration atMost) {
      return this;
    }

    /** The clock and the randomness of pauses between attempts, and how to make them: for tests. */
    public Builder pauses(InstantSource clock, RandomGenerator random, Sleeper sleeper) {
      return this;
    }

    public RegistryClient build() {
      throw new UnsupportedOperationException();
    }
  }

  /** Waits. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }
}
