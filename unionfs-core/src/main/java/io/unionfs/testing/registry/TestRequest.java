package io.unionfs.testing.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * A request that a {@link TestRegistry} received. All but {@link #bodyBytes} is immutable. Safe for
 * use by many threads.
 */
public final class TestRequest {
  private final String method;
  private final String path;
  private final Map<String, List<String>> query;
  private final Map<String, String> headers;
  private final LongSupplier bodyBytes;

  TestRequest(
      String method,
      String path,
      Map<String, List<String>> query,
      Map<String, String> headers,
      LongSupplier bodyBytes) {
    this.method = method;
    this.path = path;
    Map<String, List<String>> parameters = new TreeMap<>();
    query.forEach((name, values) -> parameters.put(name, List.copyOf(values)));
    this.query = Collections.unmodifiableMap(parameters);
    this.headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    this.bodyBytes = bodyBytes;
  }

  /** The method, in upper case. */
  public String method() {
    return method;
  }

  /** The path, without the query, as it was sent. */
  public String path() {
    return path;
  }

  /** The parameters of the query, decoded. */
  public Map<String, List<String>> query() {
    return query;
  }

  /** The first value of a parameter of the query; empty if there is none. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name)).map(values -> values.get(0));
  }

  /** The fields of the head by name in lower case; of one that came twice, the last. */
  public Map<String, String> headers() {
    return headers;
  }

  /** A field of the head, by its name in any case; empty if there is none. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** How many bytes of the body were received by now. */
  public long bodyBytes() {
    return bodyBytes.getAsLong();
  }

  /** The method, the path and the query. */
  @Override
  public String toString() {
    List<String> parameters = new ArrayList<>();
    query.forEach((name, values) -> values.forEach(each -> parameters.add(name + "=" + each)));
    return method + " " + path + (query.isEmpty() ? "" : "?" + String.join("&", parameters));
  }
}
