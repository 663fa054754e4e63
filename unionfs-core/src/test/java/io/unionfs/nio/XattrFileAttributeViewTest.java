package io.unionfs.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Xattrs;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view; {@code BeyondFilesDifferentialTest} holds it against setxattr(2) and the others. */
class XattrFileAttributeViewTest {
  private static final byte[] ONE = {1};
  private static final byte[] TWO = {2, 2};
  private static final Layer BASE =
      Layer.builder()
          .file("file", "x")
          .with("file", a -> a.withXattrs(Xattrs.of(Map.of("trusted.low", ONE, "user.low", TWO))))
          .file("secret", "x")
          .with("secret", a -> a.withMode(0600).withXattrs(Xattrs.of(Map.of("user.k", ONE))))
          .symlink("link", "file")
          .symlink("dangling", "nowhere")
          .special("fifo", FileType.FIFO)
          .build();

  @TempDir private Path host;

  private UnionFileSystem union;

  @BeforeEach
  void mount() throws IOException {
    union = UnionFileSystem.builder().lower(BASE).mount();
  }

  @AfterEach
  void unmount() throws IOException {
    union.close();
  }

  private XattrFileAttributeView view(String path, LinkOption... options) {
    return Files.getFileAttributeView(union.getPath(path), XattrFileAttributeView.class, options);
  }

