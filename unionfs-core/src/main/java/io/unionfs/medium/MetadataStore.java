package io.unionfs.medium;

import static io.unionfs.medium.Capability.MODE;
import static io.unionfs.medium.Capability.OWNER;
import static io.unionfs.medium.Capability.PASSES_PERMISSIONS;
import static io.unionfs.medium.Capability.PERMISSIONS_TO_SHOW;
import static io.unionfs.medium.Capability.SYMLINK_TIMES;
import static io.unionfs.medium.Capability.SYMLINK_XATTRS;
import static io.unionfs.medium.Capability.TIMES;
import static io.unionfs.medium.Capability.UNIX_ATTRIBUTES;
import static io.unionfs.medium.Capability.XATTRS;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Names;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.Xattrs;
import io.unionfs.medium.UpperMetadata.Purity;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * Writes metadata: to native attributes where the storing filesystem holds them faithfully, else
 * into one xattr, else into the sidecar. {@link MetadataReader} is its inverse.
 */
final class MetadataStore {
  private final Storage storage;
  private final Profile profile;
  private final Sidecar sidecar;

  MetadataStore(Storage storage, Profile profile, Sidecar sidecar) {
    this.storage = storage;
    this.profile = profile;
    this.sidecar = sidecar;
  }

  /**
   * Where a file's metadata goes.
   *
   * @param form what the file is there
   * @param storedNumber its number there
   * @param number its number for the engine
   * @param links how many names it has
   */
  record Target(Path path, Form form, long storedNumber, long number, int links) {}

  /**
   * What is stored of a file beside names, data and native times.
   *
   * @param metadata what it was made from
   * @param holdsWhiteouts whether a directory is marked as holding whiteouts
   * @param text the text, or null when there is none
   */
  record Stored(UpperMetadata metadata, boolean holdsWhiteouts, String text) {}

  /**
   * Whether a file that is just made with {@code metadata} needs nothing more, times aside.
   *
   * @param ownerAsIs whether new files have the asked owner by themselves
   */
  boolean isHeldByCreation(UpperMetadata metadata, Form form, boolean ownerAsIs)
      throws IOException {
    Attributes attributes = metadata.attributes();
    boolean modeAsIs =
        form == Form.SYMLINK
            || (profile.can(MODE)
                && nativeMode(attributes.mode(), form) == attributes.mode()
                && (attributes.mode() & (07000 | profile.umask())) == 0);
    return modeAsIs
        && ownerAsIs
        && attributes.xattrs().isEmpty()
        && metadata.marks().equals(OverlayMarks.NONE)
        && text(metadata, form, false, false).isEmpty();
  }

  /**
   * Writes all but native times.
   *
   * @param before what is stored now, or null for a file of which nothing is
   */
  Stored write(Target target, UpperMetadata metadata, boolean holdsWhiteouts, Stored before)
      throws IOException {
    Attributes to = metadata.attributes();
    Attributes from = before == null ? null : before.metadata().attributes();
    boolean ownerChanges = from == null || from.uid() != to.uid() || from.gid() != to.gid();
    if (ownerChanges && profile.can(OWNER)) {
      storage.setAttribute(target.path(), "unix:uid", to.uid());
      storage.setAttribute(target.path(), "unix:gid", to.gid());
    }
    // After the owner, whose change clears the set-user-ID bit.
    if (from == null || ownerChanges || from.mode() != to.mode()) {
      writeMode(target, to.mode());
    }
    if (holdsXattrs(target.form())) {
      writeXattrs(target.path(), to.xattrs(), from == null ? Xattrs.NONE : from.xattrs());
      writeMarks(target, metadata, holdsWhiteouts, before);
    }
    String text = null;
    MetadataText fields = text(metadata, target.form(), holdsWhiteouts, true);
    if (target.number() != target.storedNumber()) {
      fields.putNumber("number", target.number());
    }
    if (target.links() > 1 && !profile.can(UNIX_ATTRIBUTES)) {
      fields.putNumber("links", target.links());
    }
    if (!fields.isEmpty()) {
      text = fields.toString();
    }
    writeText(target, text, before == null ? null : before.text());
    return new Stored(metadata, holdsWhiteouts, text);
  }

