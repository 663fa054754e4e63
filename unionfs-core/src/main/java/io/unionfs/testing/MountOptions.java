package io.unionfs.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The options of a mount, as {@code mount -o} takes them: {@code redirect_dir=on,index=on}, {@code
 * ro}. Known are {@code ro}, {@code noatime}, {@code redirect_dir}, {@code metacopy}, {@code
 * index}, {@code xino}, {@code userxattr}, {@code volatile}, and {@code memory}, with the values
 * that docs/nio.md lists. A container takes all but {@code volatile}: it is mounted more than once.
 *
 * @see UnionFs
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
public @interface MountOptions {
  /** The options, separated by commas. */
  String value();
}
