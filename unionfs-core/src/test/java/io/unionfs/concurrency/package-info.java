/**
 * Many threads on one mount: each operation as if done at one instant, readers that nobody holds
 * up, no deadlock, interrupts that harm nobody else.
 */
package io.unionfs.concurrency;
