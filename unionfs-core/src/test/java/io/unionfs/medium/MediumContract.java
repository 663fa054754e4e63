package io.unionfs.medium;

import static io.unionfs.medium.Samples.bytes;
import static io.unionfs.medium.Samples.createDirectory;
import static io.unionfs.medium.Samples.createFile;
import static io.unionfs.medium.Samples.decorated;
import static io.unionfs.medium.Samples.directory;
import static io.unionfs.medium.Samples.fifo;
import static io.unionfs.medium.Samples.file;
import static io.unionfs.medium.Samples.opaqueDirectory;
import static io.unionfs.medium.Samples.read;
import static io.unionfs.medium.Samples.symlink;
import static io.unionfs.medium.Samples.tree;
import static io.unionfs.medium.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Content;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link UpperMedium} promises, wherever the writable layer is stored. */
abstract class MediumContract {
  Home home;
  UpperMedium medium;
  UpperNode root;

  abstract Home place() throws IOException;

  @BeforeEach
  final void open() throws IOException {
    home = place();
    medium = home.open();
    root = medium.root();
  }

  @AfterEach
  final void close() throws IOException {
    medium.close();
    home.close();
  }

  final void reopen() throws IOException {
    medium = home.reopen(medium);
    root = medium.root();
  }

  /** What the medium lists is what it lists after it was opened again. */
  final void assertStored() throws IOException {
    Map<String, String> before = tree(medium);
    reopen();
    assertThat(tree(medium)).isEqualTo(before);
  }

  private List<Path> workArea() throws IOException {
    return home.leftOver();
  }

  final UpperEntry entry(UpperNode directory, String name) throws IOException {
    return medium.list(directory).get(name);
  }

  final UpperEntry.Present present(UpperNode directory, String name) throws IOException {
    return (UpperEntry.Present) entry(directory, name);
  }

  @Test
  void whatLiesDeepIsFoundAfterDirectoriesAboveHaveMoved() throws IOException {
    UpperNode directory = root;
    List<UpperNode> way = new ArrayList<>(List.of(root));
    for (int i = 0; i < 2 * DeepPaths.DEEP; i++) {
      directory = createDirectory(medium, directory, "d");
      way.add(directory);
    }
    UpperFile file = createFile(medium, directory, "f", "deep");
    UpperNode half = way.get(DeepPaths.DEEP + 20);
    medium.move(
        half,
        way.get(DeepPaths.DEEP + 19),
        "d",
        way.get(3),
        "here",
        Occupant.NOTHING,
        Remains.WHITEOUT);
    medium.link(file, directory, "g", Occupant.NOTHING);
    medium.remove(directory, "f", Occupant.FILE, Remains.NOTHING);
    UpperNode aside = createDirectory(medium, root, "aside");
    medium.exchange(aside, root, "aside", way.get(1), root, "d");
    medium.move(file, directory, "g", half, "h", Occupant.NOTHING, Remains.NOTHING);
    assertThat(read(file)).isEqualTo("deep");
    createFile(medium, directory, "i", "deepest");
    assertStored();
  }

  @Test
  void aNewLayerIsEmpty() throws IOException {
    assertThat(medium.list(root)).isEmpty();
    assertThat(medium.rootMetadata().type()).isEqualTo(FileType.DIRECTORY);
  }

  @Test
  void aFileHoldsWhatIsWritten() throws IOException {
    UpperFile made = createFile(medium, root, "f", "hello");
    assertThat(made.size()).isEqualTo(5);
    assertThat(read(made)).isEqualTo("hello");
    assertThat(Files.readString(medium.directory().resolve("f"))).isEqualTo("hello");
    write(made, "hello"); // who looked set the access time there
    assertStored();
  }

  @Test
  void metadataOfEveryTypeComesBackToTheNanosecond() throws IOException {
    int variant = 0;
    for (UpperMetadata plain : everyType()) {
      medium.create(root, "plain" + variant, plain, Occupant.NOTHING);
      UpperMetadata all = decorated(plain, variant);
      medium.create(root, "full" + variant, all, Occupant.NOTHING);
      assertThat(present(root, "full" + variant).metadata()).isEqualTo(all);
      variant++;
    }
    reopen();
    variant = 0;
    for (UpperMetadata plain : everyType()) {
      assertThat(present(root, "plain" + variant).metadata()).isEqualTo(plain);
      assertThat(present(root, "full" + variant).metadata()).isEqualTo(decorated(plain, variant));
      variant++;
    }
  }

