package io.unionfs.testing.images;

import static io.unionfs.testing.images.OciBytes.CONFIG;
import static io.unionfs.testing.images.OciBytes.INDEX;
import static io.unionfs.testing.images.OciBytes.LAYER;
import static io.unionfs.testing.images.OciBytes.MANIFEST;
import static io.unionfs.testing.images.Shown.Property.CONTENT;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Documents of images that mean two things, lead elsewhere, or contradict the blobs. */
final class Documents {
  static final Shown ONE = new Shown("one", CONTENT, "1\n");

  static final String MANIFEST_SPEC = "OCI image spec 1.1, manifest.md";
  private static final String DESCRIPTOR_SPEC =
      "OCI image spec 1.1, descriptor.md, \"Verification\"";
  static final String EXTENSIBILITY = "OCI image spec 1.1, considerations.md, \"Extensibility\"";
  static final String CONFIG_SPEC = "OCI image spec 1.1, config.md";
  static final String DOCKER_SPEC = "Docker image spec 1.2, \"Combined Image JSON\"";

  private Documents() {}

  static byte[] one() {
    return new TarBytes().file("one", "1\n").end();
  }

  static List<TestLayer> layers() {
    return TestLayer.stack(one());
  }

  static TestCase manifest(String about, UnaryOperator<String> change) {
    return TestCase.oci(
        about,
        options -> {
          OciBytes image = new OciBytes();
          return image.index(image.blob(MANIFEST, change.apply(image.manifest(layers()))));
        });
  }

  static TestCase config(String about, UnaryOperator<String> change) {
    return TestCase.oci(
        about,
        options -> {
          OciBytes image = new OciBytes();
          String config = change.apply(OciBytes.config(layers()));
          return image.index(image.blob(MANIFEST, image.manifest(layers(), config)));
        });
  }

  // ---- one document, two meanings ----

  static TestCase manifestAndIndex() {
    return manifest(
            "a manifest that has an index's field \"manifests\", too",
            json -> OciBytes.with(json, "\"manifests\":[]"))
        .cve("CVE-2021-41190")
        .refused("two tools may read it as two images");
  }

  static TestCase indexAndManifest() {
    return TestCase.oci(
            "an index that has a manifest's field \"layers\", too",
            options -> {
              OciBytes image = new OciBytes();
              String index = OciBytes.indexOf(image.image(layers()));
              return image.index(image.blob(INDEX, OciBytes.with(index, "\"layers\":[]")));
            })
        .cve("CVE-2021-41190")
        .refused("two tools may read it as two images");
  }

  static TestCase mediaTypeMismatch() {
    return manifest(
            "a manifest whose mediaType says that it is an index",
            json -> json.replace(MANIFEST, INDEX))
        .cve("CVE-2021-41190")
        .refused("its type and its descriptor's must be one");
  }

  static TestCase fieldTwice() {
    return manifest(
            "a manifest with the field \"layers\" twice",
            json -> OciBytes.with(json, "\"layers\":[]"))
        .source("RFC 8259, section 4")
        .refused("parsers disagree on which one counts");
  }

  static TestCase fieldInAnotherCase() {
    return manifest(
            "a manifest with the field \"Layers\" beside \"layers\"",
            json -> OciBytes.with(json, "\"Layers\":[]"))
        .source("Go, encoding/json, \"Unmarshal\"; " + EXTENSIBILITY)
        .refusedOrShown(
            "refused, for programs in Go take either for the field; or ignored as an unknown one",
            ONE);
  }

  static TestCase documentTwice() {
    return TestCase.oci(
            "a tar that holds index.json twice",
            options -> OciBytes.of(layers()).put("index.json", OciBytes.indexOf()))
        .only(ImageForm.OCI_ARCHIVE)
        .source("CWE-436")
        .refused("tools disagree on which one counts");
  }

  // ---- what leads elsewhere ----

  static TestCase digestPath() {
    return TestCase.oci(
            "a layer's digest with a path in it",
            options -> {
              OciBytes image = new OciBytes();
              String config = image.blob(CONFIG, OciBytes.config(layers()));
              String digest = "sha256:" + options.above() + "/victim";
              String layer = OciBytes.descriptor(LAYER, digest, one().length);
              return image.index(image.blob(MANIFEST, OciBytes.manifest(config, List.of(layer))));
            })
        .cve("CVE-2024-3727")
        .refused("a digest is checked for its form before it is made part of a path");
  }

  static TestCase volumeTraversal() {
    return config(
            "volumes and a working directory that lead out of the image by \"..\"",
            json ->
                json.replace(
                    "\"config\":{}",
                    "\"config\":{\"Volumes\":{\"/../../../../../../etc\":{}},"
                        + "\"WorkingDir\":\"/../../..\"}"))
        .cve("CVE-2022-23648")
        .refusedOrShown("mere texts; who makes directories of them does so inside the root", ONE);
  }

