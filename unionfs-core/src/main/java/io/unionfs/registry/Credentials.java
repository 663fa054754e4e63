package io.unionfs.registry;

/**
 * Who to be at a registry.
 *
 * @param user the user's name
 * @param secret the password or access token
 */
public record Credentials(String user, String secret) {
  /** The user whose secret is a refresh token, as Docker's credential helpers have it. */
  private static final String REFRESH_USER = "<token>";

  /** Who has {@code token}, for which a registry's token service gives others (OAuth2). */
  public static Credentials ofRefreshToken(String token) {
    return new Credentials(REFRESH_USER, token);
  }

  /** Whether the secret is a refresh token, and no password. */
  boolean isRefreshToken() {
    return user.equals(REFRESH_USER);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return user + ":***";
  }
}
