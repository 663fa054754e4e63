package io.unionfs.registry;

import java.io.IOException;
import java.util.Optional;

/** Knows who to be at which registry. */
@FunctionalInterface
public interface CredentialSource {
  /** Nobody, anywhere. */
  CredentialSource NONE = host -> Optional.empty();

  /**
   * Who to be at {@code host}.
   *
   * @param host as in image names, perhaps with a port: {@code docker.io}, {@code localhost:5000}
   */
  Optional<Credentials> of(String host) throws IOException;
}
