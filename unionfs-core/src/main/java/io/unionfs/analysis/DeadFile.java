package io.unionfs.analysis;

/**
 * A file whose bytes a layer holds, and which nothing shows.
 *
 * @param path where it was last shown, from the root, without a leading slash
 * @param bytes its size
 * @param payer the ordinal of the layer that holds it, 0 for the bottom one
 * @param killer the ordinal of the layer that took its last name away
 * @param cause how
 */
public record DeadFile(String path, long bytes, int payer, int killer, Cause cause) {}
