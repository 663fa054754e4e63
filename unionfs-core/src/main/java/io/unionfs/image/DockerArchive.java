package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Hashing;
import io.unionfs.json.Document;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a docker-archive, what {@code docker save} writes: {@code manifest.json} names, for each
 * image, the files of its config and its layers. There is no manifest with digests; what the layers
 * must be, the config's DiffIDs say.
 */
final class DockerArchive {
  static final String MANIFEST = "manifest.json";
  static final String REPOSITORIES = "repositories";
  private static final int MAX_IMAGES = 512;

  /** File names that promise a digest: of content-addressed blobs, and of configs. */
  private static final Pattern BLOB = Pattern.compile("blobs/(sha256|sha512)/([0-9a-f]+)");

  private static final Pattern CONFIG = Pattern.compile("(?:sha256:)?([0-9a-f]{64})(?:\\.json)?");

  private final ImageFiles files;

  private DockerArchive(ImageFiles files) {
    this.files = files;
  }

  /** Whether there is a docker-archive in {@code files}. */
  static boolean isIn(ImageFiles files) {
    return files.has(MANIFEST);
  }

  /** The images in the archive, in the order of its manifest.json. */
  static List<Candidate> candidates(ImageFiles files) throws IOException {
    DockerArchive archive = new DockerArchive(files);
    List<Candidate> candidates = new ArrayList<>();
    for (Document item : archive.items()) {
      item.checkCase("Config", "RepoTags", "Layers");
      Candidate candidate =
          new Candidate(item.text("Config"), Optional.empty(), true, () -> archive.readImage(item));
      candidate.addNames(item.texts("RepoTags").stream().map(Reference::familiar).toList());
      candidates.add(candidate);
    }
    return candidates;
  }

  /**
   * The names manifest.json gives the image with the config {@code imageId}, for an archive that is
   * an OCI layout as well.
   *
   * @throws ImageException if the two speak of different images
   */
  static List<String> namesOf(ImageFiles files, Digest imageId, boolean only) throws IOException {
    List<Document> items = new DockerArchive(files).items();
    List<String> names = new ArrayList<>();
    boolean found = false;
    for (Document item : items) {
      Optional<String> config = promisedConfig(item.text("Config"));
      if (config.isPresent() && config.get().equals(imageId.hex())) {
        found = true;
        item.texts("RepoTags").forEach(name -> names.add(Reference.familiar(name)));
      }
    }
    if (!found && only && items.size() == 1) {
      throw files.fault(
          "manifest.json and index.json speak of different images; do not trust where it comes"
              + " from");
    }
    return names;
  }

  private List<Document> items() throws IOException {
    byte[] json = files.document(MANIFEST);
    String where = files.name() + ": " + MANIFEST;
    int first = 0;
    while (first < json.length && Character.isWhitespace(json[first])) {
      first++;
    }
    if (first < json.length && json[first] == '{') {
      throw new ImageException(
          where
              + ": is one manifest and not a list, as in a skopeo \"dir:\" directory; copy that"
              + " with skopeo to \"oci:\" or \"docker-archive:\"");
    }
    List<Document> items = Document.parseList(where, json);
    if (items.size() > MAX_IMAGES) {
      throw new ImageException(where + ": lists more than " + MAX_IMAGES + " images");
    }
    return items;
  }

  private ImageParts readImage(Document item) throws IOException {
    String path = item.text("Config");
    String where = files.name() + ": config \"" + Names.display(path) + "\"";
    byte[] json = files.document(path);
    Digest imageId = Hashing.sha256(json);
    Optional<String> promised = promisedConfig(path);
    if (promised.isPresent() && !promised.get().equals(imageId.hex())) {
      throw new ImageException(
          where + ": its digest is another, " + imageId + "; the image is damaged: get it anew");
    }
    ImageConfig config = ImageConfig.of(where, json);
    List<String> paths = item.texts("Layers");
    Manifests.checkLayerLimit(item, paths.size());
    ImageParts.checkLayerCount(item.where(), paths.size(), config);
    return new ImageParts(Optional.empty(), imageId, config, layers(paths), List.of());
  }

  private static Optional<String> promisedConfig(String path) {
    Matcher blob = BLOB.matcher(path);
    if (blob.matches()) {
      return Optional.of(blob.group(2));
    }
    Matcher config = CONFIG.matcher(path);
    return config.matches() ? Optional.of(config.group(1)) : Optional.empty();
  }

  private List<LayerBlob> layers(List<String> paths) throws IOException {
    List<LayerBlob> layers = new ArrayList<>();
    Map<String, LayerBlob> known = new HashMap<>();
    for (String path : paths) {
      LayerBlob blob = known.get(path);
      if (blob == null) {
        blob = layer(path);
        known.put(path, blob);
      }
      layers.add(blob);
    }
    return layers;
  }

  private LayerBlob layer(String path) throws IOException {
    ByteSource source = files.find(path);
    if (source == null) {
      throw files.fault(
          "layer \""
              + Names.display(path)
              + "\": the file is not there; the image is incomplete:"
              + " get it anew");
    }
    Matcher matcher = BLOB.matcher(path);
    Optional<Digest> digest = Optional.empty();
    if (matcher.matches() && Reference.isDigest(matcher.group(1) + ":" + matcher.group(2))) {
      digest = Optional.of(new Digest(matcher.group(1), matcher.group(2)));
    }
    return new LayerBlob(source, path, digest);
  }
}