  static TestCase dockerLayerPath() {
    return docker(
            "a layer's path in manifest.json that leads out of the archive",
            options -> options.above() + "/victim")
        .source("CWE-22; " + DOCKER_SPEC)
        .refused("a path of the archive names a file of the archive");
  }

  static TestCase dockerLayerSymlink() {
    return TestCase.docker(
            "a layer that is a symbolic link out of the archive",
            options -> {
              ImageBytes files = new ImageBytes();
              String config = DockerBytes.config(files, layers());
              files.link("0/layer.tar", options.target() + "/victim");
              return files.put(
                  "manifest.json", DockerBytes.manifest(config, List.of("0/layer.tar")));
            })
        .cve("CVE-2014-6407")
        .refused("a link of the archive leads to a file of the archive");
  }

  static TestCase dockerConfigPath() {
    return TestCase.docker(
            "a config's path in manifest.json that leads out of the archive",
            options -> {
              ImageBytes files = new ImageBytes();
              List<String> paths = DockerBytes.paths(files, layers());
              return files.put(
                  "manifest.json", DockerBytes.manifest(options.above() + "/victim", paths));
            })
        .source("CWE-22; " + DOCKER_SPEC)
        .refused("a path of the archive names a file of the archive");
  }

  static TestCase dockerLinkLoop() {
    return TestCase.docker(
            "layers that are symbolic links to one another, in a circle",
            options -> {
              ImageBytes files = new ImageBytes();
              String config = DockerBytes.config(files, layers());
              files.link("a.tar", "b.tar").link("b.tar", "a.tar");
              return files.put("manifest.json", DockerBytes.manifest(config, List.of("a.tar")));
            })
        .source("symlink(7), ELOOP")
        .refused("a limit of links that are followed");
  }

  static TestCase dockerManifestTwice() {
    return TestCase.docker(
            "a tar that holds manifest.json twice",
            options -> DockerBytes.of(layers()).put("manifest.json", "[]"))
        .source("CWE-436")
        .refused("tools disagree on which one counts");
  }

  private static TestCase docker(String about, Function<TestImageOptions, String> layerPath) {
    return TestCase.docker(
        about,
        options -> {
          ImageBytes files = new ImageBytes();
          String config = DockerBytes.config(files, layers());
          return files.put(
              "manifest.json", DockerBytes.manifest(config, List.of(layerPath.apply(options))));
        });
  }

  // ---- blobs that are others ----

  static TestCase digestMismatch() {
    return TestCase.oci(
            "a layer whose bytes have another digest than the manifest says",
            options -> {
              byte[] changed = one();
              changed[512] ^= 1;
              return OciBytes.of(layers())
                  .replace(OciBytes.path(Blob.of(one()).digest()), Blob.of(changed));
            })
        .source(DESCRIPTOR_SPEC)
        .refused("content is checked against its digest before it is used");
  }

  static TestCase sizeMismatch() {
    return TestCase.oci(
            "a layer that is longer than the manifest says",
            options ->
                OciBytes.of(layers())
                    .replace(
                        OciBytes.path(Blob.of(one()).digest()),
                        Blob.of(Arrays.copyOf(one(), one().length + 512))))
        .source(DESCRIPTOR_SPEC)
        .refused("content is checked against its size before it is used");
  }

  static TestCase declaredSizeMismatch() {
    return manifest(
            "a layer with the right digest and another size in the manifest",
            json -> json.replace("\"size\":" + one().length, "\"size\":" + (one().length - 1)))
        .source(DESCRIPTOR_SPEC)
        .refused("content is checked against its size before it is used");
  }

  static TestCase diffIdMismatch() {
    return TestCase.layers(
            "a layer that is another than the config's DiffID says",
            options ->
                List.of(new TestLayer("", Blob.of(one()), Blob.of("another layer").digest())))
        .only(ImageForm.DOCKER_ARCHIVE, ImageForm.OCI_ARCHIVE, ImageForm.OCI_LAYOUT)
        .source(CONFIG_SPEC + ", \"Layer DiffID\"")
        .refused("the image is not the one that its ID promises");
  }

  static TestCase missingLayer() {
    return TestCase.oci(
            "a layer that the manifest lists and the layout does not hold",
            options -> OciBytes.of(layers()).remove(OciBytes.path(Blob.of(one()).digest())))
        .source(DESCRIPTOR_SPEC)
        .refused("the image is incomplete");
  }

