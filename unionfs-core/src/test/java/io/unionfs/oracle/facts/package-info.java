/**
 * What was observed of the kernel's overlayfs, each observation a test under the name of its rule,
 * held against a real mount and against the engine. {@code docs/kernel-facts.md} lists what cannot
 * be said so.
 */
package io.unionfs.oracle.facts;
