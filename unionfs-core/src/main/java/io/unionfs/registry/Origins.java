package io.unionfs.registry;

import io.unionfs.registry.RegistryClient.PlainHttp;
import io.unionfs.registry.RegistryException.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a URL leads: to the same server or another, with TLS or without, and if one may go there.
 */
final class Origins {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1\\]");

  private static final int MAX_PORT = 0xffff;

  private final PlainHttp plain;

  Origins(PlainHttp plain) {
    this.plain = plain;
  }

  /** Whether both are of one scheme, host and port. */
  static boolean same(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return isTls(uri) ? 443 : 80;
  }

  static boolean isTls(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** Whether it names a host and a port that one can connect to. */
  static boolean hasServer(URI uri) {
    return uri.getHost() != null && uri.getPort() <= MAX_PORT;
  }

  /** The URL for messages: its query may be a key to something. */
  static String display(URI uri) {
    return Texts.line(uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath());
  }

  /** Whether the host may be spoken to without TLS. */
  boolean mayBePlain(String host) {
    return plain == PlainHttp.ALLOWED || LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  /**
   * The URL that an answer from {@code from} names.
   *
   * @param what the field of the answer, for messages
   * @throws RegistryException if it is none, or one must not go there from {@code from}
   */
  URI target(URI from, String text, String what) throws RegistryException {
    URI target;
    try {
      target = from.resolve(new URI(text));
      target = new URI(withoutFragment(target));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw refused(from, "its " + what + " is not a URL");
    }
    boolean http = "http".equalsIgnoreCase(target.getScheme());
    if (!hasServer(target) || target.getRawUserInfo() != null || !http && !isTls(target)) {
      throw refused(from, "its " + what + " is not an acceptable URL");
    }
    if (http && isTls(from)) {
      throw refused(from, "its " + what + " leads from TLS to plain HTTP");
    }
    if (http && !mayBePlain(target.getHost())) {
      throw refused(from, "its " + what + " leads to plain HTTP at another host");
    }
    return target;
  }

  private static String withoutFragment(URI uri) {
    String text = uri.toString();
    int hash = text.indexOf('#');
    return hash < 0 ? text : text.substring(0, hash);
  }

  private static RegistryException refused(URI from, String why) {
    return new RegistryException(Kind.INVALID, display(from) + ": " + why + "; refused", null);
  }
}