  /** Writes the access and modification time natively, where they are held so. */
  void writeTimes(Target target, UpperMetadata metadata) throws IOException {
    if (target.form() == Form.SPECIAL) {
      return; // setting a fifo's times opens it, and hangs
    }
    storage.setTimes(
        target.path(),
        FileTime.from(metadata.attributes().modified()),
        FileTime.from(metadata.attributes().accessed()));
  }

  /** Forgets what is kept outside of a file that is gone. */
  void forget(long storedNumber) throws IOException {
    sidecar.put(storedNumber, null);
  }

  /** Marks the empty regular file {@code target} as a whiteout. */
  void writeWhiteout(Target target) throws IOException {
    if (holdsXattrs(target.form())) {
      storage.setXattr(target.path(), Marks.WHITEOUT, Marks.bytes(Marks.YES));
    } else {
      sidecar.put(target.storedNumber(), MetadataText.empty().putWhiteout().toString());
    }
  }

  boolean holdsXattrs(Form form) {
    return switch (form) {
      case REGULAR, DIRECTORY -> profile.can(XATTRS);
      case SYMLINK -> profile.can(SYMLINK_XATTRS);
      case SPECIAL -> false;
    };
  }

  /** The bits to set: those asked, and those without which this process is locked out. */
  private int nativeMode(int mode, Form form) {
    if (profile.can(PASSES_PERMISSIONS)) {
      return mode;
    }
    return mode | (form == Form.DIRECTORY ? 0700 : 0600);
  }

  private void writeMode(Target target, int mode) throws IOException {
    if (target.form() == Form.SYMLINK) {
      return;
    }
    if (profile.can(MODE)) {
      storage.setAttribute(target.path(), "unix:mode", nativeMode(mode, target.form()));
    } else if (profile.can(PERMISSIONS_TO_SHOW)) {
      storage.setAttribute(
          target.path(), "posix:permissions", Maker.permissions(nativeMode(mode, target.form())));
    }
  }

  private void writeXattrs(Path file, Xattrs to, Xattrs from) throws IOException {
    if (to == from) {
      return;
    }
    for (String name : to.names()) {
      if (name.startsWith(NioStorage.USER)) {
        byte[] value = to.get(name);
        if (!java.util.Arrays.equals(value, from.get(name))) {
          storage.setXattr(file, Marks.escape(name), value);
        }
      }
    }
    for (String name : from.names()) {
      if (name.startsWith(NioStorage.USER) && !to.has(name)) {
        storage.removeXattr(file, Marks.escape(name));
      }
    }
  }

  private void writeMarks(
      Target target, UpperMetadata metadata, boolean holdsWhiteouts, Stored before)
      throws IOException {
    UpperMetadata old = before == null ? null : before.metadata();
    writeMark(
        target.path(),
        Marks.OPAQUE,
        opaqueMark(metadata, holdsWhiteouts),
        old == null ? null : opaqueMark(old, before.holdsWhiteouts()));
    writeMark(
        target.path(), Marks.IMPURE, impureMark(metadata), old == null ? null : impureMark(old));
    writeMark(
        target.path(), Marks.ORIGIN, originMark(metadata), old == null ? null : originMark(old));
    writeMark(
        target.path(), Marks.REDIRECT, metadata.redirect(), old == null ? null : old.redirect());
    writeMark(
        target.path(),
        Marks.METACOPY,
        metacopyMark(metadata),
        old == null ? null : metacopyMark(old));
  }

  private void writeMark(Path file, String name, String to, String from) throws IOException {
    if (Objects.equals(to, from)) {
      return;
    }
    if (to == null) {
      storage.removeXattr(file, name);
    } else {
      storage.setXattr(file, name, Names.encode(to));
    }
  }

  private static String metacopyMark(UpperMetadata metadata) {
    return metadata.isMetacopy() ? "" : null;
  }

