package io.unionfs.testing.images;

import io.unionfs.layer.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The parts of an OCI layout (OCI image spec 1.1), each a text, so that each can be wrong: the
 * methods return what was written, and a test image replaces in that what shall be wrong.
 */
final class OciBytes {
  static final String TYPE = "application/vnd.oci.image.";
  static final String INDEX = TYPE + "index.v1+json";
  static final String MANIFEST = TYPE + "manifest.v1+json";
  static final String CONFIG = TYPE + "config.v1+json";
  static final String LAYER = TYPE + "layer.v1.tar";

  private static final String NAMED =
      ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"latest\"}";

  final ImageBytes files = new ImageBytes();

  OciBytes() {
    files.put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  static ImageBytes of(List<TestLayer> layers) {
    OciBytes image = new OciBytes();
    return image.index(image.image(layers));
  }

  static String path(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }

  /** Puts a blob in, and returns its descriptor. */
  String blob(String mediaType, Blob blob) {
    if (!files.has(path(blob.digest()))) {
      files.put(path(blob.digest()), blob);
    }
    return descriptor(mediaType, blob.digest().toString(), blob.size());
  }

  String blob(String mediaType, String text) {
    return blob(mediaType, Blob.of(text));
  }

  static String descriptor(String mediaType, String digest, long size) {
    return "{\"mediaType\":\""
        + mediaType
        + "\",\"digest\":\""
        + digest
        + "\",\"size\":"
        + size
        + "}";
  }

  /** A JSON object with further fields. */
  static String with(String object, String fields) {
    return object.substring(0, object.length() - 1) + "," + fields + "}";
  }

  static String config(List<TestLayer> layers) {
    String diffIds =
        layers.stream().map(layer -> "\"" + layer.diffId() + "\"").collect(Collectors.joining(","));
    return "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{"
        + "\"type\":\"layers\",\"diff_ids\":["
        + diffIds
        + "]}}";
  }

  static String manifest(String config, List<String> layers) {
    return "{\"schemaVersion\":2,\"mediaType\":\""
        + MANIFEST
        + "\",\"config\":"
        + config
        + ",\"layers\":["
        + String.join(",", layers)
        + "]}";
  }

  static String indexOf(String... descriptors) {
    return "{\"schemaVersion\":2,\"mediaType\":\""
        + INDEX
        + "\",\"manifests\":["
        + String.join(",", descriptors)
        + "]}";
  }

  /** Puts layers in, and returns their descriptors. */
  List<String> layers(List<TestLayer> layers) {
    List<String> descriptors = new ArrayList<>();
    for (TestLayer layer : layers) {
      descriptors.add(blob(LAYER + layer.mediaType(), layer.blob()));
    }
    return descriptors;
  }

  /** Puts layers and a config in, and returns the manifest's text. */
  String manifest(List<TestLayer> layers) {
    return manifest(layers, config(layers));
  }

  String manifest(List<TestLayer> layers, String config) {
    return manifest(blob(CONFIG, config), layers(layers));
  }

  /** Puts a whole image in, and returns its manifest's descriptor. */
  String image(List<TestLayer> layers) {
    return blob(MANIFEST, manifest(layers));
  }

  /** Ends the layout with an index of one item, whose name is {@code latest}. */
  ImageBytes index(String descriptor) {
    return files.put(
        "index.json", indexOf(descriptor.substring(0, descriptor.length() - 1) + NAMED + "}"));
  }
}
