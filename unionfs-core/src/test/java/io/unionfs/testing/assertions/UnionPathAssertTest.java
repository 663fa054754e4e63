package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Failures.fails;
import static io.unionfs.testing.assertions.UnionAssertions.assertThat;
import static io.unionfs.testing.assertions.UnionAssertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.nio.MountAccess;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.LayerEntry;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.OverlayOptions.Index;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of paths and layers, and what a failure tells. */
class UnionPathAssertTest {
  private static final int UPPER = TraceEvent.UPPER;

  private UnionFileSystem fs;

  @BeforeEach
  void mount() throws IOException {
    fs = Demo.mount();
  }

  @AfterEach
  void close() throws IOException {
    fs.close();
  }

  private Path path(String path) {
    return fs.getPath(path);
  }

  private static void chmod(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void theProvider() throws IOException {
    Files.writeString(path("/new"), "n");
    assertThat(path("/etc/passwd")).isProvidedByLayer(0);
    assertThat(path("/etc/motd")).isProvidedByLayer(1).isInLayer(0).isInLayer(1).isNotInLayer(2);
    assertThat(path("/etc")).isProvidedByLayer(2);
    assertThat(path("/new")).isProvidedByUpper().isProvidedByLayer(UPPER).isInLayer(UPPER);
    assertThat(path("/lib/x.so")).isProvidedByLayer(0); // through a link
    assertThat(path("/lib")).isProvidedByLayer(0).isSymbolicLink();

    fails(
        () -> assertThat(path("/etc/motd")).isProvidedByLayer(0),
        """
            Expecting path:
              /etc/motd
            to be provided by layer 0, but layer 1 provides it.
            What the layers say of /etc/motd, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - shown
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc/passwd")).isProvidedByUpper(),
        """
            Expecting path:
              /etc/passwd
            to be provided by the upper layer, but layer 0 provides it.
            What the layers say of /etc/passwd, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - shown
            """);
    fails(
        () -> assertThat(path("/lib/y.so")).isProvidedByLayer(0),
        """
            Expecting path:
              /lib/y.so
            to be provided by layer 0, but nothing is shown there.
            What the layers say of /usr/lib/y.so, the topmost first:
              upper          nothing
              layers 2 to 0  nothing
            """);
    fails(
        () -> assertThat(path("/etc/passwd")).isInLayer(1),
        """
            Expecting path:
              /etc/passwd
            to be in layer 1, but that holds no file there.
            What the layers say of /etc/passwd, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - shown
            """);
    fails(
        () -> assertThat(path("/etc/motd")).isNotInLayer(0),
        """
            Expecting path:
              /etc/motd
            not to be in layer 0, but that holds a regular file.
            What the layers say of /etc/motd, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - shown
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    assertThatThrownBy(() -> assertThat(path("/etc")).isProvidedByLayer(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no layer 3: unionfs://demo/ has 0 to 2");
  }

  @Test
  void whatIsHidden() throws IOException {
    Files.writeString(path("/etc/motd"), "changed");
    assertThat(path("/etc/motd")).isHiddenInLayer(0).isHiddenInLayer(1).hidesLayers(1, 0);
    assertThat(path("/etc/passwd")).hidesNothing().hidesLayers();
    assertThat(path("/var/cache")).hidesLayers(0);
    assertThat(path("/opt/old/a")).isHiddenInLayer(0).doesNotExist(); // by the opaque directory

    fails(
        () -> assertThat(path("/etc/motd")).hidesNothing(),
        """
            Expecting path:
              /etc/motd
            to hide nothing, but what layers 1 and 0 hold is hidden.
            What the layers say of /etc/motd, the topmost first:
              upper               regular file rw-r--r-- (0644), owner 0:0, 7 bytes, copied up from layer 1 - shown
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - hidden
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc/passwd")).hidesLayers(1, 0),
        """
            Expecting path:
              /etc/passwd
            to hide what layers 1 and 0 hold, but nothing is hidden.
            What the layers say of /etc/passwd, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - shown
            """);
    fails(
        () -> assertThat(path("/etc/passwd")).isHiddenInLayer(0),
        """
            Expecting path:
              /etc/passwd
            to be hidden in layer 0, but what that holds is shown.
            What the layers say of /etc/passwd, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - shown
            """);
    fails(
        () -> assertThat(path("/etc/passwd")).isHiddenInLayer(1),
        """
            Expecting path:
              /etc/passwd
            to be hidden in layer 1, but that holds no file there.
            What the layers say of /etc/passwd, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - shown
            """);
  }

  @Test
  void whiteouts() throws IOException {
    Files.delete(path("/etc/motd"));
    Files.delete(path("/lib/x.so"));
    assertThat(path("/etc/motd")).isWhiteout().isWhiteoutInUpper().hidesLayers(1, 0);
    assertThat(path("/var/cache")).isWhiteout().isWhiteoutInLayer(1);
    assertThat(path("/lib/x.so")).isWhiteout();
    Files.createDirectory(path("/var/cache"));
    assertThat(path("/var/cache")).isWhiteoutInLayer(1).isProvidedByUpper();

    fails(
        () -> assertThat(path("/var/cache")).isWhiteout(),
        """
            Expecting path:
              /var/cache
            to be a whiteout, but the upper layer provides a directory.
            What the layers say of /var/cache, the topmost first:
              upper               directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   whiteout
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - hidden
            """);
    fails(
        () -> assertThat(path("/var/cache/list")).isWhiteout(),
        """
            Expecting path:
              /var/cache/list
            to be a whiteout, but nothing is shown there: /var/cache is a whiteout in layer 1.
            What the layers say of /var/cache/list, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   whiteout of /var/cache
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 10 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/nowhere/at/all")).isWhiteout(),
        """
            Expecting path:
              /nowhere/at/all
            to be a whiteout, but no layer says anything of it.
            What the layers say of /nowhere/at/all, the topmost first:
              upper          nothing
              layers 2 to 0  nothing
            """);
    fails(
        () -> assertThat(path("/etc/passwd")).isWhiteoutInUpper(),
        """
            Expecting path:
              /etc/passwd
            to be a whiteout in the upper layer, but that holds none there.
            What the layers say of /etc/passwd, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - shown
            """);
    fails(
        () -> assertThat(path("/etc/motd")).isWhiteoutInLayer(0),
        """
            Expecting path:
              /etc/motd
            to be a whiteout in layer 0, but that holds none there.
            What the layers say of /etc/motd, the topmost first:
              upper               whiteout
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - hidden
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
  }

  @Test
  void opaqueAndMergedDirectories() throws IOException {
    assertThat(path("/opt/old")).isOpaque().isOpaqueInLayer(1);
    assertThat(path("/opt/old")).hidesLayers(0);
    assertThat(path("/etc")).isMerged();
    Files.delete(path("/run/pipe"));
    Files.delete(path("/run/socket"));
    Files.delete(path("/run"));
    Files.createDirectory(path("/run"));
    assertThat(path("/run")).isOpaque().isOpaqueInUpper();

    fails(
        () -> assertThat(path("/etc")).isOpaque(),
        """
            Expecting path:
              /etc
            to be an opaque directory, but no layer marks it.
            What the layers say of /etc, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 1 (app.tar)   directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
            """);
    fails(
        () -> assertThat(path("/run")).isMerged(),
        """
            Expecting path:
              /run
            to be a merged directory, but all of it is in the upper layer.
            What the layers say of /run, the topmost first:
              upper               directory rwxr-xr-x (0755), owner 0:0, opaque - shown
              layers 2 to 1       nothing
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - hidden
            """);
    fails(
        () -> assertThat(path("/etc/passwd")).isMerged(),
        """
            Expecting path:
              /etc/passwd
            to be a merged directory, but it is a regular file.
            What the layers say of /etc/passwd, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - shown
            """);
    fails(
        () -> assertThat(path("/opt/old")).isOpaqueInUpper(),
        """
            Expecting path:
              /opt/old
            to be an opaque directory in the upper layer, but that holds none there.
            What the layers say of /opt/old, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   directory rwxr-xr-x (0755), owner 0:0, opaque - shown
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - hidden
            """);
    fails(
        () -> assertThat(path("/opt/old/a")).isOpaqueInLayer(0),
        """
            Expecting path:
              /opt/old/a
            to be an opaque directory in layer 0, but that holds none there.
            What the layers say of /opt/old/a, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   nothing, but /opt/old is opaque
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 1 byte - hidden
            """);
  }

  @Test
  void whatWasCopiedUp() throws IOException {
    chmod(path("/etc/passwd"), "rw-------");
    Files.delete(path("/etc/motd"));
    Files.writeString(path("/etc/motd"), "another file");
    assertThat(path("/etc")).isCopiedUp();
    assertThat(path("/etc/passwd")).isCopiedUp();
    assertThat(path("/etc/motd")).isNotCopiedUp(); // in the upper layer, and new
    assertThat(path("/etc/group")).isNotCopiedUp();
    Files.move(path("/etc/passwd"), path("/etc/users"));
    assertThat(path("/etc/users")).isCopiedUp();

    fails(
        () -> assertThat(path("/etc/users")).isNotCopiedUp(),
        """
            Expecting path:
              /etc/users
            not to be copied up, but it was, from layer 0.
            What the layers say of /etc/users, the topmost first:
              upper          regular file rw------- (0600), owner 0:0, 45 bytes, copied up from layer 0 - shown
              layers 2 to 0  nothing
            """);
    fails(
        () -> assertThat(path("/etc/group")).isCopiedUp(),
        """
            Expecting path:
              /etc/group
            to be copied up, but layer 0 provides it.
            What the layers say of /etc/group, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 22 bytes - shown
            """);
    fails(
        () -> assertThat(path("/etc/motd")).isCopiedUp(),
        """
            Expecting path:
              /etc/motd
            to be copied up, but it is a file of its own.
            What the layers say of /etc/motd, the topmost first:
              upper               regular file rw-r--r-- (0644), owner 0:0, 12 bytes - shown
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - hidden
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc/nothing")).isNotCopiedUp(),
        """
            Expecting path:
              /etc/nothing
            not to be copied up, but nothing is shown there.
            What the layers say of /etc/nothing, the topmost first:
              upper          nothing
              layers 2 to 0  nothing
            """);
    fails(
        () -> assertThat(path("/opt/old/a")).isCopiedUp(),
        """
            Expecting path:
              /opt/old/a
            to be copied up, but nothing is shown there: /opt/old is opaque in layer 1.
            What the layers say of /opt/old/a, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   nothing, but /opt/old is opaque
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 1 byte - hidden
            """);
  }

  @Test
  void theCopyOfOneNameOfSeveralIsKnownUnderIndexOnOnly() throws IOException {
    chmod(path("/usr/bin/perl"), "rwx------");
    fails(
        () -> assertThat(path("/usr/bin/perl")).isCopiedUp(),
        """
            Expecting path:
              /usr/bin/perl
            to be copied up, but it is a file of its own, as the copy of one of several names is.
            What the layers say of /usr/bin/perl, the topmost first:
              upper               regular file rwx------ (0700), owner 0:0, 4 bytes - shown
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 4 bytes, 2 names - hidden
            """);
    fails(
        () -> assertThat(path("/usr/bin/perl")).isNotCopiedUp(),
        """
            Expecting path:
              /usr/bin/perl
            not to be copied up, but that cannot be told: it may be the copy of one of several names.
            What the layers say of /usr/bin/perl, the topmost first:
              upper               regular file rwx------ (0700), owner 0:0, 4 bytes - shown
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 4 bytes, 2 names - hidden
            """);
    fs.close();
    OverlayOptions index = OverlayOptions.DEFAULT.with(Index.ON);
    fs = Demo.builder().options(index).mount();
    chmod(path("/usr/bin/perl"), "rwx------");
    assertThat(path("/usr/bin/perl")).isCopiedUp().hasSameInodeAs(path("/usr/bin/perl5"));
    assertThat(path("/usr/bin/perl5")).isCopiedUp();
  }

  @Test
  void whatTheMountLeftAlone() throws IOException {
    Files.delete(path("/etc/motd"));
    Files.delete(path("/dev/sda"));
    Files.delete(path("/dev/null"));
    Files.delete(path("/dev"));
    assertThat(path("/usr")).isUnchanged();
    assertThat(path("/etc/passwd")).isUnchanged();
    assertThat(path("/lib/x.so")).isUnchanged();

    fails(
        () -> assertThat(path("/etc")).isUnchanged(),
        """
            Expecting path:
              /etc
            to be as the lower layers have it, but there are changes:
              C /etc
              D /etc/motd
            What the layers say of /etc, the topmost first:
              upper               directory rwxr-xr-x (0755), owner 0:0, copied up from layer 2 - shown
              layer 2 (conf.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 1 (app.tar)   directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
            """);
    fails(
        () -> assertThat(path("/dev/null")).isUnchanged(),
        """
            Expecting path:
              /dev/null
            to be as the lower layers have it, but there are changes:
              D /dev
            What the layers say of /dev/null, the topmost first:
              upper               whiteout of /dev
              layers 2 to 1       nothing
              layer 0 (base.tar)  character device rw-r--r-- (0644), owner 0:0, device 1/3 - hidden
            """);
    fails(
        () -> assertThat(path("/")).isUnchanged(),
        """
            Expecting path:
              /
            to be as the lower layers have it, but there are changes:
              D /dev
              C /etc
              D /etc/motd
            What the layers say of /, the topmost first:
              upper               directory rwxr-xr-x (0755), owner 0:0, copied up from layer 2 - shown
              layer 2 (conf.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 1 (app.tar)   directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
            """);
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
  void whatAssertjSaysIsExplained() {
    assertThat(path("/etc/motd")).exists().existsNoFollowLinks().isRegularFile();
    assertThat(path("/etc")).isDirectory();
    assertThat(path("/bin/sh")).isSymbolicLink();
    assertThat(path("/var/cache/list")).doesNotExist();

    fails(
        () -> assertThat(path("/var/cache/list")).exists(),
        """
            Expecting path:
              /var/cache/list
            to exist (symbolic links were followed).
            What the layers say of /var/cache/list, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   whiteout of /var/cache
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 10 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/var/cache")).existsNoFollowLinks(),
        """
            Expecting path:
              /var/cache
            to exist (symbolic links were not followed).
            What the layers say of /var/cache, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   whiteout
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - hidden
            """);
    fails(
        () -> assertThat(path("/etc/motd")).doesNotExist(),
        """
            Expecting path:
              /etc/motd
            not to exist
            What the layers say of /etc/motd, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - shown
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc")).isRegularFile(),
        """
            Expecting path:
              /etc
            to be a regular file.
            What the layers say of /etc, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 1 (app.tar)   directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
            """);
    fails(
        () -> assertThat(path("/etc/motd")).isDirectory(),
        """
            Expecting path:
              /etc/motd
            to be a directory.
            What the layers say of /etc/motd, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - shown
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc/motd")).isSymbolicLink(),
        """
            Expecting path:
              /etc/motd
            to be a symbolic link.
            What the layers say of /etc/motd, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - shown
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
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
  void theLayersThatSpeakOfAPath() {
    assertThat(path("/var/cache"))
        .layerEntries()
        .hasSize(2)
        .first()
        .isEqualTo(new LayerEntry.Whiteout(1, "/var/cache"));
    assertThatThrownBy(() -> assertThat(path("/etc")).as("it").layerEntries().isEmpty())
        .hasMessageStartingWith("[it: layers of /etc] ");
  }

  @Test
  void descriptionsAndOtherMessages() {
    assertThatThrownBy(() -> assertThat(path("/etc")).as("the %s", "settings").isWhiteout())
        .hasMessageStartingWith("[the settings] \nExpecting path:\n  /etc\nto be a whiteout");
    assertThatThrownBy(() -> assertThat(path("/etc")).overridingErrorMessage("mine").isCopiedUp())
        .hasMessage("mine");
    assertThat(path("/etc")).satisfies(etc -> assertThat(etc).isMerged());
  }

  @Test
  void everyAssertionIsSeenToFail() throws IOException {
    Failures.areAllShown(UnionPathAssert.class, UnionPathAssertTest.class);
  }
}
