package io.unionfs.registry;

import io.unionfs.image.Descriptor;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A repository of a registry. All that is received is checked against its digest and size; requests
 * that fail for a reason that may pass are sent again. Safe for use by many threads.
 */
public interface Repository {
  /** The registry's host as in image names, perhaps with a port. */
  String host();

  /** The repository in it: {@code library/debian}. */
  String path();

  /**
   * A manifest, or an index.
   *
   * @param descriptor its digest, size, and media type as the registry declares it
   */
  record Received(Descriptor descriptor, byte[] bytes) {}

  /**
   * The manifest or index that {@code reference}, a tag or a digest, names.
   *
   * @throws RegistryException NOT_FOUND; INVALID if it has another digest than asked for
   */
  Received manifest(String reference) throws IOException;

  /** What the tag or digest names, without the document. */
  Optional<Descriptor> find(String reference) throws IOException;

  /** Stores a manifest or index under a tag, or its digest; returns its digest. */
  Digest putManifest(String reference, byte[] bytes, String mediaType) throws IOException;

  /** Whether the blob is in the repository. */
  boolean hasBlob(Digest blob) throws IOException;

  /**
   * Fetches a blob into {@code file}, going on where {@code file} ends, if it is there: what it
   * holds is taken for the blob's beginning, and removed if the whole turns out not to be the blob.
   * When this fails otherwise, {@code file} holds what came, to go on with.
   *
   * @param progress told with the descriptor's abbreviated digest
   * @return how many bytes were received
   * @throws RegistryException INVALID if what came is not the blob
   */
  long fetch(Descriptor blob, Path file, ProgressListener progress) throws IOException;

  /** A small blob, such as a config. */
  byte[] fetch(Descriptor blob, int limit) throws IOException;

  /** What became of a blob that was to be pushed. */
  enum Pushed {
    /** It was there. */
    EXISTED,
    /** The registry took it from another repository of its own. */
    MOUNTED,
    /** It was sent. */
    SENT
  }

  /**
   * Sees to it that the repository has the blob: it is looked for, then mounted from one of {@code
   * mountFrom}, then sent, in chunks, going on where a cut connection left off.
   *
   * @param mountFrom repositories of the same registry that may have it
   */
  Pushed push(Descriptor blob, Content content, List<String> mountFrom, ProgressListener progress)
      throws IOException;

  /**
   * The manifests that refer to {@code subject}, by the referrers API, or else by the tag that
   * takes its place.
   *
   * @param artifactType only those of this type; empty for all
   */
  List<Descriptor> referrers(Digest subject, String artifactType) throws IOException;

  /** The tags, sorted. */
  List<String> tags() throws IOException;
}