  @Test
  void updatedMetadataOfEveryTypeComesBack() throws IOException {
    List<UpperMetadata> types = everyType();
    for (int i = 0; i < types.size(); i++) {
      UpperNode made = medium.create(root, "f" + i, decorated(types.get(i), i), Occupant.NOTHING);
      medium.sync();
      medium.update(made, decorated(types.get(i), i + 1));
      medium.update(made, types.get(i));
      medium.update(made, decorated(types.get(i), i + 2));
    }
    assertStored();
    for (int i = 0; i < types.size(); i++) {
      assertThat(present(root, "f" + i).metadata()).isEqualTo(decorated(types.get(i), i + 2));
      medium.update(present(root, "f" + i).node(), types.get(i));
    }
    assertStored();
    for (int i = 0; i < types.size(); i++) {
      assertThat(present(root, "f" + i).metadata()).isEqualTo(types.get(i));
    }
  }

  private static List<UpperMetadata> everyType() {
    return List.of(
        file(0644),
        file(06000),
        directory(),
        opaqueDirectory(),
        symlink("some/where"),
        symlink("/"),
        symlink("slashes//and/"),
        fifo(),
        UpperMetadata.of(FileType.SOCKET, fifo().attributes()),
        Samples.device(FileType.CHARACTER_DEVICE, 5, 1),
        Samples.device(FileType.BLOCK_DEVICE, 259, 70_000));
  }

  @Test
  void timesStayThoughDataAndNamesChange() throws IOException {
    UpperNode below = createDirectory(medium, root, "d");
    UpperFile made = createFile(medium, below, "f", "x");
    medium.sync();
    write(made, "more than before");
    createFile(medium, below, "g", "");
    assertStored();
    assertThat(present(root, "d").metadata()).isEqualTo(directory());
    assertThat(present(present(root, "d").node(), "f").metadata()).isEqualTo(file(0644));
  }

  @Test
  void theRootHasMetadataToo() throws IOException {
    UpperMetadata all = decorated(directory(), 3);
    medium.update(root, all);
    createFile(medium, root, "f", "");
    reopen();
    assertThat(medium.rootMetadata()).isEqualTo(all);
  }

  @Test
  void numbersAreTheSameForAllNamesAndAfterOpeningAgain() throws IOException {
    UpperNode below = createDirectory(medium, root, "d");
    UpperFile made = createFile(medium, root, "f", "x");
    medium.link(made, below, "g", Occupant.NOTHING);
    medium.remove(below, "h", Occupant.NOTHING, Remains.WHITEOUT);
    medium.link(made, below, "h", Occupant.WHITEOUT);
    assertThat(present(below, "h").node().number()).isEqualTo(made.number());
    assertThat(present(root, "f").links()).isEqualTo(3);
    assertThat(below.number()).isNotEqualTo(made.number()).isPositive();
    long number = made.number();
    assertStored();
    UpperNode again = present(root, "d").node();
    home.assertSameNumber(present(again, "g").node().number(), number);
    medium.remove(root, "f", Occupant.FILE, Remains.NOTHING);
    assertThat(present(again, "g").links()).isEqualTo(2);
    write((UpperFile) present(again, "g").node(), "both");
    assertThat(read((UpperFile) present(again, "h").node())).isEqualTo("both");
    assertStored();
  }

