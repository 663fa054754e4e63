package io.unionfs.testing.images;

/**
 * Images that attack who reads them, each by one thing. Those that were published as a fault of
 * some tool have a {@link #cve}; they are made after its description, and are not the original.
 *
 * <p>What attacks the host aims at {@link TestImageOptions#target}. A tool that has the fault does
 * its harm there: run it where that does no damage.
 */
public enum HostileImage implements TestImage {
  // ---- out of the root ----

  /** A name with enough ".." to come to the root of the host. */
  DOT_DOT_NAME(Escapes.dotDotName()),

  /** A name that begins with a slash. */
  ABSOLUTE_NAME(Escapes.absoluteName()),

  /** A file below a symbolic link of the layer below, which is absolute. */
  ABSOLUTE_SYMLINK_PARENT(Escapes.absoluteSymlinkParent()),

  /** A file below a symbolic link of the layer below, with enough "..". */
  RELATIVE_SYMLINK_PARENT(Escapes.relativeSymlinkParent()),

  /** A symbolic link, and then a file below it, in one layer. */
  SYMLINK_THEN_FILE(Escapes.symlinkThenFile()),

  /** Parents that are symbolic links to one another, none of which leads out by itself. */
  CHAINED_SYMLINK_PARENTS(Escapes.chainedSymlinkParents()),

  /** A file below a symbolic link to a symbolic link of the layer below. */
  LINKED_LINK_PARENT(Escapes.linkedLinkParent()),

  /** A hard link to a file of the host, by "..". */
  HARD_LINK_OUT(Escapes.hardLinkOut()),

  /** A hard link to a file of the host, through a symbolic link. */
  HARD_LINK_THROUGH_SYMLINK(Escapes.hardLinkThroughSymlink()),

  /** A hard link whose target begins with a slash. */
  HARD_LINK_ABSOLUTE(Escapes.hardLinkAbsolute()),

  /** A hard link to a symbolic link, with a mode that is set by following it. */
  HARD_LINK_TO_SYMLINK_MODE(Escapes.hardLinkToSymlinkMode()),

  /** A symbolic link named "/.", in the place of the root. */
  ROOT_IS_SYMLINK(Escapes.rootIsSymlink()),

  /** A regular file named "./", in the place of the root. */
  ROOT_IS_FILE(Escapes.rootIsFile()),

  /** A file in the place of a symbolic link, which is written through if it is opened first. */
  FILE_OVER_LINK_OUT(Escapes.fileOverLinkOut()),

  /** A directory in the place of a symbolic link to a directory of the host. */
  DIRECTORY_OVER_LINK_OUT(Escapes.directoryOverLinkOut()),

  /** A whiteout whose parent is a symbolic link that leads outside. */
  WHITEOUT_THROUGH_SYMLINK(Escapes.whiteoutThroughSymlink()),

  /** An opaque mark in a symbolic link that leads outside. */
  OPAQUE_THROUGH_SYMLINK(Escapes.opaqueThroughSymlink()),

  /** A whiteout of "..". */
  WHITEOUT_OF_PARENT(Escapes.whiteoutOfParent()),

  /** A whiteout of ".". */
  WHITEOUT_OF_ITSELF(Escapes.whiteoutOfItself()),

  /** A whiteout without a name. */
  WHITEOUT_OF_NOTHING(Escapes.whiteoutOfNothing()),

  /** A file whose parent directory has the name of a whiteout. */
  FILE_BELOW_WHITEOUT(Escapes.fileBelowWhiteout()),

  /** Extended attributes that overlayfs reads as its own marks. */
  OVERLAY_XATTR(Escapes.overlayXattr()),

  /** A name with a terminal's control characters, in an entry that is refused. */
  CONTROL_CHARACTERS(Escapes.controlCharacters()),

  // ---- documents, and the blobs they name ----

  /** A manifest that has an index's field "manifests", too. */
  MANIFEST_AND_INDEX(Documents.manifestAndIndex()),

  /** An index that has a manifest's field "layers", too. */
  INDEX_AND_MANIFEST(Documents.indexAndManifest()),

  /** A manifest whose mediaType says that it is an index. */
  MEDIA_TYPE_MISMATCH(Documents.mediaTypeMismatch()),

  /** A manifest with the field "layers" twice. */
  FIELD_TWICE(Documents.fieldTwice()),

  /** A manifest with the field "Layers" beside "layers". */
  FIELD_IN_ANOTHER_CASE(Documents.fieldInAnotherCase()),

  /** A tar that holds index.json twice. */
  DOCUMENT_TWICE(Documents.documentTwice()),

  /** A layer's digest with a path in it. */
  DIGEST_PATH(Documents.digestPath()),

  /** Volumes and a working directory that lead out of the image by "..". */
  VOLUME_TRAVERSAL(Documents.volumeTraversal()),

  /** A layer's path in manifest.json that leads out of the archive. */
  DOCKER_LAYER_PATH(Documents.dockerLayerPath()),

