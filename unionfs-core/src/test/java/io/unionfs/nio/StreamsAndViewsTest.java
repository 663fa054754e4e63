package io.unionfs.nio;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In whose name a directory stream does what it is given a path of another view for. */
class StreamsAndViewsTest {
  private UnionFileSystem root;
  private UnionFileSystem user;
  private SecureDirectoryStream<Path> roots;
  private SecureDirectoryStream<Path> users;

  @BeforeEach
  void mount() throws IOException {
    Layer layer =
        Layer.builder()
            .directory("d")
            .with("d", a -> a.withMode(0755))
            .file("d/secret", "s")
            .with("d/secret", a -> a.withMode(0600))
            .directory("d/private")
            .with("d/private", a -> a.withMode(0700))
            .build();
    root = UnionFileSystem.builder().lower(layer).mount();
    user = root.as("1000");
    roots = open(root.getPath("/d"));
    users = open(user.getPath("/d"));
  }

  @AfterEach
  void unmount() throws IOException {
    root.close();
  }

  private static SecureDirectoryStream<Path> open(Path directory) throws IOException {
    return (SecureDirectoryStream<Path>) Files.newDirectoryStream(directory);
  }

  private interface Step {
    void run(SecureDirectoryStream<Path> stream, UnionFileSystem view) throws IOException;
  }

  /** What {@code step} does to a name is allowed or not by the stream, to a path by its view. */
  private void check(Step step) throws IOException {
    assertThatThrownBy(() -> step.run(users, root)).isInstanceOf(AccessDeniedException.class);
    step.run(roots, user);
  }

  @Test
  void namesAreUsedInTheNameOfTheStreamsView() throws IOException {
    check((stream, view) -> stream.newByteChannel(view.getPath("secret"), Set.of(READ)).close());
    check(
        (stream, view) ->
            stream.newByteChannel(view.getPath("new"), Set.of(WRITE, CREATE_NEW)).close());
    assertThat(Files.getOwner(root.getPath("/d/new"))).hasToString("0");
    check((stream, view) -> stream.newDirectoryStream(view.getPath("private")).close());
    check(
        (stream, view) ->
            stream
                .getFileAttributeView(view.getPath("secret"), BasicFileAttributeView.class)
                .setTimes(FileTime.fromMillis(0), null, null));
    check((stream, view) -> stream.move(view.getPath("new"), stream, view.getPath("new2")));
    check((stream, view) -> stream.deleteFile(view.getPath("new2")));
    check((stream, view) -> stream.deleteDirectory(view.getPath("private")));
    assertThat(Files.exists(root.getPath("/d/private"))).isFalse();
  }

  /** An absolute path is used as without the stream. */
  private void checkAbsolute(Step step) throws IOException {
    assertThatThrownBy(() -> step.run(roots, user)).isInstanceOf(AccessDeniedException.class);
    step.run(users, root);
  }

  @Test
  void absolutePathsAreUsedInTheNameOfTheirOwnView() throws IOException {
    checkAbsolute(
        (stream, view) -> stream.newByteChannel(view.getPath("/d/secret"), Set.of(READ)).close());
    checkAbsolute((stream, view) -> stream.newDirectoryStream(view.getPath("/d/private")).close());
    checkAbsolute(
        (stream, view) ->
            stream
                .getFileAttributeView(view.getPath("/d/secret"), PosixFileAttributeView.class)
                .setPermissions(PosixFilePermissions.fromString("rw-------")));
    checkAbsolute(
        (stream, view) -> stream.move(view.getPath("/d/secret"), stream, view.getPath("/d/s2")));
    checkAbsolute((stream, view) -> stream.deleteFile(view.getPath("/d/s2")));
    checkAbsolute((stream, view) -> stream.deleteDirectory(view.getPath("/d/private")));
    Path closed = user.getPath("/d");
    user.close();
    assertThatThrownBy(() -> roots.move(root.getPath("/d"), roots, closed))
        .isInstanceOf(ClosedFileSystemException.class);
  }

  @Test
  void whatIsOpenedBelongsToTheViewThatOpenedIt() throws IOException {
    SeekableByteChannel byName = roots.newByteChannel(user.getPath("secret"), Set.of(READ));
    SeekableByteChannel byPath = users.newByteChannel(root.getPath("/d/secret"), Set.of(READ));
    SecureDirectoryStream<Path> below = roots.newDirectoryStream(user.getPath("private"));
    user.close();
    assertThat(byName.isOpen()).isTrue();
    assertThat(byPath.isOpen()).isTrue();
    below
        .newByteChannel(user.provider().getPath(root.getPath("/d/secret").toUri()), Set.of(READ))
        .close();
    assertThat(root.openResources()).hasSize(4);
  }

  @Test
  void pathsOfAnotherMountAreRefused() throws IOException {
    try (UnionFileSystem other = UnionFileSystem.builder().lower(Layer.builder().build()).mount();
        SecureDirectoryStream<Path> others = open(other.getPath("/"))) {
      for (String text : new String[] {"secret", "/d/secret"}) {
        Path foreign = other.getPath(text);
        Path own = root.getPath(text);
        refused(() -> roots.newByteChannel(foreign, Set.of(READ)));
        refused(() -> roots.newDirectoryStream(foreign));
        refused(() -> roots.deleteFile(foreign));
        refused(() -> roots.deleteDirectory(foreign));
        refused(() -> roots.getFileAttributeView(foreign, BasicFileAttributeView.class));
        refused(() -> roots.move(foreign, roots, own));
        refused(() -> roots.move(own, roots, foreign));
        refused(() -> roots.move(own, others, own));
      }
      assertThat(other.openResources()).hasSize(1);
    }
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining("a path of");
  }
}
