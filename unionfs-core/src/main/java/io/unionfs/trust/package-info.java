/**
 * Whether an image is what somebody we trust made.
 *
 * <p>There are two answers, and neither needs the other. {@link io.unionfs.trust.BaseCheck} tells
 * whether an image's lower layers are exactly those of a base, by digests that are computed anew,
 * and else what differs. {@link io.unionfs.trust.SignatureCheck} tells whether somebody who has a
 * key said so of the image's manifest; {@link io.unionfs.trust.Signatures} keeps what was said, in
 * a store and in a registry, in the form that cosign gave it.
 *
 * <p>All that is read here, keys and signatures too, is taken for hostile: it is bounded, parsed
 * strictly, and refused in one line. The cryptography is the JDK's.
 */
package io.unionfs.trust;
