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
 * @param marks what the union keeps of it
 */
public record UpperMetadata(
    FileType type, Attributes attributes, String target, DeviceNumber device, OverlayMarks marks) {

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
    Objects.requireNonNull(marks);
    if ((target != null) != (type == FileType.SYMLINK)) {
      throw new IllegalArgumentException("symbolic links, and only they, have a target");
    }
  }

  /** A new file of a type that needs neither target nor device. */
  public static UpperMetadata of(FileType type, Attributes attributes) {
    return new UpperMetadata(type, attributes, null, DeviceNumber.NONE, OverlayMarks.NONE);
  }

  /** Whether a directory hides what lies below. */
  public Opacity opacity() {
    return marks.opacity();
  }

  /** The inode number of the file it was copied up from, 0 when it is new. */
  public long origin() {
    return marks.origin();
  }

  /** Whether a directory may hold files that were copied up. */
  public Purity purity() {
    return marks.purity();
  }

  /** What it is called in the layers below, or null. */
  public String redirect() {
    return marks.redirect();
  }

  /** Whether its data is still in a lower layer. */
  public boolean isMetacopy() {
    return marks.metacopy() != OverlayMarks.OWN_DATA;
  }

  /**
   * Whether a file that is made with this is a copy of another: it has an origin, or was modified
   * at another time than now, which is when it changes.
   */
  boolean isOfCopy() {
    return origin() != 0 || !attributes.modified().equals(attributes.changed());
  }

  /** This with other attributes. */
  public UpperMetadata with(Attributes newAttributes) {
    return new UpperMetadata(type, newAttributes, target, device, marks);
  }

  /** This with other marks. */
  public UpperMetadata with(OverlayMarks newMarks) {
    if (newMarks == marks) {
      return this;
    }
    return new UpperMetadata(type, attributes, target, device, newMarks);
  }

  /** This with another opacity. */
  public UpperMetadata with(Opacity newOpacity) {
    return with(marks.with(newOpacity));
  }

  /** This with another purity. */
  public UpperMetadata with(Purity newPurity) {
    return with(marks.with(newPurity));
  }

  /** This with another redirect. */
  public UpperMetadata withRedirect(String newRedirect) {
    return with(marks.withRedirect(newRedirect));
  }

  /** This as a file of {@code size} bytes that are in a lower layer. */
  public UpperMetadata asMetacopy(long size) {
    return with(marks.withMetacopy(size));
  }

  /** This as a file that holds its data. */
  public UpperMetadata withOwnData() {
    return with(marks.withMetacopy(OverlayMarks.OWN_DATA));
  }

  /** This with another {@link OverlayMarks#links}. */
  public UpperMetadata withLinks(LinkCount newLinks) {
    return with(marks.withLinks(newLinks));
  }
}
