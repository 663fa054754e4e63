package io.unionfs.store;

import io.unionfs.image.ImageReference;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The images of a store and their names, in one file: what changes several of them, as a tag that
 * moves or an image that comes with three names, is one change. Safe for use by many threads and
 * processes.
 */
final class ImageTable {
  private static final String LOCK = "images";

  private final Path file;
  private final StoreFiles files;
  private final StoreProcess process;

  ImageTable(Layout layout, StoreFiles files, StoreProcess process) {
    this.file = layout.images();
    this.files = files;
    this.process = process;
  }

  /** The images, as of one moment, in the order in which they came. */
  List<ImageRecord> records() throws IOException {
    try {
      Document document = Document.parse(file.toString(), BlobStore.read(file, Document.MAX_BYTES));
      List<ImageRecord> records = new ArrayList<>();
      Set<Digest> manifests = new HashSet<>();
      Set<ImageReference> names = new HashSet<>();
      for (Document item : document.objects("images")) {
        ImageRecord record = ImageRecord.of(item);
        if (!manifests.add(record.manifest())) {
          throw item.fault("lists the image " + record.manifest() + " twice");
        }
        for (ImageReference name : record.names()) {
          if (!names.add(name)) {
            throw item.fault("gives the name " + name + " twice");
          }
        }
        records.add(record);
      }
      return List.copyOf(records);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DocumentException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }

  /** The image with that manifest. */
  Optional<ImageRecord> find(Digest manifest) throws IOException {
    return records().stream().filter(record -> record.manifest().equals(manifest)).findAny();
  }

  /** A change of the table; what it throws leaves the table as it is. */
  interface Change<T> {
    /** Changes {@code records} in place. */
    T apply(List<ImageRecord> records) throws IOException;
  }

  /** Makes a change alone. */
  <T> T change(Change<T> change) throws IOException {
    Store.Lease turn = process.locks().exclusive(LOCK);
    try (turn) {
      List<ImageRecord> before = records();
      List<ImageRecord> after = new ArrayList<>(before);
      T result = change.apply(after);
      if (!after.equals(before)) {
        byte[] bytes =
            DocumentBuilder.empty()
                .putObjects("images", after.stream().map(ImageRecord::document).toList())
                .bytes();
        if (bytes.length > Document.MAX_BYTES) {
          throw new StoreException(
              file + ": there are too many images for one store: remove some first");
        }
        files.writeAtomically(process.temporary(), file, bytes);
      }
      return result;
    }
  }

  /** Gives {@code names} to the image {@code manifest}; who had one before loses it. */
  static void name(List<ImageRecord> records, Digest manifest, List<ImageReference> names) {
    records.replaceAll(
        record -> {
          Set<ImageReference> kept = new HashSet<>(record.names());
          if (record.manifest().equals(manifest)) {
            kept.addAll(names);
          } else {
            kept.removeAll(names);
          }
          return kept.size() == record.names().size() && kept.containsAll(record.names())
              ? record
              : record.withNames(List.copyOf(kept));
        });
  }
}
