package io.unionfs.lab;

/**
 * A figure that others published, beside ours. Immutable.
 *
 * @param what is told
 * @param figure theirs
 * @param source where it stands
 * @param ours what the table says of the same; empty where it says nothing
 */
public record Published(String what, String figure, String source, String ours) {}
