/**
 * The oracle: what Linux overlayfs does is right, and everything here is for asking it.
 *
 * <pre>
 *   LayerGenerator ─► Stack ┐                        ┌► KernelSubject (the oracle) ─► Recording ┐
 *                           ├► Scenario ► Subject.play                                          ├► Divergence
 *   OpGenerator ──► Steps ──┘                        └► the subject under test ────► Recording ─┘
 * </pre>
 *
 * <p>A {@link io.unionfs.oracle.Scenario} is layers, mount options and steps; it has a text form
 * that failures print and tests paste. A {@link io.unionfs.oracle.Subject} runs the steps and dumps
 * the tree it shows and the tree it stores. {@link io.unionfs.oracle.Differential} compares two
 * subjects and shrinks what differs; a {@link io.unionfs.oracle.Transcript} holds the kernel's
 * answers for machines that cannot mount.
 *
 * <p>A seed may draw anything that the kernel mounts ({@link io.unionfs.oracle.MountOptions#all}),
 * with layers whose entries lead to other layers. What the engine cannot be asked yet is left out
 * in one place, {@code EngineScope}. What the kernel answers differently when it forgets ({@code
 * ForgetfulKernel}) is no rule, and not drawn.
 *
 * <p>There are two levels: system calls ({@link io.unionfs.oracle.Op}, answered in errnos) and Java
 * programs ({@link io.unionfs.oracle.NioOp}, answered in exceptions), and one machinery for both.
 *
 * <p>The kernel's side runs on one thread per mount: in a mount namespace of its own, chrooted, and
 * with credentials of its own, all of which Linux keeps per thread. Nothing it mounts is seen by
 * anyone else, or outlives it. Everything mutable of a {@code KernelSubject} belongs to that
 * thread.
 */
package io.unionfs.oracle;
