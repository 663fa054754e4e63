/**
 * Random histories of a mount whose writable layer is a directory on disk: killed, mounted again,
 * handed to the kernel.
 */
package io.unionfs.medium.history;
