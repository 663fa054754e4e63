/**
 * Images for tests: hostile ones ({@link io.unionfs.testing.images.HostileImage}), odd ones ({@link
 * io.unionfs.testing.images.OddImage}), with what a correct tool does with each; the tars that they
 * are made of ({@link io.unionfs.testing.images.TarBytes}); from a seed ({@link
 * io.unionfs.testing.images.SyntheticImage}).
 *
 * <pre>
 *   HostileImage, OddImage ── TestCase ── layers ──► TestLayer ─┬─► OciBytes ────► ImageBytes ─► tar,
 *                                    └── documents ─────────────┴─► DockerBytes ─►            directory
 * </pre>
 *
 * <p>Nothing here uses the readers and writers that it tests: tars and documents are put together
 * byte by byte.
 */
package io.unionfs.testing.images;
