package io.unionfs.testing.images;

/** Images that look odd and are legal, or nearly so, each by one thing. */
public enum OddImage implements TestImage {
  // ---- what a layer changes ----

  /** A file in the place of a symbolic link. */
  FILE_REPLACES_SYMLINK(OddLayers.fileReplacesSymlink()),

  /** A directory in the place of a file. */
  DIRECTORY_REPLACES_FILE(OddLayers.directoryReplacesFile()),

  /** A file in the place of a directory that is not empty. */
  FILE_REPLACES_DIRECTORY(OddLayers.fileReplacesDirectory()),

  /** A directory in the place of a directory, with another mode. */
  DIRECTORY_OVER_DIRECTORY(OddLayers.directoryOverDirectory()),

  /** A directory in the place of a symbolic link to a directory. */
  DIRECTORY_REPLACES_SYMLINK(OddLayers.directoryReplacesSymlink()),

  /** A file whose parent directories have no entries. */
  MISSING_PARENTS(OddLayers.missingParents()),

  /** A file below a symbolic link of the layer below. */
  FILE_UNDER_SYMLINK(OddLayers.fileUnderSymlink()),

  /** A whiteout below a symbolic link of the layer below. */
  WHITEOUT_UNDER_SYMLINK(OddLayers.whiteoutUnderSymlink()),

  /** A whiteout. */
  WHITEOUT(OddLayers.whiteout()),

  /** A whiteout of a file that is not there. */
  WHITEOUT_OF_MISSING(OddLayers.whiteoutOfMissing()),

  /** A whiteout of a directory that is not empty. */
  WHITEOUT_OF_DIRECTORY(OddLayers.whiteoutOfDirectory()),

  /** A file, and after it a whiteout of it, in one layer. */
  WHITEOUT_AFTER_FILE(OddLayers.whiteoutAfterFile()),

  /** A whiteout, and after it a file of that name, in one layer. */
  WHITEOUT_BEFORE_FILE(OddLayers.whiteoutBeforeFile()),

  /** A whiteout of a directory, and the directory anew, in one layer. */
  WHITEOUT_THEN_DIRECTORY(OddLayers.whiteoutThenDirectory()),

  /** An opaque mark before the entries of its directory. */
  OPAQUE_FIRST(OddLayers.opaqueFirst()),

  /** An opaque mark after the entries of its directory. */
  OPAQUE_LAST(OddLayers.opaqueLast()),

  /** An opaque mark between entries of a directory that has no entry itself. */
  OPAQUE_WITHOUT_DIRECTORY(OddLayers.opaqueWithoutDirectory()),

  /** An opaque mark in the root. */
  OPAQUE_ROOT(OddLayers.opaqueRoot()),

  /** The files that AUFS keeps for itself. */
  AUFS_FILES(OddLayers.aufsFiles()),

  /** A name with three entries of different types. */
  DUPLICATE_ENTRIES(OddLayers.duplicateEntries()),

  /** A hard link to a file of the layer below. */
  HARD_LINK_TO_LOWER(OddLayers.hardLinkToLower()),

  /** A hard link whose target is named through a symbolic link. */
  HARD_LINK_UNDER_SYMLINK(OddLayers.hardLinkUnderSymlink()),

  /** A hard link to a file of the same layer, which is then replaced. */
  HARD_LINK_TO_REPLACED(OddLayers.hardLinkToReplaced()),

  /** A hard link that stands before its target. */
  HARD_LINK_BEFORE_TARGET(OddLayers.hardLinkBeforeTarget()),

  /** A hard link to a symbolic link. */
  HARD_LINK_TO_SYMLINK(OddLayers.hardLinkToSymlink()),

  /** A layer without entries. */
  EMPTY_LAYER(OddLayers.emptyLayer()),

  /** A layer of no bytes. */
  EMPTY_BLOB(OddLayers.emptyBlob()),

  /** An image that has the same layer twice. */
  SAME_LAYER_TWICE(OddLayers.sameLayerTwice()),

  /** An image without layers. */
  SCRATCH(OddLayers.scratch()),

  // ---- forms of tar, gzip and zstd ----

  /** A name and a target of more than 100 bytes, in an extended header. */
  PAX_LONG_NAME(OddArchives.paxLongName()),

  /** A name and a target of more than 100 bytes, in entries of GNU's types L and K. */
  GNU_LONG_NAME(OddArchives.gnuLongName()),

