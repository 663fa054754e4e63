package io.unionfs.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Has a field or a parameter of a test hold a {@link io.unionfs.testing.registry.TestRegistry} of
 * its own, opened for it and closed after it.
 *
 * <pre>{@code
 * @Test
 * void aPushThatIsCutOffGoesOn(@Registry TestRegistry registry) throws IOException {
 *   registry.next("PUT", "/blobs/", Fault.busy(503, "1"));
 *   …
 * }
 * }</pre>
 *
 * <p>It lasts as long as what {@link UnionFs} gives would: a parameter and a field one test, a
 * static field and a parameter of {@code @BeforeAll} the class. A fault whose function failed, by
 * an assertion perhaps, fails the test in the end.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@ExtendWith(UnionFsExtension.class)
@SuppressWarnings("exports") // JUnit is there where this is used.
public @interface Registry {
  /**
   * A method without parameters that opens the registry and says who is let in, what goes wrong and
   * what is there; without it, it is {@link io.unionfs.testing.registry.TestRegistry#open()}. It is
   * called for each element, and found as {@link UnionFs#builder} is.
   */
  String builder() default "";
}
