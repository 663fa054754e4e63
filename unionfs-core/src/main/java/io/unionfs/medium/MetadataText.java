package io.unionfs.medium;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Names;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a storing filesystem cannot hold of a file by itself, as one line of text, for example
 *
 * <pre>{@code 1 type=fifo mode=644 uid=0 gid=5 changed=1700000000.000000001 x.trusted.a=00ff}</pre>
 *
 * The first word is the version of the format; a field that is missing is held natively. Fields are
 * in a fixed order, so that equal metadata is equal text.
 */
final class MetadataText {
  private static final String VERSION = "1";
  private static final String XATTR = "x.";

  private final Map<String, String> fields;

  /** A text that {@link #toString} did not write; whose it is, who asked knows. */
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1L;

    Damaged(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private MetadataText(Map<String, String> fields) {
    this.fields = fields;
  }

  /** Nothing yet. */
  static MetadataText empty() {
    return new MetadataText(new TreeMap<>());
  }

  /** Reads what {@link #toString} wrote. */
  static MetadataText parse(String text) throws IOException {
    String[] words = text.split(" ");
    if (words.length == 0 || !words[0].equals(VERSION)) {
      throw new Damaged("metadata of an unknown version: " + Names.display(text), null);
    }
    Map<String, String> fields = new TreeMap<>();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 0) {
        throw new Damaged("damaged metadata: " + Names.display(text), null);
      }
      fields.put(words[i].substring(0, equals), words[i].substring(equals + 1));
    }
    return new MetadataText(fields);
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(VERSION);
    fields.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
    return text.toString();
  }

  /** A stand-in: an empty regular file that is a file of another type, or a whiteout. */
  MetadataText putType(FileType type) {
    fields.put("type", type.name());
    return this;
  }

  MetadataText putWhiteout() {
    fields.put("type", "WHITEOUT");
    return this;
  }

  boolean isWhiteout() {
    return "WHITEOUT".equals(fields.get("type"));
  }

  FileType type() throws IOException {
    String type = fields.get("type");
    try {
      return type == null ? null : FileType.valueOf(type);
    } catch (IllegalArgumentException e) {
      throw new Damaged("metadata with an unknown file type: " + Names.display(type), e);
    }
  }

  /** Sets a number written in decimal. */
  MetadataText putNumber(String name, long value) {
    fields.put(name, Long.toString(value));
    return this;
  }

  /** The number {@code name}, or {@code missing}. */
  long number(String name, long missing) throws IOException {
    return parsed(name, missing, 10);
  }

  /** The number {@code name}, no less than {@code least}, or {@code missing}. */
  long number(String name, long missing, long least) throws IOException {
    long number = number(name, missing);
    if (has(name) && number < least) {
      throw damaged(name, null);
    }
    return number;
  }

  MetadataText putMode(int mode) {
    fields.put("mode", Integer.toOctalString(mode));
    return this;
  }

  int mode(int missing) throws IOException {
    return (int) parsed("mode", missing, 8) & 07777;
  }

  private long parsed(String name, long missing, int radix) throws IOException {
    String value = fields.get(name);
    try {
      return value == null ? missing : Long.parseLong(value, radix);
    } catch (NumberFormatException e) {
      throw damaged(name, e);
    }
  }

  MetadataText putDevice(DeviceNumber device) {
    fields.put(
        "device",
        Integer.toUnsignedString(device.major()) + ',' + Integer.toUnsignedString(device.minor()));
    return this;
  }

  DeviceNumber device() throws IOException {
    String value = fields.get("device");
    if (value == null) {
      return DeviceNumber.NONE;
    }
    try {
      int comma = value.indexOf(',');
      return new DeviceNumber(
          Integer.parseUnsignedInt(value.substring(0, Math.max(comma, 0))),
          Integer.parseUnsignedInt(value.substring(comma + 1)));
    } catch (NumberFormatException e) {
      throw damaged("device", e);
    }
  }

  MetadataText putTime(String name, Instant time) {
    fields.put(name, time.getEpochSecond() + "." + time.getNano());
    return this;
  }

  /** The time {@code name}, or {@code missing}. */
  Instant time(String name, Instant missing) throws IOException {
    String value = fields.get(name);
    if (value == null) {
      return missing;
    }
    try {
      int dot = value.indexOf('.');
      return Instant.ofEpochSecond(
          Long.parseLong(value.substring(0, Math.max(dot, 0))),
          Long.parseLong(value.substring(dot + 1)));
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      throw damaged(name, e);
    }
  }

  /** The same without the field {@code name}. */
  MetadataText without(String name) {
    Map<String, String> rest = new TreeMap<>(fields);
    rest.remove(name);
    return new MetadataText(rest);
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  boolean hasXattrs() {
    return fields.keySet().stream().anyMatch(name -> name.startsWith(XATTR));
  }

  /** Sets a string; any bytes that {@link Names} can hold. */
  MetadataText putString(String name, String value) throws IOException {
    try {
      fields.put(name, escape(Names.encode(value)));
    } catch (CharacterCodingException e) {
      throw Failures.notStorable(value, e);
    }
    return this;
  }

  /** The string {@code name}, or null. */
  String string(String name) throws IOException {
    String value = fields.get(name);
    return value == null ? null : Names.decode(unescape(value));
  }

  MetadataText putXattr(String name, byte[] value) throws IOException {
    try {
      fields.put(XATTR + escape(Names.encode(name)), HexFormat.of().formatHex(value));
    } catch (CharacterCodingException e) {
      throw Failures.notStorable(name, e);
    }
    return this;
  }

  /** Adds all xattrs to {@code target}, by full name. */
  void xattrsInto(Map<String, byte[]> target) throws IOException {
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (field.getKey().startsWith(XATTR)) {
        try {
          target.put(
              Names.decode(unescape(field.getKey().substring(XATTR.length()))),
              HexFormat.of().parseHex(field.getValue()));
        } catch (IllegalArgumentException e) {
          throw damaged(field.getKey(), e);
        }
      }
    }
  }

  /** Writes what would split the text, and what is not printable ASCII, as {@code %NN}. */
  private static String escape(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      if (b > ' ' && b < 0x7f && b != '%' && b != '=') {
        out.append((char) b);
      } else {
        out.append('%').append(HexFormat.of().toHexDigits(b));
      }
    }
    return out.toString();
  }

  private static byte[] unescape(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    byte[] in = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        if (i + 2 >= in.length
            || !HexFormat.isHexDigit(in[i + 1])
            || !HexFormat.isHexDigit(in[i + 2])) {
          throw damaged(text, null);
        }
        out.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        out.write(in[i]);
      }
    }
    return out.toByteArray();
  }

  private static Damaged damaged(String field, Throwable cause) {
    return new Damaged("damaged metadata: field " + Names.display(field), cause);
  }
}
