package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.json.Document;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an OCI layout (OCI image spec, image-layout.md): {@code oci-layout}, {@code index.json},
 * {@code blobs/}. Files it does not know are no error.
 */
final class OciLayout implements IndexedImages.Source {
  static final String MARKER = "oci-layout";
  static final String INDEX = "index.json";

  private final ImageFiles files;
  private final Blobs blobs;

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
    Document index = Document.parse(files.name() + ": " + INDEX, files.document(INDEX));
    return IndexedImages.of(index, new OciLayout(files));
  }

  /** Checks that the layout is of a version that is known. */
  static void checkVersion(ImageFiles files) throws IOException {
    Document marker = Document.parse(files.name() + ": " + MARKER, files.document(MARKER));
    String version = marker.text("imageLayoutVersion");
    if (!version.startsWith("1.")) {
      throw marker.fault("the layout's version is " + Names.display(version) + "; 1.x is known");
    }
  }

  @Override
  public byte[] document(Descriptor descriptor, String what) throws IOException {
    return blobs.document(descriptor, what);
  }

  @Override
  public String where(Descriptor descriptor, String what) {
    return blobs.where(descriptor, what);
  }

  @Override
  public boolean has(Digest digest) {
    return blobs.has(digest);
  }

  @Override
  public ImageException fault(String what) {
    return files.fault(what);
  }

  @Override
  public ImageParts read(Descriptor descriptor) throws IOException {
    Manifest manifest = IndexedImages.manifest(descriptor, this);
    ImageConfig config = IndexedImages.config(descriptor, manifest, this);
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