  @Test
  void symbolicLinksAndSpecialFilesHaveFurtherNames() throws IOException {
    UpperNode link = medium.create(root, "l", symlink("to"), Occupant.NOTHING);
    UpperNode pipe = medium.create(root, "p", fifo(), Occupant.NOTHING);
    long number = link.number();
    medium.sync();
    medium.link(link, root, "l2", Occupant.NOTHING);
    medium.link(pipe, root, "p2", Occupant.NOTHING);
    medium.update(link, decorated(symlink("to"), 1));
    assertThat(present(root, "l2").metadata()).isEqualTo(decorated(symlink("to"), 1));
    assertStored();
    home.assertSameNumber(present(root, "l2").node().number(), number);
    medium.remove(root, "l", Occupant.FILE, Remains.NOTHING);
    assertThat(present(root, "l2").links()).isEqualTo(1);
    assertStored();
  }

  @Test
  void whiteoutsComeAndGo() throws IOException {
    createFile(medium, root, "f", "x");
    medium.remove(root, "f", Occupant.FILE, Remains.WHITEOUT);
    medium.remove(root, "g", Occupant.NOTHING, Remains.WHITEOUT);
    createDirectory(medium, root, "d");
    medium.remove(root, "d", Occupant.DIRECTORY, Remains.WHITEOUT);
    assertThat(medium.list(root).values()).containsOnly(UpperEntry.Whiteout.WHITEOUT).hasSize(3);
    assertStored();
    medium.create(root, "f", directory(), Occupant.WHITEOUT);
    medium.create(root, "g", symlink("x"), Occupant.WHITEOUT);
    medium.remove(root, "d", Occupant.WHITEOUT, Remains.NOTHING);
    assertThat(medium.list(root)).containsOnlyKeys("f", "g");
    assertThat(workArea()).isEmpty();
    assertStored();
  }

  @Test
  void aDirectoryGoesWithItsWhiteouts() throws IOException {
    for (Remains remains : Remains.values()) {
      UpperNode below = createDirectory(medium, root, "d" + remains);
      medium.remove(below, "w", Occupant.NOTHING, Remains.WHITEOUT);
      medium.remove(root, "d" + remains, Occupant.DIRECTORY, remains);
    }
    assertThat(medium.list(root)).containsOnlyKeys("d" + Remains.WHITEOUT);
    assertThat(workArea()).isEmpty();
    assertStored();
  }

  @Test
  void aDirectoryFoundWithWhiteoutsGoesWithThem() throws IOException {
    UpperNode below = createDirectory(medium, root, "d");
    medium.remove(below, "w", Occupant.NOTHING, Remains.WHITEOUT);
    reopen();
    medium.list(root);
    medium.remove(root, "d", Occupant.DIRECTORY, Remains.NOTHING);
    assertThat(medium.list(root)).isEmpty();
    assertStored();
  }

  @Test
  void whatIsCopiedUpIsWholeAndHasItsMetadata() throws IOException {
    byte[] data = new byte[200_000];
    new java.util.Random(1).nextBytes(data);
    UpperMetadata all = decorated(file(0), 7);
    UpperFile made = medium.copyUp(root, "f", all, Content.of(data).open(), data.length);
    assertThat(Samples.readBytes(made)).isEqualTo(data);
    assertThat(workArea()).isEmpty();
    assertStored();
    assertThat(present(root, "f").metadata()).isEqualTo(all);
    assertThat(present(root, "f").size()).isEqualTo(data.length);
  }

  @Test
  void aSourceThatEndsEarlyLeavesNothing() throws IOException {
    assertThatThrownBy(() -> medium.copyUp(root, "f", file(0), Content.of(new byte[10]).open(), 11))
        .isInstanceOf(IOException.class);
    assertThat(medium.list(root)).isEmpty();
    assertThat(workArea()).isEmpty();
    assertStored();
  }

  @Test
  void handlesStayGoodWhenADirectoryAboveIsMoved() throws IOException {
    UpperNode top = createDirectory(medium, root, "a");
    UpperNode below = createDirectory(medium, top, "b");
    UpperFile made = createFile(medium, below, "f", "x");
    medium.move(top, root, "a", root, "z", Occupant.NOTHING, Remains.WHITEOUT);
    write(made, "moved");
    createFile(medium, below, "g", "new");
    medium.update(made, file(0600));
    medium.move(below, top, "b", root, "b", Occupant.NOTHING, Remains.NOTHING);
    assertThat(read(made)).isEqualTo("moved");
    assertThat(medium.list(below)).containsOnlyKeys("f", "g");
    assertThat(medium.list(root)).containsOnlyKeys("a", "b", "z");
    assertStored();
  }

