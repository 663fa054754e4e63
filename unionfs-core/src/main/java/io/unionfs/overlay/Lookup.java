package io.unionfs.overlay;

/**
 * The result of a lookup: the file's {@link Inode}, or the {@link Errno} that says why there is
 * none. A miss is a value, for it is as ordinary as a hit.
 */
public sealed interface Lookup permits Inode, Errno {}
