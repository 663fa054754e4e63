package io.unionfs.overlay;

/**
 * What a writable layer in blocks holds ({@link MemoryMedium}).
 *
 * @param heldBytes bytes of data in its blocks: neither holes nor what it shares with lower files
 * @param copiedBytes bytes that were copied from lower files since it was made
 */
public record BlockUse(long heldBytes, long copiedBytes) {}