  /** A name of more than 100 bytes, cut at a slash into prefix and name. */
  USTAR_PREFIX(OddArchives.ustarPrefix()),

  /** A name that is no UTF-8. */
  NON_UTF_8_NAME(OddArchives.nonUtf8Name()),

  /** Names that begin with "./" or have "//", and an entry for the root. */
  DOT_SLASH_NAMES(OddArchives.dotSlashNames()),

  /** Owners above 2097151, in an extended header and in base 256. */
  LARGE_OWNER(OddArchives.largeOwner()),

  /** Set-user-ID, set-group-ID and sticky bits. */
  MODE_BITS(OddArchives.modeBits()),

  /** A time with nanoseconds, and one before 1970. */
  NANOSECONDS(OddArchives.nanoseconds()),

  /** An extended attribute whose value is no text. */
  XATTRS(OddArchives.xattrs()),

  /** A directory with a time, and after it the files in it. */
  DIRECTORY_TIME(OddArchives.directoryTime()),

  /** A global extended header, as git archive writes. */
  GLOBAL_HEADER(OddArchives.globalHeader()),

  /** A size that stands in the extended header only. */
  SIZE_IN_EXTENDED_HEADER(OddArchives.sizeInExtendedHeader()),

  /** A directory with a size. */
  SIZE_OF_DIRECTORY(OddArchives.sizeOfDirectory()),

  /** A character device, a block device and a fifo. */
  DEVICES(OddArchives.devices()),

  /** A character device 0:0, which overlayfs takes for a whiteout. */
  WHITEOUT_DEVICE(OddArchives.whiteoutDevice()),

  /** A sparse file in GNU's old form. */
  SPARSE_OLD_GNU(OddArchives.sparseOldGnu()),

  /** Sparse files in the forms 0.1 and 1.0 of extended headers. */
  SPARSE_PAX(OddArchives.sparsePax()),

  /** Headers of the form before POSIX. */
  BEFORE_POSIX(OddArchives.beforePosix()),

  /** A tar without the blocks of zeros at its end. */
  NO_END(OddArchives.noEnd()),

  /** A tar with something behind its end. */
  BEHIND_THE_END(OddArchives.behindTheEnd()),

  /** A file of type 7, contiguous. */
  CONTIGUOUS_FILE(OddArchives.contiguousFile()),

  /** A layer compressed by gzip. */
  GZIP_LAYER(OddCompression.gzipLayer()),

  /** A layer compressed by zstd. */
  ZSTD_LAYER(OddCompression.zstdLayer()),

  /** A layer of two gzip members, as pigz and stargz write. */
  GZIP_MEMBERS(OddCompression.gzipMembers()),

  /** A layer of two zstd frames behind one to be skipped, as zstd:chunked. */
  ZSTD_FRAMES(OddCompression.zstdFrames()),

  /** A gzip header with extra field, name and comment. */
  GZIP_HEADER_FIELDS(OddCompression.gzipHeaderFields()),

  /** A layer compressed by gzip whose media type says that it is plain. */
  COMPRESSION_UNTOLD(OddCompression.compressionUntold()),

  // ---- documents ----

  /** A manifest without mediaType. */
  NO_MEDIA_TYPE(OddDocuments.noMediaType()),

  /** A config with null where programs in Go have nothing to say. */
  NULL_FIELDS(OddDocuments.nullFields()),

  /** A manifest with fields that nobody knows. */
  UNKNOWN_FIELDS(OddDocuments.unknownFields()),

  /** A layout with files and blobs that nothing names. */
  UNKNOWN_FILES(OddDocuments.unknownFiles()),

  /** An index in an index, as docker buildx writes. */
  NESTED_INDEX(OddDocuments.nestedIndex()),

  /** A layer that is a symbolic link to that of another directory of the archive. */
  LEGACY_LAYER_LINK(OddDocuments.legacyLayerLink()),

  /** A layout with Docker's media types. */
  DOCKER_MEDIA_TYPES(OddDocuments.dockerMediaTypes()),

  /** A layer that is not to be pushed, nondistributable, and is there all the same. */
  NONDISTRIBUTABLE_LAYER(OddDocuments.nondistributableLayer());

  final TestCase testCase;

  OddImage(TestCase testCase) {
    this.testCase = testCase;
  }
}
