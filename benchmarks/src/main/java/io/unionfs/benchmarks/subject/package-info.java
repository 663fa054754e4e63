/**
 * What is measured: filesystems that all show one {@link io.unionfs.benchmarks.subject.Tree}, the
 * union and its peers. Knows nothing of JMH.
 */
package io.unionfs.benchmarks.subject;
