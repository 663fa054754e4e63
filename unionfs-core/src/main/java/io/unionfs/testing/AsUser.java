package io.unionfs.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * In whose name everything is done, with the permissions of this user; without it, of root.
 *
 * @see UnionFs
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
public @interface AsUser {
  /**
   * {@code USER} or {@code USER:GROUP}, as {@code docker run --user} takes it: names in the union's
   * {@code /etc/passwd} and {@code /etc/group}, or numbers.
   */
  String value();
}
