package io.unionfs.testing;

import io.unionfs.layer.DirectoryFormat;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A lower layer of a union: either its files, a text for each, or a test resource. Several lie on
 * one another, the first at the bottom, and on the layers of an {@link Image}.
 *
 * <pre>{@code
 * @Lower({"etc/motd=hello", "0600 1000:1000 home/app/.netrc=secret", "srv/", "lib -> usr/lib"})
 * @Lower("etc/.wh.motd")
 * }</pre>
 *
 * <p>As an image, a layer is made once for all tests that describe it alike.
 *
 * @see UnionFs
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
@Repeatable(Lower.List.class)
public @interface Lower {
  /**
   * The files, each with a path from the layer's root; parents that are missing are made. They are
   * applied as an OCI layer is: {@code lib/libc.so=} on an image with {@code lib -> usr/lib} is
   * {@code usr/lib/libc.so}.
   *
   * <ul>
   *   <li>{@code etc/motd=hello}: a file with what stands behind the first {@code =};
   *   <li>{@code srv/}: a directory;
   *   <li>{@code lib -> usr/lib}: a symbolic link;
   *   <li>{@code etc/.wh.motd}, {@code etc/.wh..wh..opq}: a whiteout, an opaque directory, by the
   *       names they have in an OCI layer.
   * </ul>
   *
   * <p>Permissions in octal, beginning with 0, and an owner by numbers may stand in front: {@code
   * 04755 usr/bin/su=}, {@code 0750 33:33 var/www/}. Without them a file has mode 0644, a directory
   * 0755, and both belong to root. All times are the epoch.
   */
  String[] value() default {};

  /**
   * A test resource: a directory, or a layer archive, which is a tar, plain or compressed by gzip
   * or zstd. It is found as that of {@link Image} is.
   */
  String resource() default "";

  /**
   * How a {@link #resource} that is a directory writes whiteouts. By default nothing that a version
   * control keeps is one; under {@link DirectoryFormat#OCI} a file {@code .wh.NAME} is.
   */
  DirectoryFormat format() default DirectoryFormat.USERXATTR;

  /** Several of them. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
  @interface List {
    /** The bottom one first. */
    Lower[] value();
  }
}
