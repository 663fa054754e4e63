/** The distribution protocol: manifests and blobs of a registry, over HTTP. */
package io.unionfs.registry;
