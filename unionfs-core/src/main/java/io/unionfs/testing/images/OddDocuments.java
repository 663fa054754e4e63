package io.unionfs.testing.images;

import static io.unionfs.testing.images.OciBytes.CONFIG;
import static io.unionfs.testing.images.OciBytes.INDEX;
import static io.unionfs.testing.images.OciBytes.LAYER;
import static io.unionfs.testing.images.OciBytes.MANIFEST;
import static io.unionfs.testing.images.OciBytes.TYPE;

import java.util.List;

/** Documents of images that say what is allowed in ways that few tools write. */
final class OddDocuments {
  private static final String DOCKER = "application/vnd.docker.";

  private OddDocuments() {}

  static TestCase noMediaType() {
    return Documents.manifest(
            "a manifest without mediaType",
            json -> json.replace("\"mediaType\":\"" + MANIFEST + "\",\"config\"", "\"config\""))
        .source(Documents.MANIFEST_SPEC + ", \"mediaType\"")
        .shown("the descriptor's type counts", Documents.ONE);
  }

  static TestCase nullFields() {
    return Documents.config(
            "a config with null where programs in Go have nothing to say",
            json ->
                OciBytes.with(
                    json.replace(
                        "\"config\":{}", "\"config\":{\"Env\":null,\"Cmd\":null,\"Labels\":null}"),
                    "\"history\":null"))
        .source(Documents.CONFIG_SPEC)
        .shown("null is as if the field were missing", Documents.ONE);
  }

  static TestCase unknownFields() {
    return Documents.manifest(
            "a manifest with fields that nobody knows",
            json -> OciBytes.with(json, "\"x-later\":{\"a\":[1,2,3]}"))
        .source(Documents.EXTENSIBILITY)
        .shown("unknown fields are ignored", Documents.ONE);
  }

  static TestCase unknownFiles() {
    return TestCase.oci(
            "a layout with files and blobs that nothing names",
            options ->
                OciBytes.of(Documents.layers())
                    .put("README", "not part of the image\n")
                    .put("blobs/sha256/" + "0".repeat(64), "x"))
        .source("OCI image spec 1.1, image-layout.md")
        .shown("what nothing names is ignored", Documents.ONE);
  }

  static TestCase nestedIndex() {
    return TestCase.oci(
            "an index in an index, as docker buildx writes",
            options -> {
              OciBytes image = new OciBytes();
              String manifest =
                  OciBytes.with(
                      image.image(Documents.layers()),
                      "\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}");
              return image.index(image.blob(INDEX, OciBytes.indexOf(manifest)));
            })
        .source("OCI image spec 1.1, image-index.md")
        .shown("an index may list indexes", Documents.ONE);
  }

  static TestCase legacyLayerLink() {
    return TestCase.docker(
            "a layer that is a symbolic link to that of another directory of the archive",
            options -> {
              ImageBytes files = new ImageBytes();
              List<TestLayer> twice = TestLayer.stack(Documents.one(), Documents.one());
              String config = DockerBytes.config(files, twice);
              files
                  .put("0/layer.tar", Blob.of(Documents.one()))
                  .link("1/layer.tar", "../0/layer.tar");
              return files.put(
                  "manifest.json",
                  DockerBytes.manifest(config, List.of("0/layer.tar", "1/layer.tar")));
            })
        .source(Documents.DOCKER_SPEC)
        .shown("docker save wrote equal layers so", Documents.ONE);
  }

  static TestCase dockerMediaTypes() {
    return TestCase.oci(
            "a layout with Docker's media types",
            options -> {
              OciBytes image = new OciBytes();
              String type = DOCKER + "distribution.manifest.v2+json";
              String manifest =
                  image
                      .manifest(List.of(TestLayer.gzip(Blob.of(Documents.one()))))
                      .replace(MANIFEST, type)
                      .replace(CONFIG, DOCKER + "container.image.v1+json")
                      .replace(LAYER + "+gzip", DOCKER + "image.rootfs.diff.tar.gzip");
              return image.index(image.blob(type, manifest));
            })
        .source("OCI image spec 1.1, media-types.md, \"Compatibility Matrix\"")
        .refusedOrShown(
            "refused, as types that are none of OCI's; or read as those, which they are like",
            Documents.ONE);
  }

  static TestCase nondistributableLayer() {
    return Documents.manifest(
            "a layer that is not to be pushed, nondistributable, and is there all the same",
            json -> json.replace(LAYER + "\"", TYPE + "layer.nondistributable.v1.tar\""))
        .source("OCI image spec 1.1, layer.md, \"Non-Distributable Layers\"")
        .shown("it is applied as any other", Documents.ONE);
  }
}
