package io.unionfs.archive;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import io.unionfs.layer.Xattrs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What counts against the budget of an image's entries. */
final class EntryBudgetTest {
  private static final Attributes PLAIN = Attributes.of(0644, Instant.EPOCH);
  private static final Attributes LARGE =
      PLAIN.withXattrs(Xattrs.of(Map.of("user.x", new byte[5000])));

  private static ArchiveLayer layer(ArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TarWriter writer = new TarWriter(bytes, "made");
    writer.addAll(List.of(entries));
    writer.finish();
    byte[] tar = bytes.toByteArray();
    Content.Reader reader = Content.of(tar).open();
    return Archives.open(ByteSource.of("made", tar.length, reader), "made", Unpack.toMemory());
  }

  private static void assertOver(long limit, ArchiveEntry... entries) throws IOException {
    ArchiveLayer layer = layer(entries);
    assertThatCode(() -> new EntryBudget(limit + 1000).add("here", layer))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> new EntryBudget(limit).add("here", layer))
        .isInstanceOf(LayerException.class)
        .hasMessageStartingWith("here: ");
  }

  private static ArchiveEntry file(String path, Attributes attributes) {
    return new ArchiveEntry.Node(path, new Entry.File(1, attributes, 1, Content.EMPTY));
  }

  @Test
  void namesXattrsAndTargetsCount() throws IOException {
    String name = ("x".repeat(200) + "/").repeat(10) + "x";
    assertOver(5000, file("f", LARGE));
    assertOver(5000, new ArchiveEntry.Directory("d", LARGE));
    assertOver(4000, file(name, PLAIN));
    assertOver(4000, new ArchiveEntry.Whiteout(name));
    assertOver(4000, new ArchiveEntry.Node("s", new Entry.Symlink(1, PLAIN, 1, "t".repeat(2000))));
    assertOver(4000, new ArchiveEntry.HardLink("h", name));
  }

  @Test
  void layersCountTogether() throws IOException {
    ArchiveLayer layer = layer(file("f", LARGE));
    EntryBudget budget = new EntryBudget(11_000);
    budget.add("one", layer);
    budget.add("two", layer);
    assertThatThrownBy(() -> budget.add("three", layer)).hasMessageStartingWith("three: ");
  }
}
