package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Hashing;
import io.unionfs.layer.Digest;
import java.io.IOException;

/** The content-addressed files of an OCI layout: {@code blobs/<algorithm>/<hex>}. */
final class Blobs {
  private final ImageFiles files;

  Blobs(ImageFiles files) {
    this.files = files;
  }

  /** Where the blob stands. A {@link Digest} has a form that is safe in a path. */
  static String path(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }

  boolean has(Digest digest) {
    return files.has(path(digest));
  }

  /**
   * The blob, of the size that its descriptor gives; its digest is not checked yet.
   *
   * @param what what the blob is, in messages
   */
  ByteSource open(Descriptor descriptor, String what) throws IOException {
    ByteSource source = files.find(path(descriptor.digest()));
    if (source == null) {
      throw missing(descriptor, what);
    }
    if (source.size() != descriptor.size()) {
      throw files.fault(
          what
              + " "
              + descriptor.digest()
              + ": has "
              + source.size()
              + " bytes, but its descriptor says "
              + descriptor.size()
              + "; the image is damaged: get it anew");
    }
    return source;
  }

  private ImageException missing(Descriptor descriptor, String what) {
    String blob = what + " " + descriptor.digest() + ": the blob is not there; ";
    if (descriptor.type() == MediaType.FOREIGN_LAYER) {
      return files.fault(
          blob + "it is a nondistributable layer, to be fetched from its publisher and put in");
    }
    return files.fault(blob + "the image is incomplete: get it anew");
  }

  /** The bytes of a document's blob, checked by size and digest. */
  byte[] document(Descriptor descriptor, String what) throws IOException {
    byte[] bytes = files.bytes(open(descriptor, what), what + " " + descriptor.digest());
    Digest found = Hashing.of(descriptor.digest().algorithm(), bytes);
    if (!found.equals(descriptor.digest())) {
      throw files.fault(
          what
              + " "
              + descriptor.digest()
              + ": its bytes have another digest, "
              + found
              + "; the image is damaged: get it anew");
    }
    return bytes;
  }

  /** How messages call the document that {@code descriptor} names. */
  String where(Descriptor descriptor, String what) {
    return files.name() + ": " + what + " " + descriptor.digest();
  }
}
