package io.unionfs.store;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageContent;
import io.unionfs.layer.Digest;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes out of a store what is damaged of an image that is about to come anew, so that it is made
 * anew with the rest. A lease is held meanwhile.
 */
final class DamagedParts {
  private final StoreParts parts;
  private final ProgressListener progress;

  DamagedParts(StoreParts parts, ProgressListener progress) {
    this.parts = parts;
    this.progress = progress;
  }

  void discard(ImageContent image) throws IOException {
    for (Descriptor layer : image.manifest().layers()) {
      Path blob = parts.layout().blob(layer.digest());
      if (parts.blobs().has(layer.digest()) && !isRight(layer.digest(), blob)) {
        parts.files().delete(blob);
      }
    }
    for (Digest diffId : image.config().diffIds()) {
      if (parts.layers().has(diffId) && !isRightLayer(diffId)) {
        parts.layers().discard(diffId);
      }
    }
  }

  private boolean isRight(Digest digest, Path file) throws IOException {
    long size = Files.size(file);
    String what = digest.abbreviated() + ": checking";
    return Hashing.of(digest.algorithm(), file, done -> progress.progressed(what, done, size))
        .equals(digest);
  }

  private boolean isRightLayer(Digest diffId) throws IOException {
    LayerRecord record;
    try {
      record = parts.layers().record(diffId);
    } catch (StoreException e) {
      return false;
    }
    Path tar = parts.layers().tar(diffId);
    if (tar.equals(parts.layout().blob(diffId))) {
      return parts.blobs().has(diffId); // if it is damaged, it is gone by now
    }
    return Files.size(tar) == record.size() && isRight(diffId, tar);
  }
}
