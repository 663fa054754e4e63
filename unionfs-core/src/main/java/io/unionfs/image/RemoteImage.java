package io.unionfs.image;

import io.unionfs.archive.Hashing;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The documents of an image that is elsewhere, one of those that an index there names for several
 * platforms. They are checked as those of a file are. Immutable.
 *
 * @param manifest the manifest
 * @param config the configuration, which fits it
 */
public record RemoteImage(Manifest manifest, ImageConfig config) {
  /** All documents together, read to choose an image, as of a file. */
  private static final long MAX_DOCUMENT_BYTES = 64L << 20;

  /** Fetches documents, whatever they turn out to be. Called by one thread. */
  public interface Source {
    /** A manifest or index. */
    byte[] manifest(Descriptor descriptor) throws IOException;

    /** A config, of at most {@link #MAX_DOCUMENT} bytes. */
    byte[] config(Descriptor descriptor) throws IOException;

    /** The largest document that is read, in bytes. */
    int MAX_DOCUMENT = Document.MAX_BYTES;
  }

  /**
   * Reads what {@code top}, a manifest or an index, stands for; further documents are fetched.
   *
   * @param name what was asked for, in messages
   * @param platform the platform it must be for; null for the host's where there is a choice
   * @throws ImageException if there is no image for the platform, or a document is none, or not the
   *     one its digest says
   */
  public static RemoteImage choose(
      String name, Descriptor top, byte[] topBytes, Platform platform, Source source)
      throws IOException {
    Documents documents = new Documents(name, source);
    try {
      documents.check(top, "manifest", topBytes);
      Descriptor declared = declared(name, top, topBytes);
      Document index =
          Document.parse(
              name,
              DocumentBuilder.empty()
                  .put("schemaVersion", 2)
                  .putObjects("manifests", List.of(declared.document()))
                  .bytes());
      ImageOptions options = ImageOptions.defaults().withPlatform(platform);
      List<Candidate> candidates = IndexedImages.of(index, documents);
      ImageParts parts = new Selection(documents::fault, options).choose(candidates).load();
      return new RemoteImage(parts.manifest().orElseThrow(), parts.config());
    } catch (DocumentException e) {
      throw ImageException.of(e);
    }
  }

  /** A registry that declares nothing leaves it to the document. */
  private static Descriptor declared(String name, Descriptor top, byte[] bytes)
      throws DocumentException {
    if (!top.mediaType().isEmpty()) {
      return top;
    }
    Document document = Document.parse(name + ": manifest " + top.digest(), bytes);
    String guess = document.has("manifests") ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST;
    return Descriptor.of(document.text("mediaType", guess), top.digest(), top.size());
  }

  /** What was fetched so far; everything once. */
  private static final class Documents implements IndexedImages.Source {
    private final String name;
    private final Source source;
    private final Map<Digest, byte[]> known = new HashMap<>();
    private long bytes;

    Documents(String name, Source source) {
      this.name = name;
      this.source = source;
    }

    @Override
    public byte[] document(Descriptor descriptor, String what) throws IOException {
      byte[] found = known.get(descriptor.digest());
      if (found == null) {
        if (descriptor.size() > Document.MAX_BYTES) {
          throw fault(
              what
                  + " "
                  + descriptor.digest()
                  + ": "
                  + descriptor.size()
                  + " bytes are too many for a document; the limit is "
                  + Document.MAX_BYTES);
        }
        found = what.equals("config") ? source.config(descriptor) : source.manifest(descriptor);
      }
      check(descriptor, what, found);
      return found;
    }

    /** Checks a document, and keeps it. */
    void check(Descriptor descriptor, String what, byte[] found) throws ImageException {
      Digest digest = Hashing.of(descriptor.digest().algorithm(), found);
      if (found.length != descriptor.size() || !digest.equals(descriptor.digest())) {
        throw fault(
            what
                + " "
                + descriptor.digest()
                + ": what came has "
                + found.length
                + " bytes and the digest "
                + digest
                + "; it was changed, or is damaged");
      }
      if (known.put(descriptor.digest(), found) == null) {
        bytes += found.length;
      }
      if (bytes > MAX_DOCUMENT_BYTES) {
        throw fault("its documents are larger than " + MAX_DOCUMENT_BYTES + " bytes together");
      }
    }

    @Override
    public String where(Descriptor descriptor, String what) {
      return name + ": " + what + " " + descriptor.digest();
    }

    @Override
    public boolean has(Digest digest) {
      return true;
    }

    @Override
    public ImageParts read(Descriptor descriptor) throws IOException {
      Manifest manifest = IndexedImages.manifest(descriptor, this);
      ImageConfig config = IndexedImages.config(descriptor, manifest, this);
      return new ImageParts(
          Optional.of(manifest), manifest.config().digest(), config, List.of(), List.of());
    }

    @Override
    public ImageException fault(String what) {
      return new ImageException(name + ": " + what);
    }
  }
}
