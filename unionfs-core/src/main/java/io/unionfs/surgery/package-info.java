/**
 * Images made of images: layers squashed, an image flattened, put on another base, with a layer
 * more, with another configuration; and what differs between two.
 *
 * <pre>
 *   Surgery ── squash, flatten ──► overlay.SquashedLayers: trees compared, one layer written
 *           ── rebase ──────────► Rebase: no layer written; what changes its meaning is told
 *           ── append ──────────► AppendedLayer: checked on the image, then written
 *           ── mutate ──────────► Mutation
 *   ImageDifference             ► overlay.TreeComparison
 * </pre>
 *
 * <p>An image is never changed: a new one is put beside it, whole or not at all, and its history
 * says what was done. Nothing here knows containers or registries. Locks are the store's: a lease
 * is held while an image is made.
 */
package io.unionfs.surgery;
