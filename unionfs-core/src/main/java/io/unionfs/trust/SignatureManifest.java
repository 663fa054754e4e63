package io.unionfs.trust;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The OCI manifest that carries signatures in a registry (cosign's SIGNATURE_SPEC, "Storage"): each
 * payload is a layer, each signature an annotation of it.
 *
 * @param subject what it refers to, if it says so (OCI distribution spec 1.1, "referrers")
 */
record SignatureManifest(Optional<Digest> subject, List<Layer> layers) {
  static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";
  static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  static final String PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json";

  /** The artifact type of signatures that are referrers, as cosign calls it. */
  static final String ARTIFACT = "application/vnd.dev.cosign.artifact.sig.v1+json";

  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";

  /** What the manifest says of one signature. */
  record Layer(Descriptor payload, String signature, Map<String, String> annotations) {}

  SignatureManifest {
    layers = List.copyOf(layers);
  }

  /** The tag under which the signatures of {@code manifest} stand. */
  static String tag(Digest manifest) {
    return manifest.algorithm() + "-" + manifest.hex() + ".sig";
  }

  /** The config of {@code signatures}: an image's, whose layers are the payloads. */
  static byte[] config(List<ImageSignature> signatures) {
    List<String> diffIds =
        signatures.stream().map(each -> each.payloadDigest().toString()).toList();
    List<DocumentBuilder> history = new ArrayList<>();
    for (int i = 0; i < diffIds.size(); i++) {
      history.add(DocumentBuilder.empty().put("created", "0001-01-01T00:00:00Z"));
    }
    return DocumentBuilder.empty()
        .put("architecture", "")
        .put("created", "0001-01-01T00:00:00Z")
        .putObjects("history", history)
        .put("os", "")
        .put("rootfs", DocumentBuilder.empty().put("type", "layers").putTexts("diff_ids", diffIds))
        .put("config", DocumentBuilder.empty())
        .bytes();
  }

  /** The manifest of {@code signatures}. */
  static byte[] bytes(byte[] config, List<ImageSignature> signatures) {
    List<DocumentBuilder> layers = new ArrayList<>();
    for (ImageSignature each : signatures) {
      Map<String, String> annotations = new LinkedHashMap<>();
      annotations.put(SIGNATURE, each.signature());
      annotations.putAll(each.annotations());
      layers.add(descriptor(PAYLOAD, each.payload()).putTextMap("annotations", annotations));
    }
    return DocumentBuilder.empty()
        .put("schemaVersion", 2)
        .put("mediaType", MEDIA_TYPE)
        .put("config", descriptor(CONFIG, config))
        .putObjects("layers", layers)
        .bytes();
  }

  private static DocumentBuilder descriptor(String mediaType, byte[] blob) {
    return DocumentBuilder.empty()
        .put("mediaType", mediaType)
        .put("size", blob.length)
        .put("digest", Hashing.sha256(blob).toString());
  }

  /**
   * Reads one.
   *
   * @throws io.unionfs.json.DocumentException if it is none
   */
  static SignatureManifest parse(String where, byte[] json) throws IOException {
    Document document = Document.parse(where, json);
    document.checkCase("schemaVersion", "mediaType", "layers", "manifests", "subject");
    if (document.number("schemaVersion") != 2 || document.has("manifests")) {
      throw document.fault("is no manifest of signatures");
    }
    List<Layer> layers = new ArrayList<>();
    for (Document each : document.objects("layers")) {
      each.checkCase("mediaType", "digest", "size", "annotations");
      if (!each.text("mediaType", "").equals(PAYLOAD)) {
        continue;
      }
      if (layers.size() == SignatureFile.MAX_SIGNATURES) {
        throw document.fault("lists more than " + SignatureFile.MAX_SIGNATURES + " signatures");
      }
      long size = each.number("size");
      if (size > ImageSignature.MAX_PAYLOAD) {
        throw document.fault(
            "lists a payload of " + size + " bytes, more than " + ImageSignature.MAX_PAYLOAD);
      }
      Map<String, String> annotations = each.textMap("annotations");
      String signature = annotations.remove(SIGNATURE);
      layers.add(
          new Layer(
              Descriptor.of(PAYLOAD, each.digest("digest"), size),
              signature == null ? "" : signature,
              annotations));
    }
    return new SignatureManifest(
        document.has("subject")
            ? Optional.of(document.object("subject").digest("digest"))
            : Optional.empty(),
        layers);
  }
}
