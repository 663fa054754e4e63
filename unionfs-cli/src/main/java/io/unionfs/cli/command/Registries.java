package io.unionfs.cli.command;

import io.unionfs.hub.CredentialFile;
import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryClient;
import io.unionfs.registry.RegistryClient.PlainHttp;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Registries, and who to be there, as the environment says. */
final class Registries {
  private static final String HUB = "docker.io";
  private static final Pattern URL_ENDS = Pattern.compile("^https?://|/.*$");

  private Registries() {}

  /** What {@code --plain-http} means. */
  static PlainHttp plain(boolean allowed) {
    return allowed ? PlainHttp.ALLOWED : PlainHttp.LOOPBACK;
  }

  /**
   * A client for the registry {@code host}, with the user's credentials, proxies and certificate
   * authorities.
   */
  static RegistryClient client(Context context, String host, PlainHttp plain) throws IOException {
    RegistryClient.Builder builder =
        RegistryClient.builder().credentials(credentials(context)).plainHttp(plain);
    EnvironmentProxies.of(context).ifPresent(builder::proxy);
    Authorities.of(context, host).ifPresent(builder::tls);
    return builder.build();
  }

  /**
   * {@code $XDG_CONFIG_HOME/unionfs/auth.json}, or in {@code ~/.config}; behind it what Docker has.
   */
  static CredentialFile credentials(Context context) throws IOException {
    String home = context.environment("HOME");
    try {
      Path user = Path.of(home == null ? System.getProperty("user.home") : home);
      String config = context.environment("XDG_CONFIG_HOME");
      // The XDG specification has a relative path ignored.
      Path own =
          config != null && Path.of(config).isAbsolute()
              ? Path.of(config)
              : user.resolve(".config");
      String docker = context.environment("DOCKER_CONFIG");
      Path others = docker == null ? user.resolve(".docker") : Path.of(docker);
      return CredentialFile.of(
          own.resolve("unionfs").resolve("auth.json"), others.resolve("config.json"));
    } catch (InvalidPathException e) {
      throw new IOException("the directory of credentials: " + e.getMessage(), e);
    }
  }

  /**
   * The host that {@code text} says, which may be a URL, or null for Docker's hub.
   *
   * @throws IllegalArgumentException if it is none
   */
  static String host(String text) {
    if (text == null) {
      return HUB;
    }
    String host = URL_ENDS.matcher(text).replaceAll("");
    return new ImageReference(host.equals("index.docker.io") ? HUB : host, "any", "any").domain();
  }
}
