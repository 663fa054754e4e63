package io.unionfs.testing;

import io.unionfs.overlay.Quota;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the writable layer may hold; more is "No space left on device". It counts as {@link Quota}
 * does: bytes in blocks of 4096, and one inode for each file, a copied-up parent too.
 *
 * @see UnionFs
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
public @interface WithQuota {
  /** The most bytes. */
  long bytes() default Quota.UNLIMITED;

  /** The most inodes. */
  long inodes() default Quota.UNLIMITED;
}
