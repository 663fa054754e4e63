package io.unionfs.store;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.store.Store.Problem;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at all that is in a store: every digest, every reference, every file that should not be
 * there. What is wrong is noted, and the rest looked at. A lease is held meanwhile.
 */
final class StoreCheck {
  private static final String LOAD = "load the image anew";
  private static final String UNKNOWN = "is no part of a store";
  private static final String LOOK = "look at it, and move it elsewhere";

  private final StoreParts parts;
  private final Layout layout;
  private final ProgressListener progress;
  private final List<Problem> problems = new ArrayList<>();

  /** The blobs that are there, and whether their bytes are right. */
  private final Map<Digest, Boolean> blobs = new HashMap<>();

  private final Map<Digest, Boolean> layers = new HashMap<>();

  StoreCheck(StoreParts parts, ProgressListener progress) {
    this.parts = parts;
    this.layout = parts.layout();
    this.progress = progress;
  }

  Store.CheckReport run() throws IOException {
    // What refers is listed before what is referred to, for others may be adding to the store.
    List<ImageRecord> images = images();
    List<Path> holds = StoreFiles.children(layout.holds());
    List<Path> layerDirectories = StoreFiles.children(layout.layers());
    checkNames(layout.directory(), Layout.NAMES);
    checkNames(layout.lock().getParent(), Set.of("lock"));
    for (Path download : StoreFiles.children(layout.downloads())) {
      if (Downloads.digest(download) == null) {
        problem(download, UNKNOWN, LOOK);
      }
    }
    checkPermissions(layout.directory());
    for (Path algorithm : StoreFiles.children(layout.blobs())) {
      checkBlobs(algorithm);
    }
    for (Path layer : layerDirectories) {
      checkLayer(layer);
    }
    for (ImageRecord image : images) {
      checkImage(image);
    }
    for (Path hold : holds) {
      checkHold(hold);
    }
    for (Path file : StoreFiles.children(layout.signatures())) {
      if (Layout.signed(file) == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        problem(file, UNKNOWN, LOOK);
      }
    }
    return new Store.CheckReport(blobs.size(), layers.size(), images.size(), problems);
  }

  /** Whether that blob is there and its bytes are right, as far as was found. */
  boolean isRight(Digest blob) {
    return blobs.getOrDefault(blob, false);
  }

  /** Whether that layer is there and all is right with it, as far as was found. */
  boolean isRightLayer(Digest diffId) {
    return layers.getOrDefault(diffId, false);
  }

  private List<ImageRecord> images() {
    try {
      return parts.table().records();
    } catch (IOException e) {
      problem(layout.images(), e, "images and names are lost: remove the file, load images anew");
      return List.of();
    }
  }

  private void problem(Path where, String what, String remedy) {
    problems.add(new Problem(where.toString(), what, remedy));
  }

  private void problem(Path where, IOException e, String remedy) {
    String message = String.valueOf(e.getMessage());
    String subject = where + ": ";
    problem(
        where, message.startsWith(subject) ? message.substring(subject.length()) : message, remedy);
  }

  private void checkNames(Path directory, Set<String> known) throws IOException {
    for (Path child : StoreFiles.children(directory)) {
      if (!known.contains(child.getFileName().toString())) {
        problem(child, UNKNOWN, LOOK);
      }
    }
  }

