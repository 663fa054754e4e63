package io.unionfs.cli.command;

import io.unionfs.layer.Names;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The proxies that {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} name, or the same
 * in lower case, by the rules of Go's {@code net/http}, in which the tools for containers are
 * written: to a URL with TLS leads the one of HTTPS_PROXY, to another that of HTTP_PROXY, and to
 * this machine none. Immutable.
 */
final class EnvironmentProxies extends ProxySelector {
  private static final int DEFAULT_PORT = 80;

  private final Setting tls;
  private final Setting plain;
  private final ProxyExceptions exceptions;

  /**
   * What a variable says.
   *
   * @param value null if it is not set
   */
  private record Setting(String variable, String value) {}

  private EnvironmentProxies(Setting tls, Setting plain, ProxyExceptions exceptions) {
    this.tls = tls;
    this.plain = plain;
    this.exceptions = exceptions;
  }

  /** The proxies of the environment; empty if it names none. */
  static Optional<EnvironmentProxies> of(Context context) {
    Setting tls = setting(context, "HTTPS_PROXY");
    Setting plain = setting(context, "HTTP_PROXY");
    if (tls.value() == null && plain.value() == null) {
      return Optional.empty();
    }
    String none = setting(context, "NO_PROXY").value();
    return Optional.of(
        new EnvironmentProxies(tls, plain, ProxyExceptions.parse(none == null ? "" : none)));
  }

  private static Setting setting(Context context, String variable) {
    String small = variable.toLowerCase(Locale.ROOT);
    String value = context.environment(variable);
    return value == null
        ? new Setting(small, context.environment(small))
        : new Setting(variable, value);
  }

  /**
   * The proxy on the way to {@code uri}.
   *
   * @throws IllegalArgumentException if there is to be one that cannot be used
   */
  @Override
  public List<Proxy> select(URI uri) {
    boolean isTls = "https".equalsIgnoreCase(uri.getScheme());
    Setting setting = isTls ? tls : plain;
    int port = uri.getPort() >= 0 ? uri.getPort() : isTls ? 443 : 80;
    if (setting.value() == null || exceptions.contain(uri.getHost(), port)) {
      return List.of(Proxy.NO_PROXY);
    }
    return List.of(new Proxy(Proxy.Type.HTTP, address(setting)));
  }

  private static InetSocketAddress address(Setting setting) {
    String value = setting.value();
    URI proxy;
    try {
      proxy = new URI(value.contains("://") ? value : "http://" + value);
    } catch (URISyntaxException e) {
      throw refused(setting, "is not the URL of a proxy, http://HOST:PORT");
    }
    if (proxy.getHost() == null) {
      throw refused(setting, "is not the URL of a proxy, http://HOST:PORT");
    }
    if (!"http".equalsIgnoreCase(proxy.getScheme())) {
      throw refused(
          setting, "names a proxy by " + proxy.getScheme() + "; only HTTP proxies are spoken to");
    }
    if (proxy.getRawUserInfo() != null) {
      throw refused(setting, "has a name or password; only proxies that want none are spoken to");
    }
    return InetSocketAddress.createUnresolved(
        proxy.getHost(), proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort());
  }

  /** The value is not told: it may have a password. */
  private static IllegalArgumentException refused(Setting setting, String why) {
    return new IllegalArgumentException("$" + setting.variable() + " " + Names.display(why));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // There is no other one to try.
  }
}
