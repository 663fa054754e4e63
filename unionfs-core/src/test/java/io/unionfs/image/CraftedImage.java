package io.unionfs.image;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.unionfs.archive.Hashing;
import io.unionfs.layer.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * An image written file by file, so that each can be wrong. The methods that make documents return
 * their text; what a test wants wrong it replaces in that.
 */
final class CraftedImage {
  static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";

  /** What stands in the image, by path; a symbolic link's target stands behind {@link #LINK}. */
  final Map<String, byte[]> files = new LinkedHashMap<>();

  static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private static final String LINK = "\0link ";

  CraftedImage put(String path, byte[] bytes) {
    files.put(path, bytes);
    return this;
  }

  CraftedImage put(String path, String text) {
    return put(path, utf8(text));
  }

  CraftedImage link(String path, String target) {
    return put(path, LINK + target);
  }

  /** An OCI layout whose index.json lists {@code descriptors}. */
  CraftedImage layout(String... descriptors) {
    put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
    return put("index.json", index(descriptors));
  }

  static String index(String... descriptors) {
    return "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", descriptors) + "]}";
  }

  /** Puts a blob in, and returns its descriptor. */
  String blob(String mediaType, byte[] bytes) {
    put("blobs/sha256/" + digest(bytes).hex(), bytes);
    return descriptor(mediaType, digest(bytes).toString(), bytes.length);
  }

  String blob(String mediaType, String text) {
    return blob(mediaType, utf8(text));
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

  /** A descriptor with a further field: {@code "platform":{…}}. */
  static String with(String descriptor, String field) {
    return descriptor.substring(0, descriptor.length() - 1) + "," + field + "}";
  }

  static String platform(String os, String architecture) {
    return "\"platform\":{\"os\":\"" + os + "\",\"architecture\":\"" + architecture + "\"}";
  }

  static String named(String name) {
    return "\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}";
  }

  static String manifest(String config, String... layers) {
    return "{\"schemaVersion\":2,\"mediaType\":\""
        + OCI_MANIFEST
        + "\",\"config\":"
        + config
        + ",\"layers\":["
        + String.join(",", layers)
        + "]}";
  }

  /** A config for the uncompressed {@code layers}. */
  static String config(byte[]... layers) {
    return config("amd64", layers);
  }

  static String config(String architecture, byte[]... layers) {
    return "{\"os\":\"linux\",\"architecture\":\""
        + architecture
        + "\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
        + Arrays.stream(layers)
            .map(layer -> "\"" + digest(layer) + "\"")
            .collect(Collectors.joining(","))
        + "]}}";
  }

  /** A whole image with plain layers; returns its manifest's descriptor. */
  String image(byte[]... layers) {
    return image("amd64", layers);
  }

  String image(String architecture, byte[]... layers) {
    String[] descriptors =
        Arrays.stream(layers).map(layer -> blob(OCI_LAYER, layer)).toArray(String[]::new);
    String config = blob(OCI_CONFIG, config(architecture, layers));
    return blob(OCI_MANIFEST, manifest(config, descriptors));
  }

  /** A docker-archive of one image with plain layers. */
  CraftedImage docker(String tag, byte[]... layers) {
    StringBuilder paths = new StringBuilder();
    for (byte[] layer : layers) {
      String path = digest(layer).hex() + ".tar";
      put(path, layer);
      paths.append(paths.isEmpty() ? "\"" : ",\"").append(path).append('"');
    }
    byte[] config = utf8(config(layers));
    put(digest(config).hex() + ".json", config);
    return put("manifest.json", "[" + item(digest(config).hex() + ".json", tag, paths) + "]");
  }

  static String item(String config, String tag, CharSequence quotedPaths) {
    return "{\"Config\":\""
        + config
        + "\",\"RepoTags\":[\""
        + tag
        + "\"],\"Layers\":["
        + quotedPaths
        + "]}";
  }

  Path directory(Path parent) throws IOException {
    Path root = Files.createTempDirectory(parent, "image");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      String text = new String(file.getValue(), StandardCharsets.UTF_8);
      if (text.startsWith(LINK)) {
        Files.createSymbolicLink(path, Path.of(text.substring(LINK.length())));
      } else {
        Files.write(path, file.getValue());
      }
    }
    return root;
  }

  Path tar(Path parent) throws IOException {
    return write(parent, tar());
  }

  byte[] tar() {
    return tarOf(
        out -> {
          for (Map.Entry<String, byte[]> file : files.entrySet()) {
            entry(out, file.getKey(), file.getValue());
          }
        });
  }

  static Path write(Path parent, byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(parent, "image", ".bin"), bytes);
  }

  /** A layer of the files {@code name=content}. */
  static byte[] layer(String... files) {
    return tarOf(
        out -> {
          for (String file : files) {
            String[] parts = file.split("=", 2);
            entry(out, parts[0], utf8(parts[1]));
          }
        });
  }

  interface Writer {
    void write(TarArchiveOutputStream out) throws IOException;
  }

  static byte[] tarOf(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void entry(TarArchiveOutputStream out, String name, byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean link = text.startsWith(LINK);
    TarArchiveEntry entry =
        link
            ? new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true)
            : new TarArchiveEntry(name, true);
    entry.setModTime(0);
    if (link) {
      entry.setLinkName(text.substring(LINK.length()));
    } else {
      entry.setSize(bytes.length);
    }
    out.putArchiveEntry(entry);
    if (!link) {
      out.write(bytes);
    }
    out.closeArchiveEntry();
  }

  private interface Compressor {
    OutputStream open(OutputStream out) throws IOException;
  }

  static byte[] gzip(byte[] plain) {
    return compress(plain, GZIPOutputStream::new);
  }

  static byte[] zstd(byte[] plain) {
    return compress(plain, ZstdOutputStream::new);
  }

  private static byte[] compress(byte[] plain, Compressor compressor) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = compressor.open(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Digest digest(byte[] bytes) {
    return Hashing.sha256(bytes);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The paths of what stands under {@code blobs/}. */
  List<String> blobPaths() {
    return files.keySet().stream().filter(path -> path.startsWith("blobs/")).toList();
  }
}
