/**
 * What one layer says: a tree of sealed entries with their attributes and immutable content,
 * written in code, read from a directory, or listed by an archive. This package knows nothing of
 * stacking.
 */
package io.unionfs.layer;
