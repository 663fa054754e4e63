/**
 * Images between a store and a registry.
 *
 * <p>A pull fetches blobs into {@link io.unionfs.store.Downloads}, without a lease, so that nobody
 * waits for the network; what is whole is then taken into the store under one. A push sends blobs,
 * then the config, then the manifest, so that what is named is there.
 */
package io.unionfs.hub;
