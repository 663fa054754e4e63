package io.unionfs.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a directory layer does on every filesystem; a subclass says on which. */
abstract class DirectoryLayerContract {

  /** What the filesystem can hold. */
  enum Can {
    LINKS,
    XATTRS,
    PERMISSIONS
  }

  /** An empty directory for the test. */
  abstract Path directory();

  abstract Set<Can> abilities();

  final void needs(Can ability) {
    assumeTrue(abilities().contains(ability), () -> "this filesystem does not hold " + ability);
  }

  final Path file(String name, String text) throws IOException {
    Path file = directory().resolve(name);
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    return Files.writeString(file, text);
  }

  static void xattr(Path file, String name, String value) throws IOException {
    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
        .write(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)));
  }

  final TreeLayer open(DirectoryFormat format) throws IOException {
    return Layer.ofDirectory(directory(), format);
  }

  static Entry at(TreeLayer layer, String path) throws IOException {
    Entry entry = layer.root();
    for (String name : path.split("/")) {
      entry = ((Entry.Directory) entry).lookup(name);
    }
    return entry;
  }

  static String text(Entry entry) throws IOException {
    return new String(bytes(((Entry.File) entry).content()), StandardCharsets.UTF_8);
  }

  static byte[] bytes(Content content) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) content.size());
    try (Content.Reader reader = content.open()) {
      while (all.hasRemaining() && reader.read(all, all.position()) >= 0) {
        // read on
      }
    }
    assertThat(all.hasRemaining()).isFalse();
    return all.array();
  }

  @Test
  void listsFilesAndReadsThem() throws IOException {
    file("etc/hosts", "127.0.0.1\n");
    file("empty", "");
    TreeLayer layer = open(DirectoryFormat.USERXATTR);

    assertThat(layer.root().entries()).containsOnlyKeys("etc", "empty");
    assertThat(text(at(layer, "etc/hosts"))).isEqualTo("127.0.0.1\n");
    assertThat(((Entry.File) at(layer, "empty")).content().size()).isZero();
    assertThat(layer.root().lookup("nothing")).isNull();
    assertThat(at(layer, "etc")).isInstanceOf(Entry.Directory.class);
  }

  @Test
  void readsAtAnyPositionAndMinusOneBeyondTheEnd() throws IOException {
    file("f", "0123456789");
    Content content = ((Entry.File) at(open(DirectoryFormat.USERXATTR), "f")).content();
    try (Content.Reader reader = content.open()) {
      ByteBuffer three = ByteBuffer.allocate(3);
      assertThat(reader.read(three, 8)).isEqualTo(2);
      assertThat(three.array()).startsWith('8', '9');
      assertThat(reader.read(three, 10)).isEqualTo(-1);
      assertThat(reader.read(three, Long.MAX_VALUE)).isEqualTo(-1);
    }
  }

  @Test
  void aListingIsReadOnceAndStays() throws IOException {
    file("d/a", "a");
    TreeLayer layer = open(DirectoryFormat.USERXATTR);
    Entry.Directory directory = (Entry.Directory) at(layer, "d");
    assertThat(directory.entries()).containsOnlyKeys("a");
    file("d/b", "b");
    assertThat(directory.entries()).containsOnlyKeys("a");
    assertThatThrownBy(() -> directory.entries().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void manyThreadsSeeOneListing() throws Exception {
    for (int i = 0; i < 100; i++) {
      file("f" + i, "x");
    }
    TreeLayer layer = open(DirectoryFormat.USERXATTR);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Object>> tasks =
          IntStream.range(0, 32)
              .<Callable<Object>>mapToObj(i -> () -> layer.root().entries())
              .toList();
      Object first = layer.root().entries();
      for (Future<Object> seen : threads.invokeAll(tasks)) {
        assertThat(seen.get()).isSameAs(first);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void symbolicLinksAreShownAndNotFollowed() throws IOException {
    needs(Can.LINKS);
    file("d/a", "a");
    Files.createSymbolicLink(
        directory().resolve("toDirectory"), directory().getFileSystem().getPath("d"));
    Files.createSymbolicLink(
        directory().resolve("nowhere"), directory().getFileSystem().getPath("../../no/where"));
    TreeLayer layer = open(DirectoryFormat.USERXATTR);
    assertThat(((Entry.Symlink) at(layer, "toDirectory")).target()).isEqualTo("d");
    assertThat(((Entry.Symlink) at(layer, "nowhere")).target()).isEqualTo("../../no/where");
  }

  @Test
  void hardLinksAreOneFile() throws IOException {
    needs(Can.LINKS);
    Path a = file("a", "one");
    Files.createLink(directory().resolve("b"), a);
    Files.createDirectory(directory().resolve("d"));
    Files.createLink(directory().resolve("d/c"), a);
    file("other", "two");
    TreeLayer layer = open(DirectoryFormat.USERXATTR);
    Entry.File first = (Entry.File) at(layer, "a");
    assertThat(at(layer, "b")).isSameAs(first);
    assertThat(((Entry.File) at(layer, "d/c")).number()).isEqualTo(first.number());
    assertThat(((Entry.File) at(layer, "other")).number()).isNotEqualTo(first.number());
    assertThat(first.links()).isEqualTo(3);
  }

  @Test
  void numbersAreTheSameWhenOpenedAgain() throws IOException {
    file("a", "1");
    file("d/b", "2");
    TreeLayer once = open(DirectoryFormat.USERXATTR);
    TreeLayer again = open(DirectoryFormat.USERXATTR);
    for (String path : List.of("a", "d", "d/b")) {
      long number = ((Entry.Node) at(once, path)).number();
      assertThat(((Entry.Node) at(again, path)).number()).isEqualTo(number);
      assertThat(number).isBetween(0L, Entry.MAX_NUMBER);
    }
    assertThat(again.root().number()).isEqualTo(once.root().number());
  }

  @Test
  void permissionsAndTimesAreTheFiles() throws IOException {
    needs(Can.PERMISSIONS);
    Path file = file("f", "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06.007Z")));
    Attributes attributes = ((Entry.File) at(open(DirectoryFormat.USERXATTR), "f")).attributes();
    assertThat(attributes.mode()).isEqualTo(0751);
    assertThat(attributes.modified()).isEqualTo(Instant.parse("2001-02-03T04:05:06.007Z"));
  }

  @Test
  void anEmptyFileMarkedAsWhiteoutIsAWhiteout() throws IOException {
    needs(Can.XATTRS);
    Path marked = file("d/gone", "");
    xattr(marked, "overlay.whiteout", "");
    xattr(directory().resolve("d"), "overlay.opaque", "x");
    xattr(file("e/gone", ""), "overlay.whiteout", "y"); // without opaque=x
    xattr(file("d/data", "not empty"), "overlay.whiteout", "");
    TreeLayer layer = open(DirectoryFormat.USERXATTR);
    assertThat(at(layer, "d/gone")).isEqualTo(Entry.Whiteout.WHITEOUT);
    assertThat(at(layer, "e/gone")).isEqualTo(Entry.Whiteout.WHITEOUT);
    assertThat(text(at(layer, "d/data"))).isEqualTo("not empty");
    assertThat(((Entry.Directory) at(layer, "d")).opacity()).isEqualTo(Opacity.TRANSPARENT);
  }

  @Test
  void opaqueYIsOpaqueAndNothingElseIs() throws IOException {
    needs(Can.XATTRS);
    for (String value : List.of("y", "x", "yy", "n", "")) {
      Path directory = Files.createDirectory(directory().resolve("d" + value));
      xattr(directory, "overlay.opaque", value);
    }
    xattr(file("f", "x"), "overlay.opaque", "y");
    TreeLayer layer = open(DirectoryFormat.USERXATTR);
    for (var entry : layer.root().entries().entrySet()) {
      if (entry.getValue() instanceof Entry.Directory directory) {
        assertThat(directory.opacity())
            .as(entry.getKey())
            .isEqualTo(entry.getKey().equals("dy") ? Opacity.OPAQUE : Opacity.TRANSPARENT);
      }
    }
  }

  @Test
  void overlaysOwnXattrsAreHiddenAndEscapedOnesShown() throws IOException {
    needs(Can.XATTRS);
    Path file = file("f", "x");
    xattr(file, "mime", "text/plain");
    xattr(file, "overlay.origin", "secret");
    xattr(file, "overlay.unionfs.meta", "kept");
    xattr(file, "overlay.overlay.opaque", "mine");
    Xattrs xattrs = ((Entry.File) at(open(DirectoryFormat.USERXATTR), "f")).attributes().xattrs();
    assertThat(xattrs.names()).containsExactly("user.mime", "user.overlay.opaque");
    assertThat(xattrs.get("user.overlay.opaque")).asString().isEqualTo("mine");
  }

  @Test
  void xattrsAreRawBytes() throws IOException {
    needs(Can.XATTRS);
    Path file = file("f", "x");
    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
        .write("bytes", ByteBuffer.wrap(new byte[] {0, (byte) 0xff, '\n', (byte) 0x80}));
    Xattrs xattrs = ((Entry.File) at(open(DirectoryFormat.USERXATTR), "f")).attributes().xattrs();
    assertThat(xattrs.get("user.bytes")).containsExactly(0, 0xff, '\n', 0x80);
  }

  @Test
  void whatTheMetadataSourceSaysIsShown() throws IOException {
    needs(Can.XATTRS);
    xattr(file("f", ""), "overlay.unionfs.meta", "fifo");
    TreeLayer layer =
        DirectoryLayer.open(
            directory(),
            DirectoryFormat.USERXATTR,
            (found, kept) ->
                kept.has("user.overlay.unionfs.meta")
                    ? new FileStat(
                        FileType.FIFO,
                        01777,
                        7,
                        8,
                        DeviceNumber.NONE,
                        found.number(),
                        1,
                        0,
                        found.accessed(),
                        found.modified(),
                        found.changed(),
                        null)
                    : found);
    Entry.Special fifo = (Entry.Special) at(layer, "f");
    assertThat(fifo.type()).isEqualTo(FileType.FIFO);
    assertThat(fifo.attributes().uid()).isEqualTo(7);
    assertThat(fifo.attributes().mode()).isEqualTo(01777);
  }

  @Test
  void aRedirectIsRead() throws IOException {
    needs(Can.XATTRS);
    xattr(Files.createDirectory(directory().resolve("moved")), "overlay.redirect", "/old");
    Entry entry = open(DirectoryFormat.USERXATTR).root().lookup("moved");
    assertThat(((Entry.Directory) entry).redirect()).isEqualTo("/old");
  }

  @Test
  void aMetacopyHasNoContentOfItsOwn() throws IOException {
    needs(Can.XATTRS);
    xattr(file("f", "four"), "overlay.metacopy", "");
    xattr(directory().resolve("f"), "overlay.redirect", "old");
    Entry entry = open(DirectoryFormat.USERXATTR).root().lookup("f");
    assertThat(entry).isInstanceOf(Entry.Metacopy.class);
    assertThat(((Entry.Metacopy) entry).size()).isEqualTo(4);
    assertThat(((Entry.Metacopy) entry).redirect()).isEqualTo("old");
  }

  @Test
  void whiteoutNamesAreOrdinaryUnlessTheFormatSaysSo() throws IOException {
    file(".wh.f", "");
    file(".wh..wh..opq", "");
    assertThat(open(DirectoryFormat.USERXATTR).root().entries())
        .containsOnlyKeys(".wh.f", ".wh..wh..opq");
    Entry.Directory oci = open(DirectoryFormat.OCI).root();
    assertThat(oci.entries()).containsOnlyKeys("f");
    assertThat(oci.lookup("f")).isEqualTo(Entry.Whiteout.WHITEOUT);
    assertThat(oci.opacity()).isEqualTo(Opacity.OPAQUE);
  }

  @Test
  void aWhiteoutNameHidesOnlyWhatLiesBelow() throws IOException {
    file("f", "here");
    file(".wh.f", "");
    file("d/in", "here");
    file(".wh.d", "");
    TreeLayer layer = open(DirectoryFormat.OCI);
    assertThat(text(at(layer, "f"))).isEqualTo("here");
    assertThat(text(at(layer, "d/in"))).isEqualTo("here");
    assertThat(((Entry.Directory) at(layer, "d")).opacity()).isEqualTo(Opacity.OPAQUE);
  }

  @Test
  void aWhiteoutWithoutANameIsRefused() throws IOException {
    file(".wh.", "");
    assertThatThrownBy(() -> open(DirectoryFormat.OCI).root().entries())
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("names no file");
  }

  @Test
  void whiteoutOfTheParentIsRefused() throws IOException {
    file(".wh...", "");
    assertThatThrownBy(() -> open(DirectoryFormat.OCI).root().entries())
        .isInstanceOf(LayerException.class);
  }

  @Test
  void aufsKeepsItsOwnNames() throws IOException {
    file(".wh..wh.aufs", "");
    file(".wh..wh.plnk/1.2", "");
    file(".wh.gone", "");
    file("d/.wh..wh..opq", "");
    TreeLayer layer = open(DirectoryFormat.AUFS);
    assertThat(layer.root().entries()).containsOnlyKeys("gone", "d");
    assertThat(((Entry.Directory) at(layer, "d")).opacity()).isEqualTo(Opacity.OPAQUE);
    assertThat(((Entry.Directory) at(layer, "d")).entries()).isEmpty();
  }

  @Test
  void aFileThatVanishesIsAnError() throws IOException {
    Path file = file("f", "text");
    Entry.File entry = (Entry.File) at(open(DirectoryFormat.USERXATTR), "f");
    Files.delete(file);
    assertThatThrownBy(() -> entry.content().open())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("vanished");
  }

  @Test
  void aFileThatBecomesADirectoryOrGrowsIsAnError() throws IOException {
    Path file = file("f", "text");
    Entry.File entry = (Entry.File) at(open(DirectoryFormat.USERXATTR), "f");
    Files.writeString(file, "longer text");
    assertThatThrownBy(() -> entry.content().open()).hasMessageContaining("changed");
    Files.delete(file);
    Files.createDirectory(file);
    assertThatThrownBy(() -> entry.content().open()).hasMessageContaining("changed");
  }

  @Test
  void aDirectoryThatVanishesIsAnError() throws IOException {
    Path directory = Files.createDirectory(directory().resolve("d"));
    Entry.Directory entry = (Entry.Directory) at(open(DirectoryFormat.USERXATTR), "d");
    Files.delete(directory);
    assertThatThrownBy(entry::entries)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("vanished");
    Files.createDirectory(directory);
    file("d/f", "x");
    assertThat(entry.entries()).as("a failure is not kept").containsOnlyKeys("f");
  }

  @Test
  void aFileIsNoLayer() throws IOException {
    Path file = file("f", "x");
    assertThatThrownBy(() -> Layer.ofDirectory(file)).isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void anInterruptedReaderHarmsNobodyAndReadsOn() throws Exception {
    file("f", "0123456789");
    Content content = ((Entry.File) at(open(DirectoryFormat.USERXATTR), "f")).content();
    try (Content.Reader reader = content.open()) {
      Thread.currentThread().interrupt();
      ByteBuffer ten = ByteBuffer.allocate(10);
      assertThat(reader.read(ten, 0)).isEqualTo(10);
      assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
      assertThat(reader.read(ten.clear(), 5)).isEqualTo(5);
    }
  }

  @Test
  void aReaderSurvivesInterruptsInTheMiddleOfReads() throws Exception {
    file("f", "x".repeat(100_000));
    Content content = ((Entry.File) at(open(DirectoryFormat.USERXATTR), "f")).content();
    try (Content.Reader reader = content.open()) {
      Thread victim =
          new Thread(
              () -> {
                ByteBuffer buffer = ByteBuffer.allocate(100_000);
                try {
                  while (!Thread.currentThread().isInterrupted()) {
                    reader.read(buffer.clear(), 0);
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      Throwable[] failure = new Throwable[1];
      victim.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
      victim.start();
      ByteBuffer buffer = ByteBuffer.allocate(100_000);
      for (int i = 0; i < 50; i++) {
        if (i == 25) {
          victim.interrupt();
        }
        assertThat(reader.read(buffer.clear(), 0)).isEqualTo(100_000);
      }
      victim.join(10_000);
      assertThat(failure[0]).isNull();
      assertThat(victim.isAlive()).isFalse();
    }
  }
}
