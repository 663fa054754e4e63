package io.unionfs.archive;

import io.unionfs.layer.Names;
import io.unionfs.layer.Xattrs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * The records of one extended header, {@code "LENGTH KEY=VALUE\n"} each (POSIX pax(1)). Values are
 * kept as bytes: a {@code security.capability} is not UTF-8, nor need a name be.
 */
final class PaxRecords {
  static final PaxRecords NONE = new PaxRecords();

  private static final String SCHILY_XATTR = "SCHILY.xattr.";
  private static final String LIBARCHIVE_XATTR = "LIBARCHIVE.xattr.";

  private final Map<String, byte[]> records = new HashMap<>();
  // GNU's sparse form 0.0 repeats two keys, so their order counts.
  private long[] sparsePairs = new long[0];
  private int sparseCount;

  private PaxRecords() {}

  /**
   * Parses a header's bytes.
   *
   * @throws IllegalArgumentException if they are no records
   */
  static PaxRecords parse(byte[] bytes) {
    PaxRecords parsed = new PaxRecords();
    int start = 0;
    while (start < bytes.length) {
      int blank = start;
      long length = 0;
      while (blank < bytes.length && bytes[blank] >= '0' && bytes[blank] <= '9') {
        length = Math.min(length * 10 + bytes[blank] - '0', Integer.MAX_VALUE);
        blank++;
      }
      long end = start + length;
      if (blank == start
          || blank >= bytes.length
          || bytes[blank] != ' '
          || end > bytes.length
          || end <= blank + 1
          || bytes[(int) end - 1] != '\n') {
        throw new IllegalArgumentException("has a damaged extended header");
      }
      parsed.add(bytes, blank + 1, (int) end - 1);
      start = (int) end;
    }
    return parsed;
  }

  private void add(byte[] bytes, int start, int end) {
    int equals = start;
    while (equals < end && bytes[equals] != '=') {
      equals++;
    }
    if (equals == end || equals == start) {
      throw new IllegalArgumentException("has an extended header record without a key");
    }
    String key = Names.decode(bytes, start, equals - start);
    byte[] value = Arrays.copyOfRange(bytes, equals + 1, end);
    switch (key) {
      case "GNU.sparse.offset", "GNU.sparse.numbytes" -> addSparse(key, value);
      default -> records.put(key, value);
    }
  }

  private void addSparse(String key, byte[] value) {
    boolean isOffset = key.equals("GNU.sparse.offset");
    if (isOffset != (sparseCount % 2 == 0)) {
      throw new IllegalArgumentException("has a damaged sparse map");
    }
    if (sparseCount == sparsePairs.length) {
      sparsePairs = Arrays.copyOf(sparsePairs, Math.max(16, sparseCount * 2));
    }
    sparsePairs[sparseCount++] = number(key, value);
  }

  /** Whether {@code key} is there; an empty value takes a record back. */
  boolean has(String key) {
    byte[] value = records.get(key);
    return value != null && value.length > 0;
  }

  /** The value as a name, or {@code otherwise}. */
  String name(String key, String otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    String name = Names.decode(records.get(key));
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("has a NUL in its " + key);
    }
    return name;
  }

  /** The value as a number; it must be there. */
  long number(String key) {
    return number(key, records.get(key));
  }

  private static long number(String key, byte[] value) {
    try {
      return TarNumbers.decimal(new String(value, StandardCharsets.ISO_8859_1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("has an extended header whose " + key + " is no number");
    }
  }

  /** The value as a time, or null. */
  Instant time(String key) {
    if (!has(key)) {
      return null;
    }
    try {
      return TarNumbers.time(new String(records.get(key), StandardCharsets.ISO_8859_1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("has an extended header whose " + key + " is no time");
    }
  }

  /** The pairs of GNU's sparse forms 0.0 and 0.1, or null. */
  long[] sparsePairs() {
    if (sparseCount > 0) {
      if (sparseCount % 2 != 0) {
        throw new IllegalArgumentException("has a damaged sparse map");
      }
      return Arrays.copyOf(sparsePairs, sparseCount);
    }
    if (!has("GNU.sparse.map")) {
      return has("GNU.sparse.numblocks") ? new long[0] : null;
    }
    String[] numbers =
        new String(records.get("GNU.sparse.map"), StandardCharsets.ISO_8859_1).split(",", -1);
    if (numbers.length % 2 != 0) {
      throw new IllegalArgumentException("has a damaged sparse map");
    }
    long[] pairs = new long[numbers.length];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = number("GNU.sparse.map", numbers[i].getBytes(StandardCharsets.ISO_8859_1));
    }
    return pairs;
  }

  /** The extended attributes; empty values are values here. */
  Xattrs xattrs() {
    if (records.isEmpty()) {
      return Xattrs.NONE;
    }
    Map<String, byte[]> found = new HashMap<>();
    records.forEach(
        (key, value) -> {
          if (key.startsWith(LIBARCHIVE_XATTR)) {
            found.putIfAbsent(xattrName(unescape(key, LIBARCHIVE_XATTR)), base64(value));
          }
        });
    records.forEach(
        (key, value) -> {
          if (key.startsWith(SCHILY_XATTR)) {
            found.put(xattrName(key.substring(SCHILY_XATTR.length())), value);
          }
        });
    return Xattrs.of(found);
  }

  private static String xattrName(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("has an extended attribute without a name");
    }
    return name;
  }

  /** libarchive writes names with {@code %XX} for what is not plain ASCII. */
  private static String unescape(String key, String prefix) {
    byte[] in = key.substring(prefix.length()).getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (in[i] == '%' && high >= 0 && low >= 0) {
        out[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        out[length++] = in[i];
      }
    }
    return Names.decode(out, 0, length);
  }

  private static byte[] base64(byte[] value) {
    try {
      return Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("has an extended attribute that is no base64");
    }
  }
}
