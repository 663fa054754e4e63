/** The shell on an image's stack of layers: what {@code unionfs shell IMAGE} knows. */
package io.unionfs.cli.stack;
