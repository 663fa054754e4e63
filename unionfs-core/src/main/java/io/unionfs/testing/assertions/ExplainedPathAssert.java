package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Question.asked;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.PathLayers;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractPathAssert;

/**
 * What AssertJ says of a file, with what the layers say of it where that fails; and how assertions
 * on a path of a union fail.
 *
 * @param <SELF> the type of the assertion, for chaining
 */
abstract class ExplainedPathAssert<SELF extends ExplainedPathAssert<SELF>>
    extends AbstractPathAssert<SELF> {

  ExplainedPathAssert(Path actual, Class<?> selfType) {
    super(actual, selfType);
  }

  @Override
  public SELF exists() {
    return explained(() -> super.exists());
  }

  @Override
  public SELF existsNoFollowLinks() {
    return explained(() -> super.existsNoFollowLinks());
  }

  @Override
  public SELF doesNotExist() {
    return explained(() -> super.doesNotExist());
  }

  @Override
  public SELF isRegularFile() {
    return explained(() -> super.isRegularFile());
  }

  @Override
  public SELF isDirectory() {
    return explained(() -> super.isDirectory());
  }

  @Override
  public SELF isSymbolicLink() {
    return explained(() -> super.isSymbolicLink());
  }

  @Override
  public SELF isCanonical() {
    return explained(() -> super.isCanonical());
  }

  @Override
  public SELF isReadable() {
    return explained(() -> super.isReadable());
  }

  @Override
  public SELF isWritable() {
    return explained(() -> super.isWritable());
  }

  @Override
  public SELF isExecutable() {
    return explained(() -> super.isExecutable());
  }

  @Override
  public SELF hasContent(String content) {
    return explained(() -> super.hasContent(content));
  }

  @Override
  public SELF hasBinaryContent(byte[] content) {
    return explained(() -> super.hasBinaryContent(content));
  }

  @Override
  public SELF hasSameTextualContentAs(Path other) {
    return explained(() -> super.hasSameTextualContentAs(other));
  }

  @Override
  public SELF hasSameTextualContentAs(Path other, Charset charset) {
    return explained(() -> super.hasSameTextualContentAs(other, charset));
  }

  @Override
  public SELF hasSameBinaryContentAs(Path other) {
    return explained(() -> super.hasSameBinaryContentAs(other));
  }

  @Override
  public SELF hasSize(long bytes) {
    return explained(() -> super.hasSize(bytes));
  }

  @Override
  public SELF hasDigest(MessageDigest algorithm, byte[] digest) {
    return explained(() -> super.hasDigest(algorithm, digest));
  }

  @Override
  public SELF hasDigest(MessageDigest algorithm, String digest) {
    return explained(() -> super.hasDigest(algorithm, digest));
  }

  @Override
  public SELF hasDigest(String algorithm, byte[] digest) {
    return explained(() -> super.hasDigest(algorithm, digest));
  }

  @Override
  public SELF hasDigest(String algorithm, String digest) {
    return explained(() -> super.hasDigest(algorithm, digest));
  }

  @Override
  public SELF isEmptyFile() {
    return explained(() -> super.isEmptyFile());
  }

  @Override
  public SELF isNotEmptyFile() {
    return explained(() -> super.isNotEmptyFile());
  }

  @Override
  public SELF isEmptyDirectory() {
    return explained(() -> super.isEmptyDirectory());
  }

  @Override
  public SELF isNotEmptyDirectory() {
    return explained(() -> super.isNotEmptyDirectory());
  }

  @Override
  public SELF isDirectoryContaining(Predicate<Path> wanted) {
    return explained(() -> super.isDirectoryContaining(wanted));
  }

  @Override
  public SELF isDirectoryContaining(String pattern) {
    return explained(() -> super.isDirectoryContaining(pattern));
  }

  @Override
  public SELF isDirectoryRecursivelyContaining(Predicate<Path> wanted) {
    return explained(() -> super.isDirectoryRecursivelyContaining(wanted));
  }

  @Override
  public SELF isDirectoryRecursivelyContaining(String pattern) {
    return explained(() -> super.isDirectoryRecursivelyContaining(pattern));
  }

  @Override
  public SELF isDirectoryNotContaining(Predicate<Path> refused) {
    return explained(() -> super.isDirectoryNotContaining(refused));
  }

  @Override
  public SELF isDirectoryNotContaining(String pattern) {
    return explained(() -> super.isDirectoryNotContaining(pattern));
  }

  /** Any path may be asked what AssertJ knows; the layers are told of where there are some. */
  private SELF explained(Supplier<SELF> assertion) {
    try {
      return assertion.get();
    } catch (AssertionError e) {
      if (info.overridingErrorMessage() != null
          || actual == null
          || !(actual.getFileSystem() instanceof UnionFileSystem union)
          || !union.isOpen()) {
        throw e;
      }
      AssertionError explained =
          new AssertionError(e.getMessage().stripTrailing() + "\n" + stack(union), e);
      explained.setStackTrace(e.getStackTrace());
      throw explained;
    }
  }

  // ---- for subclasses ----

  /** The open union that the path is on; fails where it is on none. */
  final UnionFileSystem union() {
    isNotNull();
    if (!(actual.getFileSystem() instanceof UnionFileSystem union)) {
      throw failure(
          "%s",
          expecting()
              + "to be a path of a union, but its filesystem is of the scheme \""
              + actual.getFileSystem().provider().getScheme()
              + "\".");
    }
    if (!union.isOpen()) {
      throw failure(
          "%s", expecting() + "to be a path of an open union, but " + union + " is closed.");
    }
    return union;
  }

  /** The failure that the path is not as expected, with what the layers say of it. */
  final AssertionError told(String format, Object... arguments) {
    UnionFileSystem union = union();
    return failure("%s", expecting() + String.format(format, arguments) + "\n" + stack(union));
  }

  /** What the layers say of the path. */
  private String stack(UnionFileSystem union) {
    return isMountedInside(union)
        ? "It lies in a filesystem that is mounted inside, of which the layers here say nothing."
        : asked(() -> LayerStack.of(union, actual));
  }

  /** What the layers say of the path; fails where it leads into another filesystem. */
  final PathLayers layers(String expectation) {
    UnionFileSystem union = union();
    if (isMountedInside(union)) {
      throw told("%s, but it is not in the union's layers.", expectation);
    }
    return asked(() -> union.layersOf(actual));
  }

  final boolean isMountedInside(UnionFileSystem union) {
    if (hasOneStore(union)) {
      return false;
    }
    for (Path at = actual.toAbsolutePath(); at != null; at = at.getParent()) {
      boolean isEnd = at.equals(actual.toAbsolutePath());
      LinkOption[] options =
          isEnd ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS} : new LinkOption[0];
      if (Files.exists(at, options)) {
        Path there = at;
        Object device = asked(() -> Files.getAttribute(there, "unix:dev", options));
        return !device.equals(asked(() -> Files.getAttribute(union.getPath("/"), "unix:dev")));
      }
    }
    return false;
  }

  private static boolean hasOneStore(UnionFileSystem union) {
    var stores = union.getFileStores().iterator();
    stores.next();
    return !stores.hasNext();
  }

  private String expecting() {
    return "\nExpecting path:\n  " + Text.line(actual) + "\n";
  }
}
