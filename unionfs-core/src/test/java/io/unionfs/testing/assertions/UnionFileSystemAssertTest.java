package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Failures.fails;
import static io.unionfs.testing.assertions.UnionAssertions.assertThat;
import static io.unionfs.testing.assertions.UnionAssertions.assertThatThrownBy;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import io.unionfs.overlay.CopiedUp;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a union as a whole, and of one layer of it. */
class UnionFileSystemAssertTest extends MountedDemo {
  @Test
  void changes() throws IOException {
    assertThat(fs).hasNoChanges().hasChanges().containsChanges();
    Files.delete(path("/etc/motd"));
    Files.writeString(path("/etc/app.conf"), "key=other");
    Files.writeString(path("/tmp/new"), "new");
    assertThat(fs)
        .hasChanges("C /etc", "D /etc/motd", "C /etc/app.conf", "C /tmp", "A /tmp/new")
        .containsChanges("D /etc/motd");
    assertThat(fs).changes().extracting(Change::path).contains("/tmp/new");

    fails(
        () -> assertThat(fs).hasNoChanges(),
        """
            Expecting union:
              unionfs://demo/
            to have no changes, but it has:
              C /etc
              C /etc/app.conf
              D /etc/motd
              C /tmp
              A /tmp/new
            What the layers say of /etc, the topmost first:
              upper               directory rwxr-xr-x (0755), owner 0:0, copied up from layer 2 - shown
              layer 2 (conf.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 1 (app.tar)   directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
            What the layers say of /etc/app.conf, the topmost first:
              upper               regular file rw-r--r-- (0644), owner 0:0, 9 bytes, copied up from layer 2 - shown
              layer 2 (conf.tar)  regular file rw-r--r-- (0644), owner 0:0, 9 bytes - hidden
              layers 1 to 0       nothing
            What the layers say of /etc/motd, the topmost first:
              upper               whiteout
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - hidden
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(fs).hasChanges("C /etc", "A /etc/motd", "C /etc/app.conf"),
        """
            Expecting union:
              unionfs://demo/
            to have these changes and no others:
              C /etc
              A /etc/motd
              C /etc/app.conf
            but these are missing:
              A /etc/motd
            and these are there besides:
              D /etc/motd
              C /tmp
              A /tmp/new
            What the layers say of /etc/motd, the topmost first:
              upper               whiteout
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - hidden
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            What the layers say of /tmp, the topmost first:
              upper               directory rwxrwxrwt (01777), owner 0:0, copied up from layer 0 - shown
              layers 2 to 1       nothing
              layer 0 (base.tar)  directory rwxrwxrwt (01777), owner 0:0 - shown
            What the layers say of /tmp/new, the topmost first:
              upper          regular file rw-r--r-- (0644), owner 0:0, 3 bytes - shown
              layers 2 to 0  nothing
            """);
    fails(
        () -> assertThat(fs).hasChanges("C /etc", "C /tmp", "A /tmp/new"),
        """
            Expecting union:
              unionfs://demo/
            to have these changes and no others:
              C /etc
              C /tmp
              A /tmp/new
            but these are there besides:
              C /etc/app.conf
              D /etc/motd
            What the layers say of /etc/app.conf, the topmost first:
              upper               regular file rw-r--r-- (0644), owner 0:0, 9 bytes, copied up from layer 2 - shown
              layer 2 (conf.tar)  regular file rw-r--r-- (0644), owner 0:0, 9 bytes - hidden
              layers 1 to 0       nothing
            What the layers say of /etc/motd, the topmost first:
              upper               whiteout
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - hidden
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            """);
    fails(
        () -> assertThat(fs).containsChanges("D /etc/motd", "D /etc/passwd"),
        """
            Expecting union:
              unionfs://demo/
            to have these changes among others:
              D /etc/motd
              D /etc/passwd
            but these are missing:
              D /etc/passwd
            What the layers say of /etc/passwd, the topmost first:
              upper               nothing
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - shown
            """);
    assertThatThrownBy(() -> assertThat(fs).hasChanges("M /etc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"M /etc\" is no change: expected A, C or D, a space, and an absolute path");
    assertThatThrownBy(() -> assertThat(fs).as("fs").changes().isEmpty())
        .hasMessageStartingWith("[fs: changes of unionfs://demo/] ");
  }

  @Test
  void whatWasCopiedUp() throws IOException {
    assertThat(fs).hasCopiedUp().hasCopiedUpNothing();
    List<TraceEvent.CopiedUp> events =
        CopyUps.during(
            fs,
            () -> {
              Files.delete(path("/etc/motd"));
              Files.setAttribute(path("/etc/passwd"), "unix:mode", 0600);
              Files.writeString(path("/tmp/new"), "new");
            });
    assertThat(events)
        .containsExactly(
            new TraceEvent.CopiedUp("/etc", 2, 0),
            new TraceEvent.CopiedUp("/etc/passwd", 0, 45),
            new TraceEvent.CopiedUp("/tmp", 0, 0));
    assertThat(fs).hasCopiedUp("/etc", "/etc/passwd", "/tmp");
    assertThat(fs)
        .copiedUp()
        .filteredOn(copy -> copy.bytes() > 0)
        .extracting(CopiedUp::toString)
        .containsExactly("/etc/passwd from layer 0, 45 bytes");

    fails(
        () -> assertThat(fs).hasCopiedUpNothing(),
        """
            Expecting union:
              unionfs://demo/
            to have copied up nothing, but it has:
              /etc from layer 2, 0 bytes
              /etc/passwd from layer 0, 45 bytes
              /tmp from layer 0, 0 bytes
            What the layers say of /etc, the topmost first:
              upper               directory rwxr-xr-x (0755), owner 0:0, copied up from layer 2 - shown
              layer 2 (conf.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 1 (app.tar)   directory rwxr-xr-x (0755), owner 0:0 - shown
              layer 0 (base.tar)  directory rwxr-xr-x (0755), owner 0:0 - shown
            What the layers say of /etc/passwd, the topmost first:
              upper               regular file rw------- (0600), owner 0:0, 45 bytes, copied up from layer 0 - shown
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - hidden
            What the layers say of /tmp, the topmost first:
              upper               directory rwxrwxrwt (01777), owner 0:0, copied up from layer 0 - shown
              layers 2 to 1       nothing
              layer 0 (base.tar)  directory rwxrwxrwt (01777), owner 0:0 - shown
            """);
    fails(
        () -> assertThat(fs).hasCopiedUp("/etc", "/etc/motd", "/tmp"),
        """
            Expecting union:
              unionfs://demo/
            to have copied up these and no others:
              /etc
              /etc/motd
              /tmp
            but these were not:
              /etc/motd
            and these were besides:
              /etc/passwd from layer 0, 45 bytes
            What the layers say of /etc/motd, the topmost first:
              upper               whiteout
              layer 2 (conf.tar)  nothing
              layer 1 (app.tar)   regular file rw-r--r-- (0644), owner 0:0, 7 bytes - hidden
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 5 bytes - hidden
            What the layers say of /etc/passwd, the topmost first:
              upper               regular file rw------- (0600), owner 0:0, 45 bytes, copied up from layer 0 - shown
              layers 2 to 1       nothing
              layer 0 (base.tar)  regular file rw-r--r-- (0644), owner 0:0, 45 bytes - hidden
            """);
    fails(
        () -> assertThat(fs).hasCopiedUp("/etc", "/etc/passwd"),
        """
            Expecting union:
              unionfs://demo/
            to have copied up these and no others:
              /etc
              /etc/passwd
            but these were besides:
              /tmp from layer 0, 0 bytes
            What the layers say of /tmp, the topmost first:
              upper               directory rwxrwxrwt (01777), owner 0:0, copied up from layer 0 - shown
              layers 2 to 1       nothing
              layer 0 (base.tar)  directory rwxrwxrwt (01777), owner 0:0 - shown
            """);
  }

  @Test
  void whatAnActionCopiesUpIsRecordedForThatLongOnly() throws IOException {
    CopyUps.during(fs, () -> Files.delete(path("/etc/motd")));
    assertThat(CopyUps.during(fs, () -> {})).isEmpty();
    CopyUps recorded = new CopyUps();
    fs.setListener(recorded);
    Files.delete(path("/opt/old/b"));
    assertThat(recorded.events())
        .extracting(TraceEvent.CopiedUp::path)
        .containsExactly("/opt", "/opt/old");
    assertThatThrownBy(() -> CopyUps.during(fs, () -> Files.delete(path("/nothing"))))
        .isInstanceOf(IOException.class);
    Files.delete(path("/run/pipe"));
    assertThat(recorded.events()).hasSize(2);
  }

  @Test
  void whatItHolds() throws IOException {
    Files.write(path("/tmp/new"), new byte[5000]);
    assertThat(fs).usesAtMostBytes(8192).usesAtMostInodes(2).hasLowerLayers(3);
    try (UnionFileSystem view = Demo.builder().name("fixed").readOnly().mount()) {
      assertThat(view).isReadOnly();
    }

    fails(
        () -> assertThat(fs).usesAtMostBytes(4096),
        """
            Expecting union:
              unionfs://demo/
            to use at most 4096 bytes, but it uses 8192 for 2 inodes.
            """);
    fails(
        () -> assertThat(fs).usesAtMostInodes(1),
        """
            Expecting union:
              unionfs://demo/
            to use at most 1 inode, but it uses 2.
            """);
    fails(
        () -> assertThat(fs).hasLowerLayers(1),
        """
            Expecting union:
              unionfs://demo/
            to have 1 lower layer, but it has 3, from the bottom:
              base.tar
              app.tar
              conf.tar
            """);
    fails(
        () -> assertThat(fs).isReadOnly(),
        """
            Expecting union:
              unionfs://demo/
            to be mounted read-only, but it can be written to.
            """);
  }

  @Test
  void whatIsOpen() throws IOException {
    assertThat(fs).hasNoOpenResources();
    try (FileChannel channel = FileChannel.open(path("/etc/motd"))) {
      assertThat(channel.isOpen()).isTrue();
      fails(
          () -> assertThat(fs).hasNoOpenResources(),
          """
            Expecting union:
              unionfs://demo/
            to have nothing open, but there is:
              file channel on /etc/motd
            Mount with trackOpenResources() to be told where they were opened.
            """);
    }
    try (UnionFileSystem tracked = Demo.builder().name("t").trackOpenResources().mount();
        FileChannel channel = FileChannel.open(tracked.getPath("/etc/motd"))) {
      assertThat(channel.isOpen()).isTrue();
      assertThatThrownBy(() -> assertThat(tracked).hasNoOpenResources())
          .hasMessage(
              "\nExpecting union:\n  unionfs://t/\nto have nothing open, but there is:\n"
                  + "  file channel on /etc/motd")
          .satisfies(
              failure ->
                  assertThat(failure.getSuppressed()[0])
                      .hasMessage("file channel on /etc/motd was opened here"));
    }
    fs.close();
    assertThat(fs).hasNoOpenResources();
  }

  @Test
  void aClosedUnionAndNone() throws IOException {
    fs.close();
    fails(
        () -> assertThat(fs).hasNoChanges(),
        """
            Expecting union:
              unionfs://demo/
            to be open, but it is closed.
            """);
    fails(
        () -> assertThat((UnionFileSystem) null).hasNoOpenResources(),
        """
            Expecting actual not to be null
            """);
  }

  @Test
  void itsParts() throws IOException {
    Files.delete(path("/etc/motd"));
    assertThat(fs).path("/etc/motd").isWhiteout();
    assertThat(fs).lowerLayer(1).hasWhiteout("/var/cache").contains("/srv/app");
    assertThat(fs).upperLayer().whiteouts().containsExactly("/etc/motd");
    assertThatThrownBy(() -> assertThat(fs).lowerLayer(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no layer 3: unionfs://demo/ has 0 to 2");
    assertThatThrownBy(() -> assertThat(fs).as("fs").path("/etc/motd").isOpaque())
        .hasMessageStartingWith("[fs: /etc/motd] \nExpecting path:\n  /etc/motd\n");
    assertThatThrownBy(() -> assertThat(fs).upperLayer().hidesNothing())
        .hasMessage(
            "[the upper layer] \nExpecting layer:\n  demo\nto hide nothing, but it has:\n"
                + "  /etc/motd (whiteout)");
  }

  @Test
  void oneLayerByItself() {
    assertThat(Demo.APP)
        .contains("etc/motd")
        .contains("/etc")
        .doesNotContain("/var/cache")
        .doesNotContain("/etc/motd/below")
        .hasContent("/etc/motd", "welcome")
        .hasWhiteout("/var/cache")
        .hasOpaque("/opt/old");
    assertThat(Demo.BASE).hidesNothing();
    assertThat(Demo.CONF).paths().containsExactly("/etc", "/etc/app.conf");
    assertThat(Demo.APP).whiteouts().containsExactly("/var/cache");

    fails(
        () -> assertThat(Demo.APP).contains("/var/cache"),
        """
            Expecting layer:
              app.tar
            to hold /var/cache, but it holds a whiteout there.
            """);
    fails(
        () -> assertThat(Demo.APP).doesNotContain("/opt/old"),
        """
            Expecting layer:
              app.tar
            not to hold /opt/old, but it holds an opaque directory there.
            """);
    fails(
        () -> assertThat(Demo.APP).hasContent("/etc/motd", "hello"),
        """
            Expecting layer:
              app.tar
            to hold /etc/motd with the content
              "hello"
            but it is
              "welcome"
            """);
    fails(
        () -> assertThat(Demo.APP).hasContent("/etc", "hello"),
        """
            Expecting layer:
              app.tar
            to hold a regular file /etc, but it holds a directory there.
            """);
    fails(
        () -> assertThat(Demo.APP).hasWhiteout("/etc/motd"),
        """
            Expecting layer:
              app.tar
            to hold a whiteout of /etc/motd, but it holds a regular file there.
            """);
    fails(
        () -> assertThat(Demo.APP).hidesNothing(),
        """
            Expecting layer:
              app.tar
            to hide nothing, but it has:
              /opt/old (opaque)
              /var/cache (whiteout)
            """);
    fails(
        () -> assertThat(Demo.APP).hasOpaque("/nothing"),
        """
            Expecting layer:
              app.tar
            to hold an opaque directory /nothing, but it says nothing of that.
            """);
  }

  @Test
  void everyAssertionIsSeenToFail() throws IOException {
    Failures.areAllShown(UnionFileSystemAssert.class, UnionFileSystemAssertTest.class);
    Failures.areAllShown(LayerAssert.class, UnionFileSystemAssertTest.class);
  }
}
