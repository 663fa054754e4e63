package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Failures.fails;
import static io.unionfs.testing.assertions.UnionAssertions.assertThat;
import static io.unionfs.testing.assertions.UnionAssertions.assertThatThrownBy;

import io.unionfs.overlay.LayerEntry;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What is said of paths and layers, and what a failure tells. */
class UnionPathAssertTest extends MountedDemo {
  private static final int UPPER = TraceEvent.UPPER;

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
    Failures.areAllShown(
        UnionPathAssert.class, UnionPathAssertTest.class, CopiedUpAssertTest.class);
  }
}
