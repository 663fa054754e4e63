package io.unionfs.cli.command;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts to which no proxy leads, as {@code NO_PROXY} lists them: parted by commas, {@code *} for
 * all, an IP address or a range of them ({@code 10.0.0.0/8}), a domain for itself and all below
 * ({@code example.com}), or with a dot before it for what is below alone; but ranges all may have a
 * port behind. What is none of these is passed over. Immutable.
 */
final class ProxyExceptions {
  private static final Pattern RANGE = Pattern.compile("(.+)/([0-9]{1,3})");
  private static final Pattern PORT = Pattern.compile("(\\[.+\\]|[^:]+):([0-9]+)");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*");

  private final List<Exception> exceptions;

  private ProxyExceptions(List<Exception> exceptions) {
    this.exceptions = List.copyOf(exceptions);
  }

  /** One of them. */
  private sealed interface Exception {
    /**
     * Whether it is meant.
     *
     * @param address null where the host is no address
     */
    boolean is(String host, byte[] address, int port);

    record All() implements Exception {
      @Override
      public boolean is(String host, byte[] address, int port) {
        return true;
      }
    }

    record Range(byte[] start, int bits) implements Exception {
      @Override
      public boolean is(String host, byte[] address, int port) {
        if (address == null || address.length != start.length) {
          return false;
        }
        for (int i = 0; i < bits; i++) {
          int mask = 0x80 >>> i % 8;
          if ((address[i / 8] & mask) != (start[i / 8] & mask)) {
            return false;
          }
        }
        return true;
      }
    }

    record Address(byte[] address, Optional<Integer> at) implements Exception {
      @Override
      public boolean is(String host, byte[] other, int port) {
        return Arrays.equals(address, other) && at.orElse(port) == port;
      }
    }

    /** A domain; {@code below} begins with a dot. */
    record Domain(String below, boolean itself, Optional<Integer> at) implements Exception {
      @Override
      public boolean is(String host, byte[] address, int port) {
        return (host.endsWith(below) || itself && host.equals(below.substring(1)))
            && at.orElse(port) == port;
      }
    }
  }

  static ProxyExceptions parse(String list) {
    List<Exception> found = new ArrayList<>();
    for (String part : list.toLowerCase(Locale.ROOT).split(",")) {
      exception(part.strip()).ifPresent(found::add);
    }
    return new ProxyExceptions(found);
  }

  private static Optional<Exception> exception(String text) {
    if (text.equals("*")) {
      return Optional.of(new Exception.All());
    }
    Matcher range = RANGE.matcher(text);
    if (range.matches()) {
      byte[] start = address(range.group(1));
      int bits = Integer.parseInt(range.group(2));
      return start == null || bits > start.length * 8
          ? Optional.empty()
          : Optional.of(new Exception.Range(start, bits));
    }
    Matcher withPort = PORT.matcher(text);
    boolean hasPort = withPort.matches();
    String host = hasPort ? withPort.group(1) : text;
    Optional<Integer> port = hasPort ? port(withPort.group(2)) : Optional.empty();
    byte[] address = address(host);
    if (address != null) {
      return Optional.of(new Exception.Address(address, port));
    }
    String domain = host.startsWith("*.") ? host.substring(1) : host;
    if (domain.isEmpty() || hasPort && port.isEmpty()) {
      return Optional.empty();
    }
    boolean below = domain.startsWith(".");
    return Optional.of(new Exception.Domain(below ? domain : "." + domain, !below, port));
  }

  private static Optional<Integer> port(String digits) {
    return digits.length() > 5 ? Optional.empty() : Optional.of(Integer.parseInt(digits));
  }

  /** The bytes of an address, or null: nothing is looked up. */
  private static byte[] address(String host) {
    String bare = host.replaceAll("^\\[(.*)\\]$", "$1");
    if (!ADDRESS.matcher(bare).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(bare).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Whether no proxy leads to {@code host}, which may be this machine. */
  boolean contain(String host, int port) {
    String name = host.toLowerCase(Locale.ROOT);
    byte[] address = address(name);
    if (name.equals("localhost") || address != null && isLoopback(address)) {
      return true;
    }
    return exceptions.stream().anyMatch(each -> each.is(name, address, port));
  }

  private static boolean isLoopback(byte[] address) {
    try {
      return InetAddress.getByAddress(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // its length is right
    }
  }
}
