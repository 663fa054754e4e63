/**
 * Storage drivers side by side: the same image and the same operations of containers give the same
 * trees on each, and different bills.
 *
 * <p>A {@link io.unionfs.driver.StorageDriver} is given images, layer by layer, and makes
 * containers of them, each a mounted {@link io.unionfs.nio.UnionFileSystem}. How it stores both is
 * its {@code Form}; everything else is the same for all: chains of layers that images share, who
 * uses them, commit, and the {@link io.unionfs.driver.Bill}. Containers are real: what a form
 * copies is copied. Layers are not copied: they are read where who opened them has them, and what a
 * form would store of them is counted.
 *
 * <p>Lock order: a driver's monitor, then the locks of its mounts. A listener on a mount takes no
 * lock of a driver.
 */
package io.unionfs.driver;
