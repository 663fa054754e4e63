package io.unionfs.image;

import io.unionfs.archive.TarWriter;
import io.unionfs.image.ImageWriter.Form;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Entry;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Images in a tar: the documents that name them first, then all blobs. */
final class ImageTar {
  private static final Attributes FILE = Attributes.of(0644, Instant.EPOCH);
  private static final Attributes DIRECTORY = Attributes.of(0755, Instant.EPOCH);

  private final List<WrittenImage> images;
  private final TarWriter tar;
  private final ProgressListener progress;
  private final Set<String> directories = new HashSet<>();

  /** Writes to {@code out}, which stays open. */
  ImageTar(List<WrittenImage> images, OutputStream out, ProgressListener progress) {
    this.images = images;
    this.tar = new TarWriter(out, "of images");
    this.progress = progress;
  }

  void write(Form form) throws IOException {
    LayoutIndex index = LayoutIndex.empty();
    images.forEach(index::add);
    add(OciLayout.MARKER, OciLayout.MARKER_BYTES);
    add(OciLayout.INDEX, index.bytes());
    if (form == Form.DOCKER_ARCHIVE) {
      add(DockerArchive.MANIFEST, DocumentBuilder.listOf(items()));
      DocumentBuilder repositories = repositories();
      if (!repositories.isEmpty()) {
        add(DockerArchive.REPOSITORIES, repositories.bytes());
      }
    }
    Set<Digest> written = new HashSet<>();
    for (WrittenImage image : images) {
      for (Map.Entry<Digest, WrittenImage.Blob> blob : image.blobs().entrySet()) {
        if (written.add(blob.getKey())) {
          add(Blobs.path(blob.getKey()), blob.getValue().content(progress));
        }
      }
    }
    tar.finish();
  }

  private void add(String path, byte[] bytes) throws IOException {
    add(path, Content.of(bytes));
  }

  private void add(String path, Content content) throws IOException {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (directories.add(path.substring(0, slash))) {
        tar.addDirectory(path.substring(0, slash), DIRECTORY);
      }
    }
    tar.addNode(path, new Entry.File(0, FILE, 1, content));
  }

  /** The list in manifest.json: an item for each config. */
  private List<DocumentBuilder> items() {
    Map<Digest, Set<String>> tags = new LinkedHashMap<>();
    Map<Digest, WrittenImage> byConfig = new LinkedHashMap<>();
    for (WrittenImage image : images) {
      Digest config = image.manifest().config().digest();
      byConfig.putIfAbsent(config, image);
      Set<String> all = tags.computeIfAbsent(config, c -> new LinkedHashSet<>());
      image.names().forEach(name -> all.add(name.familiar()));
    }
    List<DocumentBuilder> items = new ArrayList<>();
    byConfig.forEach(
        (config, image) ->
            items.add(
                DocumentBuilder.empty()
                    .put("Config", Blobs.path(config))
                    .putTexts("RepoTags", List.copyOf(tags.get(config)))
                    .putTexts(
                        "Layers",
                        image.manifest().layers().stream()
                            .map(layer -> Blobs.path(layer.digest()))
                            .toList())));
    return items;
  }

  /** What tools from before manifest.json read: the topmost layer of each name. */
  private DocumentBuilder repositories() {
    Map<String, Map<String, String>> tops = new TreeMap<>();
    for (WrittenImage image : images) {
      List<Descriptor> layers = image.manifest().layers();
      for (ImageReference name : layers.isEmpty() ? List.<ImageReference>of() : image.names()) {
        String top = layers.get(layers.size() - 1).digest().hex();
        tops.computeIfAbsent(name.repository(), r -> new TreeMap<>()).put(name.tag(), top);
      }
    }
    DocumentBuilder repositories = DocumentBuilder.empty();
    tops.forEach(repositories::putTextMap);
    return repositories;
  }
}
