package io.unionfs.registry;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Names;
import java.util.List;
import java.util.Set;

/**
 * Tells by a document and by what its registry declares what it is. One that could be read as a
 * manifest and as an index (CVE-2021-41190), or is declared as another thing than it calls itself,
 * is refused.
 */
final class MediaTypes {
  static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
  static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

  /** What can be received where a manifest is asked for. */
  static final String ACCEPTED =
      String.join(", ", OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST);

  private static final String BLOB = "application/octet-stream";
  private static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  private static final Set<String> SAYS_NOTHING =
      Set.of("", "application/json", "text/plain", "text/json", BLOB);

  private MediaTypes() {}

  /** The media type in a field {@code Content-Type}, without parameters. */
  static String of(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip();
  }

  /** Whether it is a manifest's or an index's. */
  static boolean isKnown(String type) {
    return List.of(ACCEPTED.split(", ")).contains(type);
  }

  /** Whether it can stand in the head of a request. */
  static boolean canBeSent(String type) {
    return type.matches("[\\x21-\\x7e]{1,255}");
  }

  /**
   * What a document is.
   *
   * @param declared its media type as the registry declares it; empty if it does not
   * @throws DocumentException if that is not clear
   */
  static String check(Document document, String declared) throws DocumentException {
    document.checkCase("schemaVersion", "mediaType", "config", "layers", "manifests", "fsLayers");
    boolean index = document.has("manifests");
    boolean manifest = document.has("config") || document.has("layers");
    boolean old = document.has("fsLayers");
    if (index && manifest || old && (index || manifest)) {
      throw document.fault(
          "can be read as an index and as a manifest; do not trust where it comes from");
    }
    String own = document.text("mediaType", "");
    String told = SAYS_NOTHING.contains(declared) ? own : declared;
    if (!own.isEmpty() && !own.equals(told)) {
      throw document.fault(
          "calls itself \""
              + Names.display(own)
              + "\", but the registry declares \""
              + Names.display(told)
              + "\"");
    }
    String type = told.isEmpty() ? guessed(document, index, manifest) : told;
    boolean indexType = type.equals(OCI_INDEX) || type.equals(DOCKER_LIST);
    boolean manifestType = type.equals(OCI_MANIFEST) || type.equals(DOCKER_MANIFEST);
    if (indexType && !index || manifestType && !manifest) {
      throw document.fault("is declared as \"" + Names.display(type) + "\", but is none");
    }
    if (indexType || manifestType) {
      checkVersion(document);
    }
    return type;
  }

  private static void checkVersion(Document document) throws DocumentException {
    if (document.number("schemaVersion") != 2) {
      throw document.fault("\"schemaVersion\" is not 2");
    }
  }

  private static String guessed(Document document, boolean index, boolean manifest)
      throws DocumentException {
    if (index) {
      return OCI_INDEX;
    }
    if (!manifest) {
      throw document.fault("is neither a manifest nor an index");
    }
    String config = document.object("config").text("mediaType", "");
    return config.equals(DOCKER_CONFIG) ? DOCKER_MANIFEST : OCI_MANIFEST;
  }
}
