package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Failures.fails;
import static io.unionfs.testing.assertions.UnionAssertions.assertThat;
import static io.unionfs.testing.assertions.UnionAssertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.nio.MountAccess;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a failure tells of the layers. */
class LayerStackTest extends MountedDemo {
  private static void chmod(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void aDirectoryThatWasRenamedIsFoundUnderItsNameInEachLayer() throws IOException {
    fs.close();
    OverlayOptions redirect = OverlayOptions.DEFAULT.with(RedirectDir.ON);
    fs = Demo.builder().options(redirect).mount();
    Files.move(path("/usr"), path("/system"));
    assertThat(path("/system")).isCopiedUp().isProvidedByUpper().isMerged();
    assertThat(path("/system/lib/x.so")).isProvidedByLayer(0).isNotCopiedUp();

    fails(
        () -> assertThat(path("/system/lib/x.so")).isProvidedByUpper(),
        """
            Expecting path:
              /system/lib/x.so
            to be provided by the upper layer, but layer 0 provides it.
            What the layers say of /system/lib/x.so, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  /usr/lib/x.so: regular file rw-r--r-- (0644), owner 0:0, 1 byte - shown
            """);
    fails(
        () -> assertThat(path("/system")).isOpaque(),
        """
            Expecting path:
              /system
            to be an opaque directory, but no layer marks it.
            What the layers say of /system, the topmost first:
              upper               directory rwxr-xr-x (0755), owner 0:0, redirect usr, copied up from layer 0 - shown
              layers 2 to 1       nothing
              layer 0 (base.tar)  /usr: directory rwxr-xr-x (0755), owner 0:0 - shown
            """);
    fails(
        () -> assertThat(path("/usr")).exists(),
        """
            Expecting path:
              /usr
            to exist (symbolic links were followed).
            What the layers say of /usr, the topmost first:
              upper               whiteout
              layers 2 to 1       nothing
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - hidden
            """);
  }

  @Test
  void dataThatIsStillBelowIsTold() throws IOException {
    fs.close();
    OverlayOptions metacopy = OverlayOptions.DEFAULT.with(RedirectDir.ON).with(Metacopy.ON);
    fs = Demo.builder().options(metacopy).mount();
    chmod(path("/etc/passwd"), "rw-------");
    fails(
        () -> assertThat(path("/etc/passwd")).isNotCopiedUp(),
        """
            Expecting path:
              /etc/passwd
            not to be copied up, but it was, from layer 0.
            What the layers say of /etc/passwd, the topmost first:
              upper               regular file rw------- (0600), owner 0:0, 45 bytes, copied up from layer 0 - shown
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - its data shown
            """);
  }

  @Test
  void aFileWhereTheLayersHaveADirectory() throws IOException {
    Files.delete(path("/srv/app"));
    Files.delete(path("/srv"));
    Files.writeString(path("/srv"), "no directory");
    fails(
        () -> assertThat(path("/srv/app")).isProvidedByLayer(1),
        """
            Expecting path:
              /srv/app
            to be provided by layer 1, but nothing is shown there: /srv is a regular file in the upper layer.
            What the layers say of /srv/app, the topmost first:
              upper               /srv is no directory but a regular file
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r----- (0640), owner 1000:50, 3 bytes - hidden
              layer 0 (base.tar)  nothing
            """);
  }

  @Test
  void ofManyLayersTheFirstAndTheLastAreTold() throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder().name("many").readOnly();
    IntStream.range(0, 500)
        .forEach(
            i ->
                builder.lower(
                    Layer.builder().named("l" + i).file(i % 2 == 0 ? "f" : "g" + i, "").build()));
    try (UnionFileSystem many = builder.mount()) {
      fails(
          () -> assertThat(many.getPath("/f")).isProvidedByLayer(0),
          """
            Expecting path:
              /f
            to be provided by layer 0, but layer 498 provides it.
            What the layers say of /f, the topmost first:
              layer 499 (l499)  nothing
              layer 498 (l498)  regular file rw-r--r-- (0644), owner 0:0, 0 bytes - shown
              layer 497 (l497)  nothing
              layer 496 (l496)  regular file rw-r--r-- (0644), owner 0:0, 0 bytes - hidden
              layer 495 (l495)  nothing
              layer 494 (l494)  regular file rw-r--r-- (0644), owner 0:0, 0 bytes - hidden
              layer 493 (l493)  nothing
              layer 492 (l492)  regular file rw-r--r-- (0644), owner 0:0, 0 bytes - hidden
              layer 491 (l491)  nothing
              layer 490 (l490)  regular file rw-r--r-- (0644), owner 0:0, 0 bytes - hidden
              layer 489 (l489)  nothing
              layer 488 (l488)  regular file rw-r--r-- (0644), owner 0:0, 0 bytes - hidden
              layer 487 (l487)  nothing
              layer 486 (l486)  regular file rw-r--r-- (0644), owner 0:0, 0 bytes - hidden
              layer 485 (l485)  nothing
              layer 484 (l484)  regular file rw-r--r-- (0644), owner 0:0, 0 bytes - hidden
              ... 480 lines more
              layer 3 (l3)      nothing
              layer 2 (l2)      regular file rw-r--r-- (0644), owner 0:0, 0 bytes - hidden
              layer 1 (l1)      nothing
              layer 0 (l0)      regular file rw-r--r-- (0644), owner 0:0, 0 bytes - hidden
            """);
      fails(
          () -> assertThat(many.getPath("/g251")).isProvidedByLayer(250),
          """
            Expecting path:
              /g251
            to be provided by layer 250, but layer 251 provides it.
            What the layers say of /g251, the topmost first:
              layers 499 to 252  nothing
              layer 251 (l251)   regular file rw-r--r-- (0644), owner 0:0, 0 bytes - shown
              layers 250 to 0    nothing
            """);
    }
  }

