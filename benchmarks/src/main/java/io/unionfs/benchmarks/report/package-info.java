/**
 * What a run found, and the forms in which it is written: JMH's JSON, CSV, Markdown, HTML with
 * plots. Knows of JMH's results only in {@link io.unionfs.benchmarks.report.Results}.
 */
package io.unionfs.benchmarks.report;
