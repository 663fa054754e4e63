/** Typed events of what the engine did, and nothing of who listens. */
package io.unionfs.trace;