  /** Whoever may write there can make of an image what he likes. */
  private void checkPermissions(Path path) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      problem(path, "may be written by everybody", "chmod o-w");
    }
  }

  private void checkBlobs(Path algorithm) throws IOException {
    String name = algorithm.getFileName().toString();
    if (!Set.of("sha256", "sha384", "sha512").contains(name)
        || !Files.isDirectory(algorithm, LinkOption.NOFOLLOW_LINKS)) {
      problem(algorithm, UNKNOWN, LOOK);
      return;
    }
    checkPermissions(algorithm);
    for (Path blob : StoreFiles.children(algorithm)) {
      Digest digest = Collection.digest(name, blob);
      if (digest == null || !Files.isRegularFile(blob, LinkOption.NOFOLLOW_LINKS)) {
        problem(blob, UNKNOWN, LOOK);
        continue;
      }
      checkPermissions(blob);
      boolean right = false;
      try {
        Digest found = hash(digest, blob);
        right = found.equals(digest);
        if (!right) {
          problem(blob, "its digest is " + found + ": it is damaged", LOAD);
        }
      } catch (IOException e) {
        problem(blob, e, LOAD);
      }
      blobs.put(digest, right);
    }
  }

  private Digest hash(Digest digest, Path file) throws IOException {
    long size = Files.size(file);
    return Hashing.of(
        digest.algorithm(), file, done -> progress.progressed(digest.abbreviated(), done, size));
  }

  private void checkLayer(Path directory) throws IOException {
    Digest diffId = Collection.digest("sha256", directory);
    if (diffId == null || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      problem(directory, UNKNOWN, LOOK);
      return;
    }
    checkNames(directory, Set.of(Layout.LAYER_TAR, Layout.LAYER_RECORD));
    checkPermissions(directory);
    boolean right = false;
    if (!parts.layers().has(diffId)) {
      problem(directory, "its " + Layout.LAYER_RECORD + " is not there", LOAD);
      layers.put(diffId, false);
      return;
    }
    try {
      LayerRecord record = parts.layers().record(diffId);
      right = checkTar(record);
    } catch (IOException e) {
      problem(directory, e, LOAD);
    }
    layers.put(diffId, right);
  }

  private boolean checkTar(LayerRecord record) throws IOException {
    Path tar = parts.layers().tar(record.diffId());
    boolean own = tar.endsWith(Layout.LAYER_TAR);
    if (!own && !blobs.containsKey(record.diffId())) {
      problem(layout.layer(record.diffId()), "its tar is not there", LOAD);
      return false;
    }
    if (!own && !blobs.get(record.diffId())) {
      return false; // which was said of the blob
    }
    if (Files.size(tar) != record.size()) {
      problem(tar, "has " + Files.size(tar) + " bytes, not " + record.size(), LOAD);
      return false;
    }
    if (!own) {
      return true;
    }
    checkPermissions(tar);
    Digest found = hash(record.diffId(), tar);
    if (!found.equals(record.diffId())) {
      problem(tar, "its digest is " + found + ": it is damaged", LOAD);
      return false;
    }
    return true;
  }

  private void checkImage(ImageRecord record) {
    String name =
        record.names().stream().map(ImageReference::familiar).findFirst().orElse("without a name");
    Path where = layout.blob(record.manifest());
    if (!checkManifest(record.manifest(), "image " + name + ": ")) {
      return;
    }
    try {
      Digest id =
          ImageDocuments.read(parts.blobs(), record.manifest()).manifest().config().digest();
      if (!id.equals(record.id())) {
        problem(where, "image " + name + ": its config is " + id + ", not " + record.id(), LOAD);
      }
    } catch (IOException e) {
      problem(where, e, LOAD);
    }
  }

  /** Checks all that an image is made of, and whether its documents can be read. */
  private boolean checkManifest(Digest manifest, String user) {
    Path where = layout.blob(manifest);
    ImageDocuments documents;
    try {
      documents = ImageDocuments.read(parts.blobs(), manifest);
    } catch (IOException e) {
      problem(where, user + e.getMessage(), LOAD);
      return false;
    }
    for (Descriptor blob : documents.manifest().layers()) {
      checkBlob(user, blob);
    }
    for (Digest diffId : documents.config().diffIds()) {
      if (!layers.containsKey(diffId) && !parts.layers().has(diffId)) {
        problem(layout.layer(diffId), user + "the layer is not there", LOAD);
      }
    }
    return true;
  }

  private void checkBlob(String user, Descriptor blob) {
    Path file = layout.blob(blob.digest());
    try {
      if (!parts.blobs().has(blob.digest())) {
        problem(file, user + "the blob is not there", LOAD);
      } else if (!parts.blobs().has(blob)) {
        problem(file, user + "the blob is not of " + blob.size() + " bytes", LOAD);
      }
    } catch (IOException e) {
      problem(file, e, LOAD);
    }
  }

  private void checkHold(Path file) {
    String holder = file.getFileName().toString();
    try {
      checkManifest(Holds.read(file), "container " + holder + ": ");
    } catch (NoSuchFileException e) {
      // released meanwhile
    } catch (IOException e) {
      problem(file, e, "remove the container, or the file if there is none");
    }
  }
}
