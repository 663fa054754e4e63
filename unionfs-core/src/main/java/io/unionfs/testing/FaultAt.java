package io.unionfs.testing;

import io.unionfs.fault.FaultPoint;
import io.unionfs.overlay.Errno;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What shall go wrong while the test method runs: a rule of a {@link io.unionfs.fault.FaultPlan}.
 *
 * <pre>{@code
 * @Test
 * @FaultAt(value = FaultPoint.UPPER_WRITE, path = "glob:/var/**", call = 3, fail = Errno.ENOSPC)
 * void aFullDiskLosesNoRecord() { … }
 * }</pre>
 *
 * <p>Calls are counted, and faults come, from the beginning of the test method to its end;
 * mounting, and what runs before or after each test, is left in peace. A test whose fault never
 * came fails, for it has shown nothing. Containers are mounted again while it runs, where nobody
 * has their files open; that asks {@link FaultPoint.Area#STORAGE} points too.
 *
 * <p>A rule on a field or parameter is of its union alone. One on a method or a class is of all
 * unions of the test that it describes together: calls are counted over all of them, and it is
 * enough that the fault comes in one.
 *
 * @see UnionFs
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
@Repeatable(FaultAt.List.class)
@ExtendWith(UnionFsExtension.class)
@SuppressWarnings("exports") // JUnit is there where this is used.
public @interface FaultAt {
  /** At which steps. */
  FaultPoint[] value() default {};

  /** At all steps of these areas. */
  FaultPoint.Area[] area() default {};

  /** Only on such paths: {@code glob:} or {@code regex:}; else on any. */
  String path() default "";

  /** Only at this call that matches, counted from 1; without this and {@link #from}, the first. */
  long call() default 0;

  /** At this call that matches, counted from 1, and at all after it. */
  long from() default 0;

  /** With what the step fails. */
  Errno fail() default Errno.EIO;

  /** Only so many bytes are written, and it fails where that is none; -1 for not at all. */
  int writeShort() default -1;

  /** The step is done, but after so many milliseconds; 0 for not at all. */
  long delayMillis() default 0;

  /** Several of them. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
  @ExtendWith(UnionFsExtension.class)
  @SuppressWarnings("exports")
  @interface List {
    /** The rules, in their order. */
    FaultAt[] value();
  }
}
