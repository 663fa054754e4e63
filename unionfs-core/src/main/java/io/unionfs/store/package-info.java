/** The image store: content-addressed blobs and layers, images by name, in any directory. */
package io.unionfs.store;
