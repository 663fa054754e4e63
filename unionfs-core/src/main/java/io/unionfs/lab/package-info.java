/**
 * Experiments on layers: each answers a question of a user with a table, a plot's data and a
 * reading that is made of the figures.
 *
 * <pre>
 *   Experiment: question, parameters, columns
 *       │  Laboratory.run: every point of the sweep
 *       ▼
 *   Table ──► CSV, which can be merged with that of other machines (MergedTables)
 *       │
 *       ▼
 *   LabReport: the table, what was published beside ours, the reading; Markdown and JSON
 * </pre>
 *
 * <p>Every figure says where it comes from ({@link io.unionfs.lab.Origin}). What is counted or
 * modelled depends on the parameters and the seed alone, so that two machines agree on it. Nothing
 * here draws: a {@link io.unionfs.lab.Plot} says what is to be drawn.
 */
package io.unionfs.lab;
