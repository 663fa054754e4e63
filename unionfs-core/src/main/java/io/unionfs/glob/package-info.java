/** Globs of paths, as {@link java.nio.file.FileSystem#getPathMatcher} has them. */
package io.unionfs.glob;
