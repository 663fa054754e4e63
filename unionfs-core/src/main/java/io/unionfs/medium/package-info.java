/**
 * Where a writable layer's bytes and metadata are put: one seam, {@link
 * io.unionfs.medium.UpperMedium}, and its implementation in a directory of any NIO filesystem. This
 * package knows nothing of the union's rules: it is told what to create, move, and remove.
 */
package io.unionfs.medium;
