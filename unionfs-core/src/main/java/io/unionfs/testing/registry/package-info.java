/**
 * A registry in this process, for tests of what speaks to registries: {@link
 * io.unionfs.testing.registry.TestRegistry}, what it does wrong ({@link
 * io.unionfs.testing.registry.Fault}), whom it lets in ({@link
 * io.unionfs.testing.registry.TestAuth}).
 *
 * <p>One thread for each connection. Lock order: none is held over another; the queue of faults and
 * the repositories each have their own.
 */
package io.unionfs.testing.registry;
