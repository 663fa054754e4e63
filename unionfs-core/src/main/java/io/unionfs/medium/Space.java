package io.unionfs.medium;

/**
 * How much room the storing filesystem has, in bytes.
 *
 * @param total of all
 * @param free of what nobody uses
 * @param usable of what this process may use
 */
public record Space(long total, long free, long usable) {}
