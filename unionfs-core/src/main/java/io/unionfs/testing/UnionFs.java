package io.unionfs.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Has a field or a parameter of a test hold a union, mounted for it and closed after it.
 *
 * <pre>{@code
 * @Test
 * void motdIsChanged(@UnionFs @Lower("etc/motd=hello") UnionFileSystem fs) throws IOException {
 *   new Greeter(fs.getPath("/")).greet("world");
 *   assertThat(fs.changes()).hasToString("[C /etc, C /etc/motd]");
 * }
 * }</pre>
 *
 * <p>The type says what is wanted: a {@link io.unionfs.nio.UnionFileSystem} or a {@link
 * java.nio.file.FileSystem}; a {@link java.nio.file.Path}, which is {@link #path} in a union of its
 * own; a {@link io.unionfs.container.Container} that was made of an image and runs; or a {@link
 * io.unionfs.container.ContainerEngine}, in whose store the image is. Nothing more is needed: the
 * extension comes with the annotation.
 *
 * <p><b>What is mounted</b> is described by further annotations: {@link Image} and, on that, {@link
 * Lower}; {@link MountOptions}, {@link WithQuota}, {@link FixedClock}, {@link AsUser}, {@link
 * FaultAt}. Each may stand on the field or parameter itself, on the test method, or on a class: the
 * nearest one counts, in the order: the element, the method it is a parameter of, the test method,
 * the test class, its superclasses, the classes around it, where it is an inner class. Without any
 * it is an empty union. What annotations cannot say is said by {@link #builder}.
 *
 * <p><b>How long.</b> A parameter of a test, of what runs before or after each test, or of the
 * constructor, and a field are of one test: each test has its own writable layer, on lower layers
 * that all tests of the run share. A static field, and a parameter of what runs before or after all
 * tests, is of the class. So is a parameter of the constructor where there is one instance for all
 * tests. Each element is a union of its own.
 *
 * <p><b>In the end</b> the test fails if channels or directory streams are open, and is told where
 * they were opened; not if it has failed already. Then all is closed.
 *
 * <p>An annotation that carries this one and others does the same.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@ExtendWith(UnionFsExtension.class)
@SuppressWarnings("exports") // JUnit is there where this is used.
public @interface UnionFs {
  /** Where a {@code Path} leads, absolute; made as a directory, with its parents, if missing. */
  String path() default "/";

  /**
   * A method without parameters that returns the {@link io.unionfs.nio.UnionFileSystemBuilder} to
   * begin with; what annotations say is added to it. It is called for each mount, and found in the
   * class of the element, its superclasses, and the classes around inner ones; {@code type#method},
   * with the type's full name, is a static method of another class. It need not be public.
   */
  String builder() default "";

  /**
   * A static method with one parameter, a {@link io.unionfs.nio.UnionFileSystem} or what else this
   * annotation takes of a union, that sets the union up, in the name of root: each test starts from
   * what it left. That is a lower layer to the test, so that {@code changes()} tells of the test
   * alone. It runs once for the test class and those within it, whatever elements name it, and once
   * more for other layers or another {@link FixedClock}. Found as {@link #builder} is.
   */
  String setUp() default "";

  /** What becomes of a test that leaves channels open. */
  Leaks leaks() default Leaks.FAIL;

  /** What becomes of a test that leaves channels, directory streams or watch services open. */
  enum Leaks {
    /** It fails, unless it has failed before. */
    FAIL,
    /** They are closed. */
    IGNORE
  }
}
