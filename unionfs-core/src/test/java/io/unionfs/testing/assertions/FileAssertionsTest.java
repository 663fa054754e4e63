package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Failures.fails;
import static io.unionfs.testing.assertions.UnionAssertions.assertThat;
import static io.unionfs.testing.assertions.UnionAssertions.assertThatThrownBy;

import io.unionfs.nio.XattrFileAttributeView;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is said of one file: permissions, owner, extended attributes, identity, type, times. */
class FileAssertionsTest extends MountedDemo {
  @Test
  void permissions() throws IOException {
    assertThat(path("/etc/motd")).hasMode(0644).hasMode("rw-r--r--");
    assertThat(path("/bin/su")).hasMode(06755).hasMode("rwsr-sr-x").isSetuid().isSetgid();
    assertThat(path("/bin/sh")).hasMode(0777); // the link's own
    assertThat(path("/tmp")).hasMode("rwxrwxrwt").isSticky();
    Files.setAttribute(path("/tmp"), "unix:mode", 07666);
    assertThat(path("/tmp")).hasMode("rwSrwSrwT");

    fails(
        () -> assertThat(path("/bin/su")).hasMode(0755),
        """
            Expecting path:
              /bin/su
            to have the permissions rwxr-xr-x (0755), but it has rwsr-sr-x (06755).
            What the layers say of /bin/su, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rwsr-sr-x (06755), owner 0:0, 4 bytes - shown
            """);
    fails(
        () -> assertThat(path("/tmp")).hasMode("rwxrwxrwt"),
        """
            Expecting path:
              /tmp
            to have the permissions rwxrwxrwt (01777), but it has rwSrwSrwT (07666).
            What the layers say of /tmp, the topmost first:
              upper               directory rwSrwSrwT (07666), owner 0:0, copied up from layer 0 - shown
              layers 2 to 1       nothing
              layer 0 (base.tar)  directory rwxrwxrwt (01777), owner 0:0 - shown
            """);
    fails(
        () -> assertThat(path("/etc/motd")).isSetuid(),
        """
            Expecting path:
              /etc/motd
            to be set-user-ID, but its permissions are rw-r--r-- (0644).
            What the layers say of /etc/motd, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - shown
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc/motd")).isSetgid(),
        """
            Expecting path:
              /etc/motd
            to be set-group-ID, but its permissions are rw-r--r-- (0644).
            What the layers say of /etc/motd, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - shown
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc/motd")).isSticky(),
        """
            Expecting path:
              /etc/motd
            to be sticky, but its permissions are rw-r--r-- (0644).
            What the layers say of /etc/motd, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - shown
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/var/cache/list")).hasMode(0644),
        """
            Expecting path:
              /var/cache/list
            to have the permissions rw-r--r-- (0644), but nothing is shown there: /var/cache is a whiteout in layer 1.
            What the layers say of /var/cache/list, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   whiteout of /var/cache
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 10 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc/motd/x")).hasMode(0644),
        """
            Expecting path:
              /etc/motd/x
            to have the permissions rw-r--r-- (0644), but nothing is shown there: /etc/motd is a regular file in layer 1.
            What the layers say of /etc/motd/x, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   /etc/motd is no directory but a regular file
              layer 0 (base.tar)  /etc/motd is no directory but a regular file
            """);
    assertThatThrownBy(() -> assertThat(path("/tmp")).hasMode(644))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("to have the permissions -w----r-T (01204)");
    assertThatThrownBy(() -> assertThat(path("/tmp")).hasMode(0100644))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0100644 are no permissions: at most 07777, and octal");
    for (String letters : new String[] {"rw", "rwzr--r--", "srw-r--r-", "rwxrwxrws"}) {
      assertThatThrownBy(() -> assertThat(path("/tmp")).hasMode(letters))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "\"" + letters + "\" are no permissions: expected nine letters such as rw-r--r--");
    }
  }

  @Test
  void owners() {
    assertThat(path("/srv/app")).hasOwner(1000, 50).hasOwner("app").hasOwner("app", "staff");

    fails(
        () -> assertThat(path("/srv/app")).hasOwner(0, 0),
        """
            Expecting path:
              /srv/app
            to have the owner 0:0, but it has 1000:50.
            What the layers say of /srv/app, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r----- (0640), owner 1000:50, 3 bytes - shown
              layer 0 (base.tar)  nothing
            """);
    fails(
        () -> assertThat(path("/srv/app")).hasOwner("root"),
        """
            Expecting path:
              /srv/app
            to have the owner root, but it has app (1000:50).
            What the layers say of /srv/app, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r----- (0640), owner 1000:50, 3 bytes - shown
              layer 0 (base.tar)  nothing
            """);
    fails(
        () -> assertThat(path("/srv/app")).hasOwner("app", "root"),
        """
            Expecting path:
              /srv/app
            to have the owner app:root, but it has app:staff (1000:50).
            What the layers say of /srv/app, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r----- (0640), owner 1000:50, 3 bytes - shown
              layer 0 (base.tar)  nothing
            """);
  }

  @Test
  void extendedAttributes() throws IOException {
    XattrFileAttributeView view =
        Files.getFileAttributeView(path("/etc/motd"), XattrFileAttributeView.class);
    view.set("trusted.k", new byte[] {1, -1}, XattrMode.CREATE);
    assertThat(path("/etc/motd")).hasXattr("trusted.k", new byte[] {1, -1});
    assertThat(path("/srv/app")).hasXattr("user.kind").hasXattr("user.kind", "demo");
    assertThat(path("/srv/app")).doesNotHaveXattr("user.other");

    fails(
        () -> assertThat(path("/srv/app")).hasXattr("user.other"),
        """
            Expecting path:
              /srv/app
            to have the extended attribute user.other, but it has user.kind.
            What the layers say of /srv/app, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r----- (0640), owner 1000:50, 3 bytes - shown
              layer 0 (base.tar)  nothing
            """);
    fails(
        () -> assertThat(path("/etc/passwd")).hasXattr("user.other", "x"),
        """
            Expecting path:
              /etc/passwd
            to have the extended attribute user.other = "x", but it has none.
            What the layers say of /etc/passwd, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - shown
            """);
    fails(
        () -> assertThat(path("/srv/app")).hasXattr("user.kind", "other"),
        """
            Expecting path:
              /srv/app
            to have the extended attribute user.kind = "other", but its value is "demo".
            What the layers say of /srv/app, the topmost first:
              upper               nothing
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r----- (0640), owner 1000:50, 3 bytes - shown
              layer 0 (base.tar)  nothing
            """);
    fails(
        () -> assertThat(path("/etc/motd")).doesNotHaveXattr("trusted.k"),
        """
            Expecting path:
              /etc/motd
            not to have the extended attribute trusted.k, but its value is 0x01ff.
            What the layers say of /etc/motd, the topmost first:
              upper               regular file rw-r--r-- (0644), owner 0:0, 7 bytes, copied up from layer 1 - shown
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - hidden
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc/nothing")).doesNotHaveXattr("user.kind"),
        """
            Expecting path:
              /etc/nothing
            not to have the extended attribute user.kind, but nothing is shown there.
            What the layers say of /etc/nothing, the topmost first:
              upper          nothing
              layers 2 to 0  nothing
            """);
  }

  @Test
  void identity() throws IOException {
    assertThat(path("/usr/bin/perl")).hasSameInodeAs(path("/usr/bin/perl5")).hasLinkCount(2);
    Files.createLink(path("/motd"), path("/etc/motd"));
    assertThat(path("/motd")).hasSameInodeAs(path("/etc/motd")).hasLinkCount(2);
    assertThat(path("/motd")).hasSameInodeAs(fs.as("app").getPath("/motd"));

    fails(
        () -> assertThat(path("/motd")).hasSameInodeAs(path("/etc/passwd")),
        """
            Expecting path:
              /motd
            to be the same file as /etc/passwd, but that is another one.
            What the layers say of /motd, the topmost first:
              upper          regular file rw-r--r-- (0644), owner 0:0, 7 bytes, 2 names, copied up from layer 1 - shown
              layers 2 to 0  nothing
            """);
    fails(
        () -> assertThat(path("/motd")).hasSameInodeAs(path("/nothing")),
        """
            Expecting path:
              /motd
            to be the same file as /nothing, but nothing is there.
            What the layers say of /motd, the topmost first:
              upper          regular file rw-r--r-- (0644), owner 0:0, 7 bytes, 2 names, copied up from layer 1 - shown
              layers 2 to 0  nothing
            """);
    fails(
        () -> assertThat(path("/usr/bin/perl")).hasLinkCount(1),
        """
            Expecting path:
              /usr/bin/perl
            to have 1 name, but it has 2.
            What the layers say of /usr/bin/perl, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 4 bytes, 2 names - shown
            """);
    fails(
        () -> assertThat(path("/motd")).hasSameInodeAs(Path.of("/")),
        """
            Expecting path:
              /motd
            to be the same file as /, but that is another one.
            What the layers say of /motd, the topmost first:
              upper          regular file rw-r--r-- (0644), owner 0:0, 7 bytes, 2 names, copied up from layer 1 - shown
              layers 2 to 0  nothing
            """);
  }

  @Test
  void types() {
    assertThat(path("/bin/sh")).isSymbolicLinkTo("su");
    assertThat(path("/dev/null")).isCharacterDevice(1, 3);
    assertThat(path("/dev/sda")).isBlockDevice(8, 0);
    assertThat(path("/run/pipe")).isFifo();
    assertThat(path("/run/socket")).isSocket();

    fails(
        () -> assertThat(path("/bin/sh")).isSymbolicLinkTo("/bin/su"),
        """
            Expecting path:
              /bin/sh
            to be a symbolic link to /bin/su, but it leads to su.
            What the layers say of /bin/sh, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  symbolic link rwxrwxrwx (0777), owner 0:0, -> su - shown
            """);
    fails(
        () -> assertThat(path("/bin/su")).isSymbolicLinkTo("sh"),
        """
            Expecting path:
              /bin/su
            to be a symbolic link to sh, but it is a regular file.
            What the layers say of /bin/su, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rwsr-sr-x (06755), owner 0:0, 4 bytes - shown
            """);
    fails(
        () -> assertThat(path("/dev/null")).isCharacterDevice(1, 5),
        """
            Expecting path:
              /dev/null
            to be the character device 1/5, but it is 1/3.
            What the layers say of /dev/null, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  character device rw-r--r-- (0644), owner 0:0, device 1/3 - shown
            """);
    fails(
        () -> assertThat(path("/dev/null")).isBlockDevice(1, 3),
        """
            Expecting path:
              /dev/null
            to be the block device 1/3, but it is a character device.
            What the layers say of /dev/null, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  character device rw-r--r-- (0644), owner 0:0, device 1/3 - shown
            """);
    fails(
        () -> assertThat(path("/run/socket")).isFifo(),
        """
            Expecting path:
              /run/socket
            to be a fifo, but it is a socket.
            What the layers say of /run/socket, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  socket rw-r--r-- (0644), owner 0:0 - shown
            """);
    fails(
        () -> assertThat(path("/run/pipe")).isSocket(),
        """
            Expecting path:
              /run/pipe
            to be a socket, but it is a fifo.
            What the layers say of /run/pipe, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  fifo rw-r--r-- (0644), owner 0:0 - shown
            """);
  }

  @Test
  void times() throws IOException {
    assertThat(path("/etc/motd")).hasModifiedTime(Demo.BUILT).hasAccessedTime(Demo.BUILT);
    Files.writeString(path("/etc/motd"), "now");
    assertThat(path("/etc/motd")).hasModifiedTime(Demo.NOW);

    fails(
        () -> assertThat(path("/etc/motd")).hasModifiedTime(Demo.BUILT),
        """
            Expecting path:
              /etc/motd
            to have been modified at 2024-05-06T07:08:09.123456789Z, but it was at 2025-01-02T03:04:05Z.
            What the layers say of /etc/motd, the topmost first:
              upper               regular file rw-r--r-- (0644), owner 0:0, 3 bytes, copied up from layer 1 - shown
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - hidden
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(path("/etc/passwd")).hasAccessedTime(Demo.NOW),
        """
            Expecting path:
              /etc/passwd
            to have been accessed at 2025-01-02T03:04:05Z, but it was at 2024-05-06T07:08:09.123456789Z.
            What the layers say of /etc/passwd, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - shown
            """);
  }

  @Test
  void everyAssertionIsSeenToFail() throws IOException {
    Failures.areAllShown(AbstractUnionPathAssert.class, FileAssertionsTest.class);
  }
}
