package io.unionfs.archive;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.time.Instant;

/**
 * Reads the entries of a tar one after another: v7, ustar with prefix, star, GNU (long names,
 * base-256 numbers, sparse), and POSIX extended headers. Global extended headers are passed over.
 * What a tar may leave out at its end, it may: the two zero blocks, and the padding of the last
 * entry. Not safe for use by many threads.
 */
final class TarParser {
  private static final String CUT_OFF = "; the file is cut off: get it anew";

  private final TarInput in;
  private final String subject;
  private final Limits limits;
  private final Limits.Meter meter;
  private final byte[] block = new byte[TarHeader.BLOCK];
  private boolean ended;

  /** A parser of {@code in}, which messages call {@code subject}. */
  TarParser(TarInput in, String subject, Limits limits) {
    this.in = in;
    this.subject = subject;
    this.limits = limits;
    this.meter = limits.new Meter(subject);
  }

  /**
   * The next entry, or null at the end.
   *
   * @throws LayerException if the tar is damaged or exceeds the limits
   */
  TarEntry next() throws IOException {
    long first = in.position();
    Pending pending = new Pending();
    while (!ended) {
      long offset = in.position();
      if (!readHeader(offset)) {
        break;
      }
      TarHeader header = new TarHeader(block);
      try {
        switch (header.flag()) {
          case 'g' -> skipData(offset, "", header.size());
          case 'x', 'X' -> pending.pax = PaxRecords.parse(extension(offset, header));
          case 'L' -> pending.longName = text(extension(offset, header));
          case 'K' -> pending.longLink = text(extension(offset, header));
          default -> {
            return entry(first, header, pending);
          }
        }
      } catch (IllegalArgumentException e) {
        throw fault(offset, pending.nameInFault(header), e.getMessage());
      }
      pending.any |= header.flag() != 'g';
    }
    ended = true;
    if (pending.any) {
      throw new LayerException(
          subject + ": ends after an extended header, at offset " + first + CUT_OFF);
    }
    return null;
  }

  /** What extended headers say of the entry that follows them. */
  private static final class Pending {
    PaxRecords pax = PaxRecords.NONE;
    String longName;
    String longLink;
    boolean any;

    String name(TarHeader header) {
      if (pax.has("GNU.sparse.name")) {
        return pax.name("GNU.sparse.name", "");
      }
      return longName != null ? longName : pax.name("path", header.name());
    }

    /** The name, or where it is itself at fault, what the plain header calls the entry. */
    String nameInFault(TarHeader header) {
      try {
        return name(header);
      } catch (IllegalArgumentException e) {
        return header.name();
      }
    }

    String linkName(TarHeader header) {
      return longLink != null ? longLink : pax.name("linkpath", header.linkName());
    }
  }

  /** Reads a header into {@link #block}, and returns false at the end. */
  private boolean readHeader(long offset) throws IOException {
    int count = in.read(block);
    if (count == 0) {
      return false;
    }
    if (count == block.length && TarHeader.isZero(block)) {
      if (in.read(block) == block.length && !TarHeader.isZero(block)) {
        throw new LayerException(
            subject + ": a lone block of zeros at offset " + offset + ", and more behind it");
      }
      return false;
    }
    if (count == block.length && new TarHeader(block).checksumHolds()) {
      return true;
    }
    if (offset == 0) {
      throw new LayerException(subject + ": is no tar archive");
    }
    throw new LayerException(
        subject
            + (count < block.length ? ": ends inside" : ": has a wrong checksum in")
            + " the header at offset "
            + offset
            + (count < block.length ? CUT_OFF : "; it is damaged: get it anew"));
  }

  private byte[] extension(long offset, TarHeader header) throws IOException {
    long size = header.size();
    if (size < 0 || size > limits.extension()) {
      throw new IllegalArgumentException(
          "has an extended header of " + size + " bytes; " + limits.extension() + " are allowed");
    }
    byte[] bytes = new byte[(int) size];
    if (in.read(bytes) < size) {
      throw fault(offset, "", "ends inside an extended header" + CUT_OFF);
    }
    skipPadding(size);
    return bytes;
  }

  private static String text(byte[] bytes) {
    return TarHeader.untilNul(bytes, 0, bytes.length);
  }

  private TarEntry entry(long first, TarHeader header, Pending pending) throws IOException {
    PaxRecords pax = pending.pax;
    String name = pending.name(header);
    String linkName = pending.linkName(header);
    TarType type = TarType.of(header.flag());
    if (header.flag() == 0 && name.endsWith("/")) {
      type = TarType.DIRECTORY; // v7 had no flag for it
    }
    Instant modified = pax.time("mtime");
    if (modified == null) {
      modified = TarNumbers.time(header.modified());
    }
    TarEntry entry =
        new TarEntry(
            first,
            type,
            header.flag(),
            name,
            linkName,
            header.mode(),
            owner("uid", pax.has("uid") ? pax.number("uid") : header.uid()),
            owner("gid", pax.has("gid") ? pax.number("gid") : header.gid()),
            modified,
            time(pax.time("atime"), header.accessed(), modified),
            time(pax.time("ctime"), header.changed(), modified),
            type == TarType.CHARACTER_DEVICE || type == TarType.BLOCK_DEVICE
                ? header.device()
                : DeviceNumber.NONE,
            pax.xattrs(),
            type.hasData() ? data(first, name, header, pax) : TarData.NONE);
    meter.entry(Footprint.of(entry));
    return entry;
  }

  private static Instant time(Instant extended, Long seconds, Instant otherwise) {
    if (extended != null) {
      return extended;
    }
    return seconds == null ? otherwise : TarNumbers.time(seconds);
  }

  private static int owner(String what, long number) {
    if (number < Integer.MIN_VALUE || number > 0xffffffffL) {
      throw new IllegalArgumentException("has a " + what + " beyond 32 bits: " + number);
    }
    return (int) number;
  }

  /** Finds out where the bytes stand, and passes over them. */
  private TarData data(long first, String name, TarHeader header, PaxRecords pax)
      throws IOException {
    long stored = pax.has("size") ? pax.number("size") : header.size();
    if (stored < 0) {
      throw new IllegalArgumentException("has a negative size");
    }
    SparseReader sparse = new SparseReader(in, limits.extension());
    SparseMap map = sparse.read(header, pax, stored);
    long offset = in.position();
    long left = stored - sparse.dataBytesUsed();
    skipData(first, name, left);
    return map == null ? new TarData.Dense(offset, left) : new TarData.Sparse(map, offset);
  }

  private void skipData(long offset, String name, long size) throws IOException {
    if (size < 0 || in.skip(size) < size) {
      throw fault(
          offset, name, "has " + size + " bytes, but the archive ends before them" + CUT_OFF);
    }
    skipPadding(size);
  }

  private void skipPadding(long size) throws IOException {
    in.skip(-size & (TarHeader.BLOCK - 1));
  }

  private LayerException fault(long offset, String name, String what) {
    String entry = name.isEmpty() ? "entry" : "entry \"" + Names.display(name) + "\"";
    return new LayerException(subject + ": " + entry + " at offset " + offset + " " + what);
  }

  /** Estimates what an entry's variable parts take on the heap. */
  private static final class Footprint {
    static long of(TarEntry entry) {
      long names = 2L * entry.name().length() + 2L * entry.linkName().length();
      long bytes = names + Limits.heapOf(entry.xattrs());
      return entry.data() instanceof TarData.Sparse sparse
          ? bytes + Limits.heapOf(sparse.map())
          : bytes;
    }
  }
}
