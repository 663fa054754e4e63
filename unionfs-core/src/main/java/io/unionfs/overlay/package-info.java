/**
 * The union engine: layers stacked into one tree, a writable layer on top, and the operations of a
 * virtual filesystem on them, to the errno what Linux overlayfs does.
 *
 * <pre>
 *   Mount ── one atomic root ──► UpperDirectory ──► UpperDirectory ─► UpperInode   writable layer
 *                                     │ lower            │ lower
 *                                     ▼                  ▼
 *                                LowerDirectory ──► LowerDirectory ─► LowerInode   merged tree
 * </pre>
 *
 * <p>Where a rule stands: lookup in {@code Walk}, {@code FastLookup} and {@code Scan}; merging in
 * {@code LowerDirectory}; applying archives in {@code OciApply}; copy-up in {@code CopyUp}; reading
 * in {@code Reading}; making names in {@code Creation}; whiteouts and removal in {@code Removal};
 * {@code Renaming}; attributes in {@code AttributeChange} and {@code XattrChange}; opening in
 * {@code Opening}; what is asked of the union itself in {@code UnionQueries}; what is told of
 * watched directories in {@code Watches}, and by which name in {@code OpenName}. They share a
 * {@code MountState}; whatever changes it is run by {@code Changing}.
 *
 * <p>The tree is persistent: directories never change, a change makes new ones up to a new root.
 * Readers take the root once and hold no lock. Changes of the tree, and opening for writing, take
 * the mount's lock: they wait for each other's copy-up.
 *
 * <p>Lock order: the mount's lock, an {@code UpperInode}'s {@code storing}, its monitor, the
 * medium's own locks. A {@code LowerDirectory}'s monitor is taken with or without them, from the
 * top of the stack downward, and nothing else is taken inside it but the layer's own.
 */
package io.unionfs.overlay;
