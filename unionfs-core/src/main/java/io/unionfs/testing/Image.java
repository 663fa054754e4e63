package io.unionfs.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The container image whose layers lie at the bottom of a union: a test resource, in any form that
 * {@link io.unionfs.image.Image#open} reads: a docker-archive, an OCI layout as a tar or as a
 * directory.
 *
 * <p>The image is read once, however many tests use it: what each of them gets is a fresh writable
 * layer on the same layers. They are let go when the run of the tests ends.
 *
 * @see UnionFs
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
public @interface Image {
  /**
   * The resource: {@code images/app.tar} is looked for beside the test class, then at the root of
   * the class path; {@code /images/app.tar} at the root alone.
   */
  String value();

  /** The one of several images that are in it: a name and tag, a tag, or a digest. */
  String reference() default "";

  /**
   * The platform, such as {@code linux/arm64}, of an image for several; the default is the host's.
   */
  String platform() default "";
}
