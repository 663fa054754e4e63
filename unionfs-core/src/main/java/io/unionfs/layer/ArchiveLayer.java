package io.unionfs.layer;

import java.util.List;

/**
 * A layer in the form of an ordered list of entries, as a tar holds them. Names are not resolved:
 * parents may lead through symbolic links of the layers below, hard links may name files there.
 */
public non-sealed interface ArchiveLayer extends Layer {
  /** The entries in the archive's order; duplicates are kept. */
  List<ArchiveEntry> entries();

  /** The digest of the uncompressed archive (OCI image spec, config.md, "DiffID"). */
  Digest diffId();

  /** The size of the uncompressed archive in bytes. */
  long uncompressedSize();
}
