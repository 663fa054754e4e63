package io.unionfs.medium;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Xattrs;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * All of a file's metadata that can change, or its times alone, as the {@link Journal} notes it.
 */
final class MetadataRecord {
  private static final String MODE = "mode";

  private MetadataRecord() {}

  /** The whole. */
  static MetadataText of(UpperMetadata metadata, boolean holdsWhiteouts) throws IOException {
    Attributes attributes = metadata.attributes();
    MetadataText text =
        times(metadata)
            .putMode(attributes.mode())
            .putNumber("uid", Integer.toUnsignedLong(attributes.uid()))
            .putNumber("gid", Integer.toUnsignedLong(attributes.gid()))
            .putTime("changed", attributes.changed());
    for (String name : attributes.xattrs().names()) {
      text.putXattr(name, attributes.xattrs().get(name));
    }
    MarkValues.oursInto(text, metadata);
    MarkValues.overlayfssInto(text, metadata, holdsWhiteouts);
    return text;
  }

  /** The times alone. */
  static MetadataText times(UpperMetadata metadata) {
    return MetadataText.empty()
        .putTime("accessed", metadata.attributes().accessed())
        .putTime("modified", metadata.attributes().modified());
  }

  /** Whether {@code record} speaks of times alone. */
  static boolean isOfTimes(MetadataText record) throws IOException {
    return record.number(MODE, -1) < 0;
  }

  /** What {@code record} says of the file that has {@code found} now. */
  static UpperMetadata read(MetadataText record, UpperMetadata found) throws IOException {
    Attributes old = found.attributes();
    Instant accessed = record.time("accessed", old.accessed());
    Instant modified = record.time("modified", old.modified());
    if (isOfTimes(record)) {
      return found.with(old.withTimes(accessed, modified));
    }
    Map<String, byte[]> xattrs = new TreeMap<>();
    record.xattrsInto(xattrs);
    Attributes attributes =
        new Attributes(
            record.mode(old.mode()),
            (int) record.number("uid", old.uid()),
            (int) record.number("gid", old.gid()),
            accessed,
            modified,
            record.time("changed", old.changed()),
            Xattrs.of(xattrs));
    return found.with(attributes).with(MarkValues.read(Map.of(), record));
  }

  /** Whether {@code record} marks a directory as holding whiteouts. */
  static boolean holdsWhiteouts(MetadataText record) throws IOException {
    return MarkValues.holdsWhiteouts(Map.of(), record);
  }
}
