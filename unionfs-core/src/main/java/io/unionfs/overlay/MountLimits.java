package io.unionfs.overlay;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.MediumException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a mount may consist of, as overlayfs limits it (fs/overlayfs/super.c and params.c). */
final class MountLimits {
  /** {@code OVL_MAX_STACK} (fs/overlayfs/params.h). */
  static final int MAX_LAYERS = 500;

  private MountLimits() {}

  /**
   * Checks the layers, with those that hold only data.
   *
   * @throws MountException EINVAL for too few or too many; ELOOP where one is, or lies in, another
   */
  static void checkLayers(List<Layer> lower, List<Layer> dataOnly) throws MountException {
    if (lower.isEmpty()) {
      throw new MountException(
          Errno.EINVAL, "lowerdir is missing: a union mount needs at least one lower layer");
    }
    List<Layer> all = new ArrayList<>(lower);
    all.addAll(dataOnly);
    if (all.size() > MAX_LAYERS) {
      throw new MountException(
          Errno.EINVAL,
          "lowerdir: " + all.size() + " lower layers, but the limit is " + MAX_LAYERS);
    }
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        Path one = directory(all.get(i));
        Path other = directory(all.get(j));
        if (one != null && other != null && (isIn(one, other) || isIn(other, one))) {
          throw new MountException(
              Errno.ELOOP,
              "lowerdir " + one + " and lowerdir " + other + " overlap: name each tree once");
        }
      }
    }
  }

  /**
   * Checks where the writable layer is, which and the work directory of which exist.
   *
   * @throws MountException EINVAL where the two are not separate, ELOOP where a layer is one of
   *     them, or lies in one, EBUSY where it is, or lies in, another mount's
   * @throws IOException if either cannot be found
   */
  static void checkUpper(Path upper, Path work, List<Layer> lower) throws IOException {
    Path realUpper = upper.toRealPath();
    Path realWork = work.toRealPath();
    if (realUpper.getFileSystem() != realWork.getFileSystem()
        || !Files.getFileStore(realUpper).equals(Files.getFileStore(realWork))
        || isIn(realUpper, realWork)
        || isIn(realWork, realUpper)) {
      throw notSeparate(upper, work);
    }
    for (Layer layer : lower) {
      Path directory = directory(layer);
      if (directory != null) {
        checkApart(directory, realUpper, "upperdir");
        checkApart(directory, realWork, "workdir");
        checkUnused("lowerdir", directory);
      }
    }
  }

  /**
   * The same for directories of which at least one is still to be made.
   *
   * @param existing the directory in which the missing ones on the way to {@code upper} will be
   *     made, or itself
   * @param workExisting the same for {@code work}
   */
  static void checkUpperToBe(
      Path upper, Path existing, Path work, Path workExisting, List<Layer> lower)
      throws IOException {
    Path place = existing.toRealPath();
    Path workPlace = workExisting.equals(existing) ? place : workExisting.toRealPath();
    Path realUpper = toBe(upper, existing, place);
    Path realWork = toBe(work, workExisting, workPlace);
    boolean oneStore =
        place.getFileSystem() == workPlace.getFileSystem()
            && (place.equals(workPlace)
                || Files.getFileStore(place).equals(Files.getFileStore(workPlace)));
    if (!oneStore || isIn(realUpper, realWork) || isIn(realWork, realUpper)) {
      throw notSeparate(upper, work);
    }
    checkUnused("upperdir", place);
    if (!place.equals(workPlace)) {
      checkUnused("workdir", workPlace);
    }
    for (Layer layer : lower) {
      Path directory = directory(layer);
      if (directory != null) {
        checkApart(directory, realUpper, "upperdir");
        checkApart(directory, realWork, "workdir");
        checkUnused("lowerdir", directory);
      }
    }
  }

  private static Path toBe(Path directory, Path existing, Path realExisting) {
    return realExisting.resolve(existing.relativize(directory.toAbsolutePath())).normalize();
  }

  private static MountException notSeparate(Path upper, Path work) {
    return new MountException(
        Errno.EINVAL,
        "workdir "
            + work
            + " and upperdir "
            + upper
            + " must be separate directories of one filesystem: choose another workdir");
  }

  private static void checkApart(Path layer, Path written, String option) throws MountException {
    if (isIn(layer, written)) {
      throw new MountException(
          Errno.ELOOP,
          "lowerdir "
              + layer
              + " is, or lies in, "
              + option
              + " "
              + written
              + ": choose another "
              + option);
    }
  }

  private static void checkUnused(String option, Path directory) throws IOException {
    try {
      DirectoryMedium.checkUnused(option, directory);
    } catch (MediumException e) {
      throw e.kind() == MediumException.Kind.IN_USE
          ? new MountException(Errno.EBUSY, e.getMessage(), e)
          : e;
    }
  }

  private static Path directory(Layer layer) {
    return layer instanceof TreeLayer tree ? tree.directory() : null;
  }

  private static boolean isIn(Path inner, Path outer) {
    return inner.getFileSystem() == outer.getFileSystem() && inner.startsWith(outer);
  }
}
