/**
 * What an image wastes, and which layer pays for it. {@link io.unionfs.analysis.Analysis} takes an
 * image's documents and its opened layers, from wherever they come, and knows no stores.
 *
 * <pre>
 *   ImageLayers ──► Stacking ──► StoredFile: which layer wrote it, which one killed it, and how
 *                      │             ├── Payers, LayerCost     dead and live bytes, exactly
 *                      │             ├── Leftovers, Secrets    what should not be there
 *                      │             └── Duplicates            what is there twice
 *                      └── FileRecord: the list of what each layer says
 *   ImageLayers ──► DiveMetric: dive's figures, by dive's way to count
 *   Analysis    ──► Rule, Comparison, JsonReport, HtmlReport
 * </pre>
 *
 * <p>Everything in an image is hostile: no secret that is found is ever repeated, every name and
 * command that comes from an image has passed {@link io.unionfs.analysis.Redaction} before it is in
 * a result, and no more of a file is in memory than a buffer.
 */
package io.unionfs.analysis;
