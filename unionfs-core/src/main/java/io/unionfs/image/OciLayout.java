package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.json.Document;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an OCI layout (OCI image spec, image-layout.md): {@code oci-layout}, {@code index.json},
 * {@code blobs/}. Files it does not know are no error.
 */
final class OciLayout {
  static final String MARKER = "oci-layout";
  static final String INDEX = "index.json";
  private static final String BUILDKIT_TYPE = "vnd.docker.reference.type";

  // Real ones have one level below index.json, and a few dozen platforms.
  private static final int MAX_DEPTH = 4;
  private static final int MAX_INDEXES = 64;
  private static final int MAX_IMAGES = 512;

  private final ImageFiles files;
  private final Blobs blobs;
  private final Map<Digest, Candidate> candidates = new LinkedHashMap<>();
  private final List<String> refused = new ArrayList<>();
  private int indexes;

  private OciLayout(ImageFiles files) {
    this.files = files;
    this.blobs = new Blobs(files);
  }

  /** What the marker holds in a layout that is written. */
  static final byte[] MARKER_BYTES =
      "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);

  /** Whether there is a layout in {@code files}. */
  static boolean isIn(ImageFiles files) {
    return files.has(MARKER) && files.has(INDEX);
  }

  /** The images in the layout, in the order of its index. */
  static List<Candidate> candidates(ImageFiles files) throws IOException {
    checkVersion(files);
    OciLayout layout = new OciLayout(files);
    layout.readIndex(
        Document.parse(files.name() + ": " + INDEX, files.document(INDEX)), "", List.of(), 1);
    if (layout.candidates.isEmpty() && !layout.refused.isEmpty()) {
      throw files.fault("holds no image, but " + layout.refused.get(0));
    }
    return List.copyOf(layout.candidates.values());
  }

  /** Checks that the layout is of a version that is known. */
  static void checkVersion(ImageFiles files) throws IOException {
    Document marker = Document.parse(files.name() + ": " + MARKER, files.document(MARKER));
    String version = marker.text("imageLayoutVersion");
    if (!version.startsWith("1.")) {
      throw marker.fault("the layout's version is " + Names.display(version) + "; 1.x is known");
    }
  }

  /**
   * Reads an index.
   *
   * @param group what the images in it have in common; the empty text for index.json
   */
  private void readIndex(Document index, String group, List<String> names, int depth)
      throws IOException {
    if (depth > MAX_DEPTH || ++indexes > MAX_INDEXES) {
      throw index.fault(
          "is one of too many indexes; "
              + MAX_INDEXES
              + " are read, and "
              + MAX_DEPTH
              + " inside one another");
    }
    Manifests.checkIndex(index);
    for (Document item : index.objects("manifests")) {
      Descriptor descriptor = Descriptor.of(item);
      List<String> all = new ArrayList<>(names);
      all.addAll(names(descriptor));
      switch (descriptor.type()) {
        case INDEX -> readNested(descriptor, group, all, depth);
        case MANIFEST -> addImage(descriptor, group, all);
        case SCHEMA1 ->
            refused.add(
                "a manifest of Docker's schema 1, which is no longer supported: pull and save the"
                    + " image anew with current tools");
        default ->
            refused.add("a manifest of the type \"" + Names.display(descriptor.mediaType()) + "\"");
      }
    }
  }

  private void readNested(Descriptor descriptor, String group, List<String> names, int depth)
      throws IOException {
    byte[] bytes = blobs.document(descriptor, "index");
    Document index = Document.parse(blobs.where(descriptor, "index"), bytes);
    Manifests.checkMediaType(index, descriptor.mediaType());
    String inner = group.isEmpty() ? descriptor.digest().toString() : group;
    readIndex(index, inner, names, depth + 1);
  }

  private void addImage(Descriptor descriptor, String group, List<String> names)
      throws IOException {
    if (descriptor.annotations().containsKey(BUILDKIT_TYPE)) {
      return; // an attestation: no image, but about one
    }
    Candidate candidate = candidates.get(descriptor.digest());
    if (candidate == null) {
      if (candidates.size() == MAX_IMAGES) {
        throw files.fault("holds more than " + MAX_IMAGES + " images");
      }
      candidate =
          new Candidate(
              descriptor.digest().toString(),
              descriptor.platform(),
              blobs.has(descriptor.digest()),
              () -> readImage(descriptor));
      candidates.put(descriptor.digest(), candidate);
    }
    candidate.addNames(names);
    candidate.addGroup(group.isEmpty() ? group(descriptor, names) : group);
  }

  /** In index.json, what has one name, or none but a platform, is one image. */
  private static String group(Descriptor descriptor, List<String> names) {
    if (!names.isEmpty()) {
      return "called " + names;
    }
    return descriptor.platform().isPresent() ? "platforms" : descriptor.digest().toString();
  }

  private static List<String> names(Descriptor descriptor) {
    String whole = descriptor.annotations().getOrDefault(LayoutIndex.CONTAINERD_NAME, "");
    String reference = descriptor.annotations().getOrDefault(LayoutIndex.REFERENCE, "");
    String name = LayoutIndex.name(whole, reference);
    return name.isEmpty() ? List.of() : List.of(Reference.familiar(name));
  }

  private ImageParts readImage(Descriptor descriptor) throws IOException {
    byte[] bytes = blobs.document(descriptor, "manifest");
    String where = blobs.where(descriptor, "manifest");
    Manifest manifest = Manifest.read(where, bytes, descriptor.digest(), descriptor.mediaType());
    byte[] json = blobs.document(manifest.config(), "config");
    ImageConfig config = ImageConfig.of(blobs.where(manifest.config(), "config"), json);
    ImageParts.checkLayerCount(where, manifest.layers().size(), config);
    return new ImageParts(
        Optional.of(manifest), manifest.config().digest(), config, layers(manifest), List.of());
  }

  private List<LayerBlob> layers(Manifest manifest) throws IOException {
    List<LayerBlob> layers = new ArrayList<>();
    Map<Digest, LayerBlob> known = new HashMap<>();
    for (Descriptor descriptor : manifest.layers()) {
      Digest digest = descriptor.digest();
      ByteSource source = blobs.open(descriptor, "layer");
      layers.add(
          known.computeIfAbsent(digest, d -> new LayerBlob(source, Blobs.path(d), Optional.of(d))));
    }
    return layers;
  }
}
