package io.unionfs.medium;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import java.util.Objects;

/**
 * What a writable layer keeps of a file beside its name and data.
 *
 * @param type the file's type
 * @param attributes owner, permissions, times, extended attributes
 * @param target a symbolic link's target, else null
 * @param device a device's number, else {@link DeviceNumber#NONE}
 * @param opacity a directory's, else transparent
 * @param origin the inode number of the file it was copied up from, 0 when it is new
 * @param purity whether a directory may hold files that were copied up
 */
public record UpperMetadata(
    FileType type,
    Attributes attributes,
    String target,
    DeviceNumber device,
    Opacity opacity,
    long origin,
    Purity purity) {

  /** Overlayfs's {@code impure} mark. */
  public enum Purity {
    /** No child has an origin. */
    PURE,
    /** Some child may have an origin. */
    IMPURE
  }

  public UpperMetadata {
    Objects.requireNonNull(type);
    Objects.requireNonNull(attributes);
    Objects.requireNonNull(device);
    Objects.requireNonNull(opacity);
    Objects.requireNonNull(purity);
    if ((target != null) != (type == FileType.SYMLINK)) {
      throw new IllegalArgumentException("symbolic links, and only they, have a target");
    }
  }

  /** A new file of a type that needs neither target nor device. */
  public static UpperMetadata of(FileType type, Attributes attributes) {
    return new UpperMetadata(
        type, attributes, null, DeviceNumber.NONE, Opacity.TRANSPARENT, 0, Purity.PURE);
  }

  /** This with other attributes. */
  public UpperMetadata with(Attributes newAttributes) {
    return new UpperMetadata(type, newAttributes, target, device, opacity, origin, purity);
  }

  /** This with another opacity. */
  public UpperMetadata with(Opacity newOpacity) {
    return new UpperMetadata(type, attributes, target, device, newOpacity, origin, purity);
  }

  /** This with another purity. */
  public UpperMetadata with(Purity newPurity) {
    return new UpperMetadata(type, attributes, target, device, opacity, origin, newPurity);
  }
}
