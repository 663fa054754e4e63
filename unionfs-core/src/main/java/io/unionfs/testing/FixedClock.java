package io.unionfs.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The time at which everything is done: each time that the union gives a file is this one.
 *
 * @see UnionFs
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
public @interface FixedClock {
  /** As {@link java.time.Instant#parse} reads it: {@code 2024-02-29T12:00:00Z}. */
  String value();
}
