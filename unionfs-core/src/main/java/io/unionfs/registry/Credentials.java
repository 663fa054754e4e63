package io.unionfs.registry;

/**
 * Who to be at a registry.
 *
 * @param user the user's name
 * @param secret the password or access token
 */
public record Credentials(String user, String secret) {
  /** Without the secret. */
  @Override
  public String toString() {
    return user + ":***";
  }
}
