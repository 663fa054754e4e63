package io.unionfs.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link EntryList} gives back what was put into it. */
class EntryListTest {
  private static final Attributes ATTRIBUTES = Attributes.of(0644, Instant.EPOCH);

  @Test
  void givesBackEntriesOfEveryKindInOrderAndByIndex() {
    Random random = new Random(11);
    for (int size : new int[] {0, 1, 15, 16, 17, 100, 1000}) {
      List<ArchiveEntry> given = new ArrayList<>();
      EntryList list = new EntryList();
      for (int i = 0; i < size; i++) {
        given.add(entry(random, i));
        list.append(given.get(i));
      }
      list.trimmed();
      assertThat(list).hasSize(size).containsExactlyElementsOf(given);
      for (int i = size - 1; i >= 0; i--) {
        assertThat(list.get(i)).isEqualTo(given.get(i));
      }
    }
  }

  @Test
  void keepsLongPathsAndEveryByte() {
    List<String> paths = new ArrayList<>(List.of("", "x".repeat(4096), "x".repeat(4096) + "/y"));
    for (int b = 1; b < 256; b++) {
      // Each ends within the same character of UTF-8 as the one before.
      paths.add(Names.decode(new byte[] {(byte) 0xe2, (byte) 0x82, (byte) b}));
    }
    paths.add("caf\u00e9/\u20ac/\ud83d\ude00");
    EntryList list = new EntryList();
    paths.forEach(path -> list.append(new ArchiveEntry.Whiteout(path)));
    assertThat(list.trimmed()).extracting(ArchiveEntry::path).containsExactlyElementsOf(paths);
  }

  @Test
  void theNodesAreTheSameObjects() {
    Entry.Node node = new Entry.File(1, ATTRIBUTES, 1, Content.EMPTY);
    EntryList list = new EntryList();
    list.append(new ArchiveEntry.Node("a", node));
    assertThat(((ArchiveEntry.Node) list.trimmed().get(0)).node()).isSameAs(node);
  }

  @Test
  void hasBoundsAndCannotBeChanged() {
    EntryList list = new EntryList();
    list.append(new ArchiveEntry.OpaqueMark("a"));
    list.trimmed();
    assertThatThrownBy(() -> list.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> list.add(new ArchiveEntry.Whiteout("b")))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static ArchiveEntry entry(Random random, int number) {
    StringBuilder path = new StringBuilder("usr");
    for (int depth = random.nextInt(5); depth > 0; depth--) {
      path.append("/n").append(random.nextInt(200));
    }
    return switch (random.nextInt(5)) {
      case 0 -> new ArchiveEntry.Directory(path.toString(), ATTRIBUTES);
      case 1 -> new ArchiveEntry.HardLink(path.toString(), "usr/target" + number);
      case 2 -> new ArchiveEntry.Whiteout(path.toString());
      case 3 -> new ArchiveEntry.OpaqueMark(path.toString());
      default ->
          new ArchiveEntry.Node(
              path.toString(), new Entry.Symlink(number, ATTRIBUTES, 1, "to" + number));
    };
  }
}
