package io.unionfs.archive;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Names;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Writes one entry's header, and before it an extended header with what did not fit. */
final class TarHeaderWriter {
  private static final int NAME = 100;
  private static final int PREFIX = 155;
  private static final long MAX_OCTAL_7 = 07777777L;
  private static final long MAX_OCTAL_11 = 077777777777L;

  private final OutputStream out;
  private final String layer;
  private final String name;
  private final char flag;
  private final Attributes attributes;
  private final byte[] block = new byte[TarHeader.BLOCK];
  private final Map<String, byte[]> records = new TreeMap<>();
  private long size;
  private String linkName = "";
  private DeviceNumber device;

  TarHeaderWriter(OutputStream out, String layer, String name, char flag, Attributes attributes) {
    this.out = out;
    this.layer = layer;
    this.name = name;
    this.flag = flag;
    this.attributes = attributes;
  }

  TarHeaderWriter size(long bytes) {
    size = bytes;
    return this;
  }

  TarHeaderWriter linkName(String target) {
    linkName = target;
    return this;
  }

  TarHeaderWriter device(DeviceNumber number) {
    device = number;
    return this;
  }

  void write() throws IOException {
    putName(Names.encode(name));
    putLinkName(Names.encode(linkName));
    octal(100, 8, attributes.mode());
    number("uid", 108, 8, Integer.toUnsignedLong(attributes.uid()), MAX_OCTAL_7);
    number("gid", 116, 8, Integer.toUnsignedLong(attributes.gid()), MAX_OCTAL_7);
    number("size", 124, 12, size, MAX_OCTAL_11);
    putModified(attributes.modified());
    block[156] = (byte) flag;
    ascii(257, "ustar\00000");
    if (device != null) {
      putDevice(329, device.major());
      putDevice(337, device.minor());
    }
    if (records.containsKey("path") && !isUtf8(name)
        || records.containsKey("linkpath") && !isUtf8(linkName)) {
      records.put("hdrcharset", text("BINARY")); // readers take the records for UTF-8 otherwise
    }
    attributes.xattrs().asMap().forEach((key, value) -> records.put("SCHILY.xattr." + key, value));
    if (!records.isEmpty()) {
      writeExtension();
    }
    writeBlock(block);
  }

  private void putName(byte[] bytes) {
    if (isAscii(bytes)) {
      if (bytes.length <= NAME) {
        System.arraycopy(bytes, 0, block, 0, bytes.length);
        return;
      }
      for (int slash = Math.min(PREFIX, bytes.length - 2); slash > 0; slash--) {
        if (bytes[slash] == '/' && bytes.length - slash - 1 <= NAME) {
          System.arraycopy(bytes, 0, block, 345, slash);
          System.arraycopy(bytes, slash + 1, block, 0, bytes.length - slash - 1);
          return;
        }
      }
    }
    records.put("path", bytes);
    // For readers that know no extended headers.
    System.arraycopy(bytes, 0, block, 0, Math.min(NAME, bytes.length));
  }

  private void putLinkName(byte[] bytes) {
    if (bytes.length > NAME || !isAscii(bytes)) {
      records.put("linkpath", bytes);
    }
    System.arraycopy(bytes, 0, block, 157, Math.min(NAME, bytes.length));
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUtf8(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private void putModified(Instant time) {
    boolean fits =
        time.getNano() == 0 && time.getEpochSecond() >= 0 && time.getEpochSecond() <= MAX_OCTAL_11;
    if (!fits) {
      records.put("mtime", text(decimal(time)));
    }
    octal(136, 12, Math.max(0, Math.min(MAX_OCTAL_11, time.getEpochSecond())));
  }

  private static String decimal(Instant time) {
    String plain =
        BigDecimal.valueOf(time.getEpochSecond())
            .add(BigDecimal.valueOf(time.getNano(), 9))
            .toPlainString();
    return plain.contains(".") ? plain.replaceAll("\\.?0+$", "") : plain;
  }

  private void number(String key, int offset, int length, long value, long most) {
    if (value > most) {
      records.put(key, text(Long.toString(value)));
    }
    octal(offset, length, value > most ? 0 : value);
  }

  private void putDevice(int offset, int number) throws LayerException {
    if (number < 0 || number > MAX_OCTAL_7) {
      throw LayerException.of(layer, name, "has a device number that no tar can hold");
    }
    octal(offset, 8, number);
  }

  private void octal(int offset, int length, long value) {
    String digits = Long.toOctalString(value);
    ascii(offset, "0".repeat(length - 1 - digits.length()) + digits);
  }

  private void ascii(int offset, String text) {
    byte[] bytes = text(text);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  private static byte[] text(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  private void writeExtension() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> record : records.entrySet()) {
      byte[] key = Names.encode(record.getKey());
      if (record.getKey().indexOf('=') >= 0) {
        // The first "=" ends a key, so a reader would see another name.
        throw LayerException.of(
            layer, name, "has the xattr \"" + record.getKey() + "\", which no tar can hold");
      }
      int rest = key.length + record.getValue().length + 3; // blank, "=", newline
      int length = rest + 1;
      while (rest + Integer.toString(length).length() != length) {
        length = rest + Integer.toString(length).length();
      }
      body.writeBytes(text(length + " "));
      body.writeBytes(key);
      body.write('=');
      body.writeBytes(record.getValue());
      body.write('\n');
    }
    TarHeaderWriter header =
        new TarHeaderWriter(
            out, layer, "PaxHeaders/extended", 'x', Attributes.of(0644, Instant.EPOCH));
    header.size(body.size()).write();
    out.write(body.toByteArray());
    out.write(new byte[-body.size() & (TarHeader.BLOCK - 1)]);
  }

  private void writeBlock(byte[] header) throws IOException {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    String digits = Integer.toOctalString(sum);
    ascii(148, "0".repeat(6 - digits.length()) + digits + "\0 ");
    out.write(header);
  }
}