  @Test
  void moveReplacesFilesWhiteoutsAndEmptyDirectories() throws IOException {
    UpperFile one = createFile(medium, root, "one", "1");
    createFile(medium, root, "two", "2");
    medium.move(one, root, "one", root, "two", Occupant.FILE, Remains.WHITEOUT);
    assertThat(read((UpperFile) present(root, "two").node())).isEqualTo("1");
    UpperNode source = createDirectory(medium, root, "source");
    createFile(medium, source, "in", "x");
    medium.move(source, root, "source", root, "one", Occupant.WHITEOUT, Remains.NOTHING);
    UpperNode target = createDirectory(medium, root, "target");
    medium.remove(target, "w", Occupant.NOTHING, Remains.WHITEOUT);
    medium.move(source, root, "one", root, "target", Occupant.DIRECTORY, Remains.WHITEOUT);
    assertThat(medium.list(source)).containsOnlyKeys("in");
    assertThat(medium.list(root)).containsOnlyKeys("one", "two", "target");
    assertThat(workArea()).isEmpty();
    assertStored();
  }

  @Test
  void movingOneNameOntoAnotherOfTheSameFileRemovesTheFirst() throws IOException {
    UpperFile made = createFile(medium, root, "f", "x");
    medium.link(made, root, "g", Occupant.NOTHING);
    medium.move(made, root, "f", root, "g", Occupant.FILE, Remains.NOTHING);
    assertThat(medium.list(root)).containsOnlyKeys("g");
    assertThat(present(root, "g").links()).isEqualTo(1);
    assertStored();
  }

  @Test
  void exchangeSwapsFilesAndDirectories() throws IOException {
    UpperNode below = createDirectory(medium, root, "d");
    UpperFile inside = createFile(medium, below, "in", "inside");
    UpperFile made = createFile(medium, root, "f", "x");
    UpperNode other = createDirectory(medium, root, "o");
    medium.move(made, root, "f", other, "f", Occupant.NOTHING, Remains.NOTHING);
    medium.exchange(below, root, "d", made, other, "f");
    assertThat(present(root, "d").node()).isSameAs(made);
    assertThat(present(other, "f").node()).isSameAs(below);
    write(inside, "still");
    assertThat(read(made)).isEqualTo("x");
    assertThat(workArea()).isEmpty();
    assertStored();
  }

  @Test
  void anOpenFileKeepsItsDataWhenItsLastNameGoes() throws IOException {
    UpperFile removed = createFile(medium, root, "removed", "removed data");
    UpperFile hidden = createFile(medium, root, "hidden", "hidden data");
    UpperFile replaced = createFile(medium, root, "replaced", "replaced data");
    UpperFile other = createFile(medium, root, "other", "other data");
    List<UpperFile> open = List.of(removed, hidden, replaced);
    for (UpperFile file : open) {
      file.open();
    }
    medium.remove(root, "removed", Occupant.FILE, Remains.NOTHING);
    medium.remove(root, "hidden", Occupant.FILE, Remains.WHITEOUT);
    medium.move(other, root, "other", root, "replaced", Occupant.FILE, Remains.WHITEOUT);
    for (UpperFile file : open) {
      medium.update(file, file(0400));
      assertThat(read(file)).endsWith(" data");
      file.write(ByteBuffer.wrap(bytes("DATA")), file.size() - 4);
      assertThat(read(file)).endsWith(" DATA");
    }
    assertThat(workArea()).hasSize(home.orphans(3));
    for (UpperFile file : open) {
      file.close();
      assertThatThrownBy(file::open).isInstanceOf(IOException.class);
    }
    assertThat(workArea()).isEmpty();
    assertThat(medium.list(root)).containsOnlyKeys("hidden", "replaced", "other");
    assertStored();
  }

