package io.unionfs.medium;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.Xattrs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Metadata, and short ways to make and look at files. */
final class Samples {
  static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 123_456_789);

  private Samples() {}

  static UpperMetadata file(int mode) {
    return UpperMetadata.of(FileType.REGULAR, Attributes.of(mode, TIME));
  }

  static UpperMetadata file(int mode, Instant time) {
    return UpperMetadata.of(FileType.REGULAR, Attributes.of(mode, time));
  }

  static UpperMetadata directory() {
    return UpperMetadata.of(FileType.DIRECTORY, Attributes.of(0755, TIME));
  }

  static UpperMetadata opaqueDirectory() {
    return directory().with(Opacity.OPAQUE);
  }

  static UpperMetadata fifo() {
    return UpperMetadata.of(FileType.FIFO, Attributes.of(0640, TIME));
  }

  static UpperMetadata symlink(String target) {
    return new UpperMetadata(
        FileType.SYMLINK, Attributes.of(0777, TIME), target, DeviceNumber.NONE, OverlayMarks.NONE);
  }

  static UpperMetadata device(FileType type, int major, int minor) {
    return new UpperMetadata(
        type, Attributes.of(0600, TIME), null, new DeviceNumber(major, minor), OverlayMarks.NONE);
  }

  /** {@code metadata} with everything changed that a file of any type may carry. */
  static UpperMetadata decorated(UpperMetadata metadata, int variant) {
    boolean symlink = metadata.type() == FileType.SYMLINK;
    Attributes attributes =
        new Attributes(
            symlink ? 0777 : 04700 | variant & 0177,
            1000 + variant,
            100_000 + variant,
            TIME.plusNanos(variant),
            TIME.plusSeconds(variant).plusNanos(1),
            TIME.plusSeconds(2L * variant),
            Xattrs.of(
                Map.of(
                    "trusted.odd name=%", new byte[] {0, -1, (byte) variant},
                    "security.capability", new byte[20])));
    if (!symlink && !metadata.type().isSpecial()) {
      attributes =
          attributes.withXattrs(
              attributes
                  .xattrs()
                  .with("user.plain", bytes("v" + variant))
                  .with("user.empty", new byte[0])
                  .with("user.overlay.opaque", bytes("a program's own"))
                  .with("user.overlay.overlay.x", bytes("twice")));
    }
    boolean directory = metadata.type() == FileType.DIRECTORY;
    return metadata
        .with(attributes)
        .with(
            new OverlayMarks(
                metadata.opacity(),
                1L << 40 | variant,
                directory ? UpperMetadata.Purity.IMPURE : UpperMetadata.Purity.PURE,
                directory || variant % 2 == 1 ? "/sp ace/\u00fc\udcff" + variant : null,
                metadata.type() == FileType.REGULAR && variant % 2 == 1
                    ? variant
                    : OverlayMarks.OWN_DATA,
                directory ? LinkCount.SAME : new LinkCount(LinkCount.Base.STORED, -variant)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static UpperFile createFile(UpperMedium medium, UpperNode directory, String name, String data)
      throws IOException {
    UpperFile file = (UpperFile) medium.create(directory, name, file(0644), Occupant.NOTHING);
    write(file, data);
    return file;
  }

  static UpperNode createDirectory(UpperMedium medium, UpperNode parent, String name)
      throws IOException {
    return medium.create(parent, name, directory(), Occupant.NOTHING);
  }

  static void write(UpperFile file, String data) throws IOException {
    file.open();
    try {
      file.write(ByteBuffer.wrap(bytes(data)), 0);
    } finally {
      file.close();
    }
  }

  static String read(UpperFile file) throws IOException {
    return new String(readBytes(file), StandardCharsets.UTF_8);
  }

  static byte[] readBytes(UpperFile file) throws IOException {
    file.open();
    try {
      ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(file.size()));
      while (all.hasRemaining() && file.read(all, all.position()) >= 0) {
        // reads on
      }
      return all.array();
    } finally {
      file.close();
    }
  }

  /** Everything the medium holds, one line per path. */
  static Map<String, String> tree(UpperMedium medium) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    Map<Long, String> numbers = new TreeMap<>();
    collect(medium, medium.root(), "", lines, numbers);
    return lines;
  }

  private static void collect(
      UpperMedium medium,
      UpperNode directory,
      String prefix,
      Map<String, String> lines,
      Map<Long, String> numbers)
      throws IOException {
    for (Map.Entry<String, UpperEntry> entry : new TreeMap<>(medium.list(directory)).entrySet()) {
      String path = prefix + "/" + entry.getKey();
      if (!(entry.getValue() instanceof UpperEntry.Present present)) {
        lines.put(path, "whiteout");
        continue;
      }
      UpperNode node = present.node();
      String first = numbers.putIfAbsent(node.number(), path);
      byte[] data = node instanceof UpperFile file ? readBytes(file) : null;
      lines.put(
          path,
          describe(present.metadata(), present.links(), present.size(), data)
              + (first == null ? "" : " = " + first));
      if (present.metadata().type() == FileType.DIRECTORY) {
        collect(medium, node, path, lines, numbers);
      }
    }
  }

  static String describe(UpperMetadata metadata, int links, long size, byte[] data) {
    StringBuilder xattrs = new StringBuilder();
    metadata
        .attributes()
        .xattrs()
        .asMap()
        .forEach(
            (name, value) ->
                xattrs
                    .append(' ')
                    .append(name)
                    .append('=')
                    .append(java.util.Arrays.toString(value)));
    return metadata.with(metadata.attributes().withXattrs(Xattrs.NONE))
        + xattrs.toString()
        + " links="
        + links
        + " size="
        + size
        + " data="
        + java.util.Arrays.hashCode(data);
  }
}
