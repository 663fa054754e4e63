package io.unionfs.archive;

import io.unionfs.layer.Content;
import io.unionfs.layer.LayerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a plain tar, found without reading their bytes. For tars that hold other things
 * than a layer's files: an image archive, a tar to be added. The source stays the caller's to
 * close.
 *
 * @param source the tar
 * @param entries its entries in order
 */
public record TarIndex(ByteSource source, List<TarEntry> entries) {
  public TarIndex {
    entries = List.copyOf(entries);
  }

  /**
   * Reads the headers of {@code source}.
   *
   * @throws LayerException if it is no tar, is damaged, or has more entries than allowed
   */
  public static TarIndex of(ByteSource source) throws IOException {
    TarParser parser =
        new TarParser(new TarInput.Seeking(source), "archive " + source.name(), Limits.standard());
    List<TarEntry> entries = new ArrayList<>();
    for (TarEntry entry = parser.next(); entry != null; entry = parser.next()) {
      entries.add(entry);
    }
    return new TarIndex(source, entries);
  }

  /** The bytes of {@code entry}, read where they stand, under the entry's name. */
  public ByteSource bytes(TarEntry entry) throws IOException {
    String name = source.name() + "/" + entry.name();
    if (entry.data() instanceof TarData.Dense dense) {
      return source.slice(name, dense.offset(), dense.size());
    }
    Content content = content(entry);
    return ByteSource.of(name, content.size(), content.open());
  }

  /** The bytes of {@code entry} as a file's content. */
  public Content content(TarEntry entry) {
    return entry.data().in(source);
  }
}
