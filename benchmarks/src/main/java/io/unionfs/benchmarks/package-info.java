/**
 * JMH benchmarks of unionfs and its peers. Each can be run by JMH's own means; {@code command} runs
 * all of them side by side, and {@code report} says what came out. What is measured is in {@code
 * subject}.
 */
package io.unionfs.benchmarks;
