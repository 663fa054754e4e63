package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Failures.fails;
import static io.unionfs.testing.assertions.UnionAssertions.assertThat;

import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.OverlayOptions.Index;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** What is said of what the mount did to a file, and what a failure tells. */
class CopiedUpAssertTest extends MountedDemo {
  private static void chmod(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
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
}
