package io.unionfs.analysis;

import io.unionfs.layer.Digest;

/**
 * What one layer costs. Sizes are bytes of regular files, those with several names once; a byte is
 * live if the finished image shows it. Always {@code size == live + dead}.
 *
 * @param ordinal 0 for the bottom layer
 * @param diffId the digest of the layer's tar
 * @param instruction the command that made it, secrets left out; empty where it is not told
 * @param size the bytes that the layer holds
 * @param live those of them that the image shows
 * @param dead those of them that it does not
 * @param killed the bytes, of this layer and those below, that this layer took the last name of
 * @param tarSize the layer's tar with its headers, whiteouts among them; -1 if there is no tar
 * @param blobSize the layer as it travels, perhaps compressed; -1 if not known
 * @param files how many names of files it has, without directories
 * @param directories how many directories it speaks of
 * @param removed how many paths it removes
 */
public record LayerCost(
    int ordinal,
    Digest diffId,
    String instruction,
    long size,
    long live,
    long dead,
    long killed,
    long tarSize,
    long blobSize,
    long files,
    long directories,
    long removed) {}
