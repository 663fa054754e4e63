package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Tells whether a file is what was there before: type, attributes, data. Not for many threads. */
final class SameFile {
  private static final int PIECE = 1 << 16;

  private final ShownFile files;
  private final ByteBuffer one = ByteBuffer.allocate(PIECE);
  private final ByteBuffer other = ByteBuffer.allocate(PIECE);

  SameFile(ShownFile files) {
    this.files = files;
  }

  /** Whether {@code now}, a file's only name, shows what {@code was} did, as its only name. */
  boolean is(LeafInode now, Inode was) throws IOException {
    return was instanceof LowerInode lower && lower.entry().links() <= 1 && content(now, lower);
  }

  /** Whether {@code now} has all that {@code was} had, names aside. */
  boolean content(LeafInode now, LowerInode was) throws IOException {
    if (now.type() != was.type() || !attributes(now.attributes(), was.attributes())) {
      return false;
    }
    if (now instanceof UpperInode upper && upper.lowerData() == was) {
      return true;
    }
    return content(files.entry("", now), files.entry("", was));
  }

  /** Whether two files of one type have the same data, link target or device number. */
  boolean content(Entry.Node now, Entry.Node was) throws IOException {
    if (now instanceof Entry.File file) {
      return bytes(file.content(), ((Entry.File) was).content());
    }
    if (now instanceof Entry.Symlink link) {
      return link.target().equals(((Entry.Symlink) was).target());
    }
    return ((Entry.Special) now).device().equals(((Entry.Special) was).device());
  }

  private boolean bytes(Content now, Content was) throws IOException {
    long size = now.size();
    if (size != was.size()) {
      return false;
    }
    if (now.equals(was)) {
      return true; // one content, which needs not be read
    }
    try (Content.Reader first = now.open();
        Content.Reader second = was.open()) {
      for (long position = 0; position < size; position += one.limit()) {
        int length = (int) Math.min(PIECE, size - position);
        if (!fill(first, one.clear().limit(length), position)
            || !fill(second, other.clear().limit(length), position)
            || !one.equals(other)) {
          return false;
        }
      }
    } catch (KnownFailure e) {
      return false; // There is no data where it should be.
    }
    return true;
  }

  private static boolean fill(Content.Reader reader, ByteBuffer piece, long position)
      throws IOException {
    while (piece.hasRemaining()) {
      if (reader.read(piece, position + piece.position()) < 0) {
        return false;
      }
    }
    piece.flip();
    return true;
  }

  /** Whether a layer would say the same: it holds no access and change times. */
  static boolean attributes(Attributes now, Attributes was) {
    return now.mode() == was.mode()
        && now.uid() == was.uid()
        && now.gid() == was.gid()
        && now.modified().equals(was.modified())
        && now.xattrs().equals(was.xattrs());
  }
}
