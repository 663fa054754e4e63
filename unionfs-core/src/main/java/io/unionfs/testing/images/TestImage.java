package io.unionfs.testing.images;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An image for those who test tools that read images: made byte by byte, with what a correct tool
 * does with it. {@link HostileImage} has the attacks, {@link OddImage} what looks odd and is legal.
 *
 * <pre>{@code
 * @ParameterizedTest
 * @EnumSource(HostileImage.class)
 * void nothingIsWrittenOutside(HostileImage image, @TempDir Path dir) throws IOException {
 *   TestImageOptions aimed = TestImageOptions.defaults().withTarget(dir.resolve("outside"));
 *   for (ImageForm form : image.forms()) {
 *     Path file = image.write(form, dir.resolve(form.name()), aimed);
 *     … // let the tool unpack it, look at image.verdict() and at "outside"
 *   }
 * }
 * }</pre>
 *
 * <p>The same image, form and options give the same bytes; those of layers compressed by gzip
 * depend on the zlib of the Java platform, too. Large ones are made while they are written, and
 * take little memory; those that need a digest first are made twice. Immutable.
 */
public sealed interface TestImage permits HostileImage, OddImage {
  /** The image's name. */
  String name();

  /** What is odd about it, or what it attacks and how, in one line. */
  default String about() {
    return TestCase.of(this).about();
  }

  /** The number under which a tool's fault was published that the image is made after. */
  default Optional<String> cve() {
    return TestCase.of(this).cve();
  }

  /** Where it is said what is right, or what went wrong: a URL, or a section of a specification. */
  default String source() {
    return TestCase.of(this).source();
  }

  /** What a correct tool does with the whole image; a layer alone may lack what is below it. */
  default Verdict verdict() {
    return TestCase.of(this).verdict();
  }

  /** Why that is correct, and what is more to be said of it, in one line. */
  default String correct() {
    return TestCase.of(this).correct();
  }

  /** What the image's root must show, if the tool takes it. */
  default List<Shown> shown(TestImageOptions options) {
    return TestCase.of(this).shown(options);
  }

  /** As {@link #shown(TestImageOptions)}, with {@link TestImageOptions#defaults}. */
  default List<Shown> shown() {
    return shown(TestImageOptions.defaults());
  }

  /** As {@link #differences(Path, TestImageOptions)}, with {@link TestImageOptions#defaults}. */
  default List<String> differences(Path root) throws IOException {
    return differences(root, TestImageOptions.defaults());
  }

  /**
   * What a tree shows otherwise than {@link #shown} says, a line for each.
   *
   * @param root the root of a union, or of a directory that a tool unpacked into
   * @throws IOException if the tree cannot be read
   */
  default List<String> differences(Path root, TestImageOptions options) throws IOException {
    List<String> differences = new ArrayList<>();
    for (Shown each : shown(options)) {
      each.difference(root).ifPresent(differences::add);
    }
    return differences;
  }

  /**
   * The forms that it can be written in: what is wrong with a document has no layer. The set is
   * unmodifiable.
   */
  default Set<ImageForm> forms() {
    return TestCase.of(this).forms();
  }

  /** As {@link #write(ImageForm, Path, TestImageOptions)}, with the defaults. */
  default Path write(ImageForm form, Path target) throws IOException {
    return write(form, target, TestImageOptions.defaults());
  }

  /**
   * Writes it.
   *
   * @param target a file, which is replaced; of {@link ImageForm#OCI_LAYOUT} a directory that does
   *     not exist or is empty
   * @return the target
   * @throws IllegalArgumentException if it has no such form
   * @throws IOException if it cannot be written
   */
  default Path write(ImageForm form, Path target, TestImageOptions options) throws IOException {
    ImageBytes bytes = TestCase.of(this).bytes(form, options);
    if (form == ImageForm.OCI_LAYOUT) {
      bytes.writeDirectory(target);
      return target;
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
      bytes.write(form, out);
    }
    return target;
  }

  /**
   * Writes it to a stream, which stays open.
   *
   * @param form one that is a file
   * @throws IllegalArgumentException if it has no such form, or it is a directory
   * @throws IOException if the stream fails
   */
  default void write(ImageForm form, OutputStream out, TestImageOptions options)
      throws IOException {
    if (form == ImageForm.OCI_LAYOUT) {
      throw new IllegalArgumentException("a directory cannot be written to a stream");
    }
    TestCase.of(this).bytes(form, options).write(form, out);
  }

  /**
   * All of it on the heap.
   *
   * @param form one that is a file
   * @throws IllegalArgumentException if it has no such form, or it is a directory
   */
  default byte[] bytes(ImageForm form, TestImageOptions options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(form, out, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** All hostile ones, and then all odd ones. */
  static Stream<TestImage> all() {
    return Stream.concat(Stream.of(HostileImage.values()), Stream.of(OddImage.values()));
  }
}
