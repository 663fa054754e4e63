/** JMH benchmarks of unionfs beside jimfs and the host. */
package io.unionfs.benchmarks;
