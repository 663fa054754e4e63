package io.unionfs.store;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which manifests are needed by whom, whether they are images or not: a file for each holder. */
final class Holds {
  private static final int MAX_BYTES = 4096;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");

  private final Layout layout;
  private final StoreFiles files;
  private final StoreProcess process;

  Holds(Layout layout, StoreFiles files, StoreProcess process) {
    this.layout = layout;
    this.files = files;
    this.process = process;
  }

  void hold(String holder, Digest manifest) throws IOException {
    Path file = file(holder);
    byte[] bytes = DocumentBuilder.empty().put("manifest", manifest.toString()).bytes();
    files.writeAtomically(process.temporary(), file, bytes);
  }

  void release(String holder) throws IOException {
    Path file = file(holder);
    files.delete(file);
    files.syncDirectory(layout.holds());
  }

  /**
   * The manifest that each holder needs.
   *
   * @throws StoreException if one cannot be read: then nothing may be collected
   */
  Map<String, Digest> all() throws IOException {
    Map<String, Digest> holds = new TreeMap<>();
    for (Path file : StoreFiles.children(layout.holds())) {
      try {
        holds.put(file.getFileName().toString(), read(file));
      } catch (NoSuchFileException e) {
        // released meanwhile
      }
    }
    return holds;
  }

  static Digest read(Path file) throws IOException {
    try {
      return Document.parse(file.toString(), BlobStore.read(file, MAX_BYTES)).digest("manifest");
    } catch (DocumentException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }

  private Path file(String holder) {
    if (!NAME.matcher(holder).matches()) {
      throw new IllegalArgumentException("\"" + holder + "\" cannot be the name of a holder");
    }
    return layout.holds().resolve(holder);
  }
}