  private static void assertReason(String reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FileSystemException.class, e -> assertThat(e.getReason()).isEqualTo(reason));
  }

  @Test
  void aValueOfAnotherTypeIsRefusedByName() {
    assertThatThrownBy(() -> Files.setAttribute(union.getPath("/file"), "xattr:user.z", "text"))
        .isInstanceOf(ClassCastException.class)
        .hasMessage("an extended attribute is a byte[] or ByteBuffer, not a java.lang.String");
  }

  @Test
  void allNamespacesAreSeenAndSetByFullName() throws IOException {
    XattrFileAttributeView view = view("/link");
    assertThat(view.name()).isEqualTo("xattr");
    assertThat(view.list()).containsExactly("trusted.low", "user.low");
    view.set("security.k", ONE, XattrMode.SET);
    view.set("trusted.low", TWO, XattrMode.SET);
    view.remove("user.low");
    assertThat(view("/file").list()).containsExactly("security.k", "trusted.low");
    assertThat(view("/file").get("trusted.low")).isEqualTo(TWO);
    view.set("user.low", ONE, XattrMode.SET);
    assertThat(
            Files.getFileAttributeView(union.getPath("/file"), UserDefinedFileAttributeView.class)
                .list())
        .containsExactly("low");
  }

  @Test
  void modesSayWhetherItMayBeThere() throws IOException {
    XattrFileAttributeView view = view("/file");
    view.set("trusted.new", ONE, XattrMode.CREATE);
    assertReason(
        "extended attribute 'trusted.new': File exists",
        () -> view.set("trusted.new", TWO, XattrMode.CREATE));
    view.set("trusted.new", TWO, XattrMode.REPLACE);
    assertThat(view.get("trusted.new")).isEqualTo(TWO);
    assertReason(
        "extended attribute 'trusted.none': No data available",
        () -> view.set("trusted.none", ONE, XattrMode.REPLACE));
  }

  /** Symbolic links and special files hold trusted and security attributes only (xattr(7)). */
  @Test
  void aLinkHasItsOwn() throws IOException {
    for (String path : new String[] {"/link", "/dangling", "/fifo"}) {
      XattrFileAttributeView view = view(path, NOFOLLOW_LINKS);
      assertThat(view.list()).isEmpty();
      view.set("trusted.own", ONE, XattrMode.CREATE);
      assertThat(view.list()).containsExactly("trusted.own");
      assertReason(
          "extended attribute 'user.k': Operation not permitted",
          () -> view.set("user.k", ONE, XattrMode.SET));
    }
    assertThat(view("/file").list()).doesNotContain("trusted.own");
    assertThatThrownBy(() -> view("/dangling").list()).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void byName() throws IOException {
    Path file = union.getPath("/file");
    assertThat((byte[]) Files.getAttribute(file, "xattr:trusted.low")).isEqualTo(ONE);
    Files.setAttribute(file, "xattr:trusted.a:b", ONE);
    ByteBuffer buffer = ByteBuffer.wrap(TWO);
    Files.setAttribute(file, "xattr:security.k", buffer);
    assertThat(buffer.remaining()).isEqualTo(2);
    Map<String, Object> all = Files.readAttributes(file, "xattr:*");
    assertThat(all).containsOnlyKeys("trusted.low", "user.low", "trusted.a:b", "security.k");
    assertThat((byte[]) all.get("security.k")).isEqualTo(TWO);
    assertThat(Files.readAttributes(file, "xattr:user.low,trusted.low"))
        .containsOnlyKeys("user.low", "trusted.low");
    assertReason(
        "extended attribute 'trusted.none': No data available",
        () -> Files.getAttribute(file, "xattr:trusted.none"));
    Files.setAttribute(union.getPath("/link"), "xattr:trusted.own", ONE, NOFOLLOW_LINKS);
    assertThat(Files.readAttributes(union.getPath("/link"), "xattr:*", NOFOLLOW_LINKS))
        .containsOnlyKeys("trusted.own");
    assertThatIllegalArgumentException().isThrownBy(() -> Files.getAttribute(file, "xattr:*"));
  }

  @Test
  void whatIsWrongWithANameOrValueIsSaid() {
    XattrFileAttributeView view = view("/file");
    assertReason(
        "extended attribute '': Numerical result out of range",
        () -> view.set("", ONE, XattrMode.SET));
    String tooLong = "trusted." + "n".repeat(248);
    assertReason(
        "extended attribute '" + tooLong + "': Numerical result out of range",
        () -> view.get(tooLong));
    assertReason(
        "extended attribute 'system.k': Operation not supported",
        () -> view.set("system.k", ONE, XattrMode.SET));
    assertReason(
        "extended attribute 'user.k': Argument list too long",
        () -> view.set("user.k", new byte[65537], XattrMode.SET));
    assertReason(
        "extended attribute 'user.none': No data available", () -> view.remove("user.none"));
  }

  @Test
  void aUserSeesNoTrustedOnes() throws IOException {
    Caller user = new Caller(1000, 1000, Set.of(), 022);
    try (UnionFileSystem other = UnionFileSystem.builder().lower(BASE).user(user).mount()) {
      XattrFileAttributeView view =
          Files.getFileAttributeView(other.getPath("/file"), XattrFileAttributeView.class);
      assertThat(view.list()).containsExactly("user.low");
      assertReason(
          "extended attribute 'trusted.low': No data available", () -> view.get("trusted.low"));
      assertReason(
          "extended attribute 'trusted.k': Operation not permitted",
          () -> view.set("trusted.k", ONE, XattrMode.SET));
      Path secret = other.getPath("/secret");
      assertThat(Files.getFileAttributeView(secret, XattrFileAttributeView.class).list())
          .containsExactly("user.k");
      assertThatThrownBy(() -> Files.getAttribute(secret, "xattr:user.k"))
          .isInstanceOf(AccessDeniedException.class);
    }
  }

  @Test
  void filesystemAndStoreKnowTheView() throws IOException {
    assertThat(union.supportedFileAttributeViews()).contains("xattr");
    var store = Files.getFileStore(union.getPath("/file"));
    assertThat(store.supportsFileAttributeView("xattr")).isTrue();
    assertThat(store.supportsFileAttributeView(XattrFileAttributeView.class)).isTrue();
    assertThat(Files.getFileAttributeView(host, XattrFileAttributeView.class)).isNull();
  }

  /** A writable layer inside another union is shown through the same view, without its setters. */
  @Test
  void theShownWritableLayerKeepsItsAttributes() throws IOException {
    Path storage = Files.createDirectory(union.getPath("/storage"));
    try (UnionFileSystem inner =
        UnionFileSystem.builder().lower(BASE).upper(storage.resolve("u")).mount()) {
      Files.createFile(inner.getPath("/new"));
      XattrFileAttributeView shown =
          Files.getFileAttributeView(inner.upper().resolve("new"), XattrFileAttributeView.class);
      shown.list();
      assertThatThrownBy(() -> shown.set("trusted.k", ONE, XattrMode.SET))
          .isInstanceOf(ReadOnlyFileSystemException.class);
      assertThatThrownBy(() -> shown.remove("trusted.k"))
          .isInstanceOf(ReadOnlyFileSystemException.class);
    }
  }
}