  static TestCase layerCount() {
    return TestCase.oci(
            "a manifest with fewer layers than the config has DiffIDs",
            options -> {
              OciBytes image = new OciBytes();
              String config = image.blob(CONFIG, OciBytes.config(layers()));
              return image.index(image.blob(MANIFEST, OciBytes.manifest(config, List.of())));
            })
        .source(CONFIG_SPEC + ", \"rootfs\"")
        .refused("the image is not the one that its ID promises");
  }

  static TestCase historyCount() {
    return config(
            "a config whose history tells of more layers than there are",
            json -> OciBytes.with(json, "\"history\":[{},{\"empty_layer\":true},{}]"))
        .source(CONFIG_SPEC + ", \"history\"")
        .refusedOrShown("refused; or history is for people only, and the layers count", ONE);
  }

  static TestCase encryptedLayer() {
    return manifest(
            "a layer of a media type that says it is encrypted",
            json -> json.replace(LAYER + "\"", LAYER + "+encrypted\""))
        .source(MANIFEST_SPEC + ", \"layers\"")
        .refused("a layer of an unknown type cannot be applied, nor be left out");
  }

  static TestCase schema1() {
    return manifest(
            "a manifest of Docker's schema 1",
            json -> "{\"schemaVersion\":1,\"fsLayers\":[],\"history\":[]}")
        .source("Distribution, \"Image Manifest Version 2, Schema 1\"")
        .refused("it is no OCI manifest");
  }

  static TestCase notUtf8() {
    return TestCase.oci(
            "an index.json with bytes that are no UTF-8",
            options -> {
              OciBytes image = new OciBytes();
              String index = OciBytes.with(OciBytes.indexOf(image.image(layers())), "\"\u00ff\":1");
              byte[] latin1 = index.getBytes(StandardCharsets.ISO_8859_1);
              return image.files.put("index.json", Blob.of(latin1));
            })
        .source("RFC 8259, section 8.1")
        .refused("JSON is UTF-8");
  }

  static TestCase unboundedIndex() {
    return TestCase.oci(
            "an index.json without end",
            options -> {
              OciBytes image = new OciBytes();
              String index = OciBytes.indexOf(image.image(layers()));
              return image.files.put("index.json", padded(index, options));
            })
        .cve("CVE-2023-25153")
        .refused("documents are read up to a limit");
  }

  static TestCase unboundedConfig() {
    return TestCase.oci(
            "a config without end",
            options -> {
              OciBytes image = new OciBytes();
              String config = image.blob(CONFIG, padded(OciBytes.config(layers()), options));
              return image.index(
                  image.blob(MANIFEST, OciBytes.manifest(config, image.layers(layers()))));
            })
        .cve("CVE-2023-25153")
        .refused("documents are read up to a limit");
  }

  private static Blob padded(String json, TestImageOptions options) {
    byte[] spaces = new byte[1 << 16];
    Arrays.fill(spaces, (byte) ' ');
    return Blob.made(
        out -> {
          out.write(json.getBytes(StandardCharsets.UTF_8));
          for (int left = options.documentBytes(); left > 0; left -= spaces.length) {
            out.write(spaces, 0, Math.min(left, spaces.length));
          }
        });
  }

  static TestCase deepDocument() {
    return TestCase.oci(
            "an index.json with lists in lists, 100,000 deep",
            options -> {
              String deep = "\"x\":" + "[".repeat(100_000) + "]".repeat(100_000);
              OciBytes image = new OciBytes();
              String index = OciBytes.indexOf(image.image(layers()));
              return image.files.put("index.json", OciBytes.with(index, deep));
            })
        .source("RFC 8259, section 9")
        .refusedOrShown("no stack overflows: refused at a depth, or read without recursion", ONE);
  }

  static TestCase nestedIndexes() {
    return TestCase.oci(
            "an index in an index, and so on, 1,000 deep",
            options -> {
              OciBytes image = new OciBytes();
              String inner = image.image(layers());
              for (int i = 0; i < 1000; i++) {
                inner = image.blob(INDEX, OciBytes.indexOf(inner));
              }
              return image.index(inner);
            })
        .source("OCI image spec 1.1, image-index.md")
        .refusedOrShown("no stack overflows: refused at a depth, or followed to the end", ONE);
  }

  static TestCase indexFan() {
    return TestCase.oci(
            "an index that lists an index 2,000 times, that one the next, three deep",
            options -> {
              OciBytes image = new OciBytes();
              String inner = image.image(layers());
              for (int i = 0; i < 3; i++) {
                String[] many = new String[2000];
                Arrays.fill(many, inner);
                inner = image.blob(INDEX, OciBytes.indexOf(many));
              }
              return image.index(inner);
            })
        .source("CWE-776")
        .refusedOrShown("no eight thousand million documents are read", ONE);
  }
}