  private static String opaqueMark(UpperMetadata metadata, boolean holdsWhiteouts) {
    if (metadata.opacity() == Opacity.OPAQUE) {
      return Marks.YES;
    }
    return holdsWhiteouts ? Marks.HAS_WHITEOUTS : null;
  }

  private static String impureMark(UpperMetadata metadata) {
    return metadata.purity() == Purity.IMPURE ? Marks.YES : null;
  }

  private static String originMark(UpperMetadata metadata) {
    return metadata.origin() == 0 ? null : Long.toString(metadata.origin());
  }

  private void writeText(Target target, String to, String from) throws IOException {
    if (Objects.equals(to, from)) {
      return;
    }
    if (!holdsXattrs(target.form())) {
      sidecar.put(target.storedNumber(), to);
    } else if (to == null) {
      storage.removeXattr(target.path(), Marks.METADATA);
    } else {
      storage.setXattr(target.path(), Marks.METADATA, Marks.bytes(to));
    }
  }

  /** What cannot be held natively. The change time never can: the storing filesystem sets it. */
  private MetadataText text(
      UpperMetadata metadata, Form form, boolean holdsWhiteouts, boolean changeTime)
      throws IOException {
    MetadataText text = MetadataText.empty();
    Attributes attributes = metadata.attributes();
    FileType type = metadata.type();
    if (form == Form.REGULAR && type != FileType.REGULAR) {
      text.putType(type);
      if (type.isDevice()) {
        text.putDevice(metadata.device());
      }
    }
    if (type == FileType.SYMLINK && (form != Form.SYMLINK || !isPlainTarget(metadata.target()))) {
      text.putString("target", metadata.target());
    }
    boolean nativeMode =
        form == Form.SYMLINK
            ? attributes.mode() == 0777
            : profile.can(MODE) && nativeMode(attributes.mode(), form) == attributes.mode();
    if (!nativeMode) {
      text.putMode(attributes.mode());
    }
    if (!profile.can(OWNER)) {
      text.putNumber("uid", Integer.toUnsignedLong(attributes.uid()));
      text.putNumber("gid", Integer.toUnsignedLong(attributes.gid()));
    }
    if (!holdsTimes(attributes, form)) {
      text.putTime("accessed", attributes.accessed());
      text.putTime("modified", attributes.modified());
    }
    if (changeTime) {
      text.putTime("changed", attributes.changed());
    }
    if (metadata.isMetacopy()) {
      text.putNumber("size", metadata.marks().metacopy());
    }
    LinkCount links = metadata.marks().links();
    if (!links.equals(LinkCount.SAME)) {
      text.putNumber(
          links.base() == LinkCount.Base.STORED ? "further-links" : "union-links", links.number());
    }
    boolean xattrs = holdsXattrs(form);
    for (String name : attributes.xattrs().names()) {
      if (!xattrs || !name.startsWith(NioStorage.USER)) {
        text.putXattr(name, attributes.xattrs().get(name));
      }
    }
    if (!xattrs) {
      marksInto(text, metadata, holdsWhiteouts);
    }
    return text;
  }

  private static void marksInto(MetadataText text, UpperMetadata metadata, boolean holdsWhiteouts)
      throws IOException {
    String opaque = opaqueMark(metadata, holdsWhiteouts);
    if (opaque != null) {
      text.putString("opaque", opaque);
    }
    String impure = impureMark(metadata);
    if (impure != null) {
      text.putString("impure", impure);
    }
    if (metadata.origin() != 0) {
      text.putNumber("origin", metadata.origin());
    }
    if (metadata.redirect() != null) {
      text.putString("redirect", metadata.redirect());
    }
  }

  private boolean holdsTimes(Attributes attributes, Form form) {
    return switch (form) {
      case REGULAR, DIRECTORY -> profile.can(TIMES);
      case SYMLINK -> profile.can(SYMLINK_TIMES);
      case SPECIAL -> false;
    };
  }

  /** Whether a target comes back unchanged from a {@link Path}, which tidies slashes. */
  static boolean isPlainTarget(String target) {
    return !target.contains("//") && (!target.endsWith("/") || target.equals("/"));
  }
}
