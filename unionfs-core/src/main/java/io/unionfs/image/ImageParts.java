package io.unionfs.image;

import io.unionfs.layer.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What an image consists of, its documents checked, its layers found but not read yet.
 *
 * @param manifest the manifest; a docker-archive has none
 * @param imageId the config's digest
 * @param layers the layers, the bottom one first, as many as the config lists; none where they are
 *     elsewhere
 * @param names what the image is called there
 */
record ImageParts(
    Optional<Manifest> manifest,
    Digest imageId,
    ImageConfig config,
    List<LayerBlob> layers,
    List<String> names) {

  ImageParts {
    layers = List.copyOf(layers);
    names = List.copyOf(names);
  }

  /**
   * Checks that a list of layers is as long as the config's.
   *
   * @param where the document that lists {@code layers} layers, in messages
   */
  static void checkLayerCount(String where, int layers, ImageConfig config) throws ImageException {
    int diffIds = config.diffIds().size();
    if (layers != diffIds) {
      throw new ImageException(
          where + ": lists " + layers + " layers, but the config's rootfs.diff_ids " + diffIds);
    }
  }

  ImageParts withNames(List<String> newNames) {
    return new ImageParts(manifest, imageId, config, layers, newNames);
  }
}
