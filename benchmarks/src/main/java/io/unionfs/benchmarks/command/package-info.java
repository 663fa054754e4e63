/** The command {@code unionfs bench}: what is run, in which order, and for how long. */
package io.unionfs.benchmarks.command;