  /** A layer that is a symbolic link out of the archive. */
  DOCKER_LAYER_SYMLINK(Documents.dockerLayerSymlink()),

  /** A config's path in manifest.json that leads out of the archive. */
  DOCKER_CONFIG_PATH(Documents.dockerConfigPath()),

  /** Layers that are symbolic links to one another, in a circle. */
  DOCKER_LINK_LOOP(Documents.dockerLinkLoop()),

  /** A tar that holds manifest.json twice. */
  DOCKER_MANIFEST_TWICE(Documents.dockerManifestTwice()),

  /** A layer whose bytes have another digest than the manifest says. */
  DIGEST_MISMATCH(Documents.digestMismatch()),

  /** A layer that is longer than the manifest says. */
  SIZE_MISMATCH(Documents.sizeMismatch()),

  /** A layer with the right digest and another size in the manifest. */
  DECLARED_SIZE_MISMATCH(Documents.declaredSizeMismatch()),

  /** A layer that is another than the config's DiffID says. */
  DIFF_ID_MISMATCH(Documents.diffIdMismatch()),

  /** A layer that the manifest lists and the layout does not hold. */
  MISSING_LAYER(Documents.missingLayer()),

  /** A manifest with fewer layers than the config has DiffIDs. */
  LAYER_COUNT(Documents.layerCount()),

  /** A config whose history tells of more layers than there are. */
  HISTORY_COUNT(Documents.historyCount()),

  /** A layer of a media type that says it is encrypted. */
  ENCRYPTED_LAYER(Documents.encryptedLayer()),

  /** A manifest of Docker's schema 1. */
  SCHEMA_1(Documents.schema1()),

  /** An index.json with bytes that are no UTF-8. */
  NOT_UTF_8(Documents.notUtf8()),

  // ---- more than anyone can hold ----

  /** A layer that becomes a thousand times as large when it is decompressed. */
  GZIP_BOMB(Floods.gzipBomb()),

  /** A layer that zstd makes a thousand times as large when it is decompressed. */
  ZSTD_BOMB(Floods.zstdBomb()),

  /** A zstd frame that asks for a window of terabytes. */
  ZSTD_WINDOW(Floods.zstdWindow()),

  /** A million empty files, in a few megabytes. */
  MANY_ENTRIES(Floods.manyEntries()),

  /** A name of 64 KiB. */
  LONG_NAME(Floods.longName()),

  /** A path of 64 KiB, of short names. */
  LONG_PATH(Floods.longPath()),

  /** A symbolic link to a path of 64 KiB. */
  LONG_TARGET(Floods.longTarget()),

  /** A file 2,000 directories deep. */
  DEEP_PATH(Floods.deepPath()),

  /** An extended header that says it has 8 GiB. */
  HUGE_EXTENDED_HEADER(Floods.hugeExtendedHeader()),

  /** A sparse file of nearly 8 EiB with two bytes of data. */
  HUGE_SPARSE_FILE(Floods.hugeSparseFile()),

  /** An index.json without end. */
  UNBOUNDED_INDEX(Documents.unboundedIndex()),

  /** A config without end. */
  UNBOUNDED_CONFIG(Documents.unboundedConfig()),

  /** An index.json with lists in lists, 100,000 deep. */
  DEEP_DOCUMENT(Documents.deepDocument()),

  /** An index in an index, and so on, 1,000 deep. */
  NESTED_INDEXES(Documents.nestedIndexes()),

  /** An index that lists an index 2,000 times, that one the next, three deep. */
  INDEX_FAN(Documents.indexFan()),

  // ---- damaged ----

  /** A tar that ends inside a file. */
  TRUNCATED_TAR(Damage.truncatedTar()),

  /** A layer compressed by gzip of which half is there. */
  TRUNCATED_GZIP(Damage.truncatedGzip()),

  /** A layer compressed by zstd of which half is there. */
  TRUNCATED_ZSTD(Damage.truncatedZstd()),

  /** A layer whose gzip checksum is wrong. */
  GZIP_CHECKSUM(Damage.gzipChecksum()),

  /** A tar with a header whose checksum is wrong. */
  HEADER_CHECKSUM(Damage.headerChecksum()),

  /** A file that says it has 8 GiB, in a tar of 2 KiB. */
  SIZE_BEYOND_END(Damage.sizeBeyondEnd()),

  /** A file with a negative size. */
  NEGATIVE_SIZE(Damage.negativeSize()),

  /** An extended header with a record of length 0. */
  LOOPING_PAX_RECORD(Damage.loopingPaxRecord()),

  /** A sparse file whose map goes backwards. */
  OVERLAPPING_SPARSE_MAP(Damage.overlappingSparseMap()),

  /** An entry of a type that nobody knows. */
  UNKNOWN_TYPE(Damage.unknownType()),

  /** A layer that is no tar at all. */
  NO_TAR(Damage.noTar());

  final TestCase testCase;

  HostileImage(TestCase testCase) {
    this.testCase = testCase;
  }
}