  @Test
  void aNameOfAnyBytesStaysOnItsLine() throws IOException {
    Files.writeString(path("/line\nbreak"), "");
    fails(
        () -> assertThat(path("/line\nbreak")).isProvidedByLayer(0),
        """
            Expecting path:
              /line\\u000abreak
            to be provided by layer 0, but the upper layer provides it.
            What the layers say of /line\\u000abreak, the topmost first:
              upper          regular file rw-r--r-- (0644), owner 0:0, 0 bytes - shown
              layers 2 to 0  nothing
            """);
    Path deep = path("/" + "long/".repeat(500));
    assertThatThrownBy(() -> assertThat(deep).isWhiteout())
        .message()
        .contains("  .../long/long/")
        .hasSizeLessThan(1000);
  }

  @Test
  void aFilesystemMountedInsideHasNoLayersHere() throws IOException {
    Layer empty = Layer.builder().directory("srv").build();
    try (UnionFileSystem outer =
        UnionFileSystem.builder()
            .name("outer")
            .lower(empty)
            .mountAt("/srv", fs, MountAccess.READ_WRITE)
            .mount()) {
      assertThat(outer.getPath("/srv/etc/motd")).exists().hasMode(0644);
      fails(
          () -> assertThat(outer.getPath("/srv/etc/motd")).isProvidedByLayer(0),
          """
            Expecting path:
              /srv/etc/motd
            to be provided by layer 0, but it is not in the union's layers.
            It lies in a filesystem that is mounted inside, of which the layers here say nothing.
            """);
      fails(
          () -> assertThat(outer.getPath("/srv/etc/nothing")).hasMode(0644),
          """
            Expecting path:
              /srv/etc/nothing
            to have the permissions rw-r--r-- (0644), but nothing is shown there.
            It lies in a filesystem that is mounted inside, of which the layers here say nothing.
            """);
    }
  }

  @Test
  void aPathElsewhereAndAClosedUnion() throws IOException {
    Path elsewhere = Path.of("/etc/passwd");
    fails(
        () -> assertThat(elsewhere).isWhiteout(),
        """
            Expecting path:
              /etc/passwd
            to be a path of a union, but its filesystem is of the scheme "file".
            """);
    fails(
        () -> assertThat(elsewhere).hasMode(0644),
        """
            Expecting path:
              /etc/passwd
            to be a path of a union, but its filesystem is of the scheme "file".
            """);
    assertThat(Path.of("/")).isDirectory(); // what AssertJ says holds of any path
    Path path = path("/etc");
    fs.close();
    fails(
        () -> assertThat(path).isMerged(),
        """
            Expecting path:
              /etc
            to be a path of an open union, but unionfs://demo/ is closed.
            """);
    fails(
        () -> assertThat((Path) null).isMerged(),
        """
            Expecting actual not to be null
            """);
  }
}