  @Test
  void anOpenFileThatKeepsANameIsNotMoved() throws IOException {
    UpperFile made = createFile(medium, root, "f", "x");
    medium.link(made, root, "g", Occupant.NOTHING);
    made.open();
    medium.remove(root, "f", Occupant.FILE, Remains.WHITEOUT);
    assertThat(workArea()).isEmpty();
    write(made, "y");
    made.close();
    assertThat(read((UpperFile) present(root, "g").node())).isEqualTo("y");
    assertStored();
  }

  @Test
  void holesReadAsZeros() throws IOException {
    UpperFile made = createFile(medium, root, "f", "x".repeat(3000));
    made.open();
    made.truncate(700);
    made.truncate(1400);
    made.write(ByteBuffer.wrap(bytes("end")), 2100);
    made.truncate(5000);
    made.close();
    byte[] expected = new byte[5000];
    java.util.Arrays.fill(expected, 0, 700, (byte) 'x');
    System.arraycopy(bytes("end"), 0, expected, 2100, 3);
    assertThat(Samples.readBytes(made)).isEqualTo(expected);
    assertStored();
  }

  @Test
  void readsEndAtTheEnd() throws IOException {
    UpperFile made = createFile(medium, root, "f", "abc");
    made.open();
    ByteBuffer target = ByteBuffer.allocate(10);
    assertThat(made.read(target, 1)).isEqualTo(2);
    assertThat(made.read(target, 3)).isEqualTo(-1);
    assertThat(made.read(target, 1 << 20)).isEqualTo(-1);
    made.close();
  }

  @Test
  void oddNamesAreNames() throws IOException {
    for (String name : List.of(".wh.x", "a b", "%", "=", "\t", "-", "whiteout", "...")) {
      createFile(medium, root, name, name);
    }
    assertStored();
  }

  @Test
  void aNameThatCannotBeStoredChangesNothing() throws IOException {
    for (String name : List.of("nul\0")) {
      assertThatThrownBy(() -> createFile(medium, root, name, ""))
          .isInstanceOfSatisfying(
              MediumException.class,
              e -> assertThat(e.kind()).isEqualTo(MediumException.Kind.NAME_NOT_STORABLE));
      assertThatThrownBy(() -> medium.create(root, "l", symlink(name), Occupant.NOTHING))
          .isInstanceOf(MediumException.class);
    }
    assertThat(medium.list(root)).isEmpty();
    assertThat(workArea()).isEmpty();
  }

  @Test
  void afterCloseEverythingFails() throws IOException {
    UpperFile made = createFile(medium, root, "f", "x");
    made.open();
    medium.close();
    assertThatThrownBy(() -> made.read(ByteBuffer.allocate(1), 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> createFile(medium, root, "g", "")).isInstanceOf(IOException.class);
    made.close();
    medium.close();
  }

  @Test
  void theMarksAreOverlayfssOwn() throws IOException {
    medium.create(root, "opaque", opaqueDirectory(), Occupant.NOTHING);
    UpperNode below = createDirectory(medium, root, "merged");
    medium.remove(below, "w", Occupant.NOTHING, Remains.WHITEOUT);
    medium.update(below, directory().with(UpperMetadata.Purity.IMPURE));
    Path directory = medium.directory();
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.getFileStore(directory).supportsFileAttributeView("user")
            || directory.getFileSystem().supportedFileAttributeViews().contains("user"),
        "this filesystem keeps marks in the work directory");
    assertThat(Files.getAttribute(directory.resolve("opaque"), "user:overlay.opaque"))
        .isEqualTo(bytes("y"));
    assertThat(Files.getAttribute(directory.resolve("merged"), "user:overlay.opaque"))
        .isEqualTo(bytes("x"));
    assertThat(Files.getAttribute(directory.resolve("merged"), "user:overlay.impure"))
        .isEqualTo(bytes("y"));
    assertThat(Files.size(directory.resolve("merged/w"))).isZero();
    assertThat(Files.getAttribute(directory.resolve("merged/w"), "user:overlay.whiteout"))
        .isEqualTo(bytes("y"));
    reopen();
    assertThat(present(root, "merged").metadata().opacity()).isEqualTo(Opacity.TRANSPARENT);
    assertThat(present(root, "opaque").metadata().opacity()).isEqualTo(Opacity.OPAQUE);
  }
}
