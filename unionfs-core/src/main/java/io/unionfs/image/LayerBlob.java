package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.layer.Digest;
import java.util.Optional;

/**
 * A layer's bytes as an image holds them, and what they must be.
 *
 * @param source the bytes, perhaps compressed
 * @param path where they stand in the image
 * @param digest their digest, where a document gives it
 */
record LayerBlob(ByteSource source, String path, Optional<Digest> digest) {}
