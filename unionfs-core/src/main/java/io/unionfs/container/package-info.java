/**
 * Containers and their life, on the images of a store; volumes; what it all takes.
 *
 * <pre>
 *   ContainerSpec ─► NewRecord ─► Records (container.json) ─► ContainerRecord ─┐
 *                                 StateFile                ─► ContainerState  ─┴► Details
 *
 *   Container.files ─► OpenContainers ─► MountedContainer = OpenImages     the image's layers
 *                      (one mount of                      + upper          made on the first write
 *                       each, counted)                    + OpenVolumes    filled by VolumeFilling
 *                                                         + TmpfsTable     until the container ends
 *
 *   commit, import ─► NewImages      cp ─► ContainerCopy, TreeCopy      df ─► SpaceCount
 * </pre>
 *
 * <p>{@link io.unionfs.container.ContainerEngine} is what a user types. A container is a directory
 * of the store that appears and goes in one step; its state is a sector that is written in one.
 * What it says may be hostile: it is checked when it is read, before any of it becomes a file name.
 * The words of what is refused are Docker's, as Docker 20.10 was seen to use them.
 *
 * <p>Lock order: the store's lock {@code containers} (names, and what is there), that of one
 * container (record and state); and, without these, the monitor of an open container, then the lock
 * of one volume. Who holds the first two may take the monitor, never the other way round. A
 * container whose files are open holds a lock of its own by which other processes are told.
 *
 * <p>This package prints nothing, and asks no clock and no source of randomness but those it was
 * given. It does not know who calls it.
 */
package io.unionfs.container;
