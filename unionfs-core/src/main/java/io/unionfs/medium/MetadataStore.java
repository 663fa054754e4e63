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
import io.unionfs.layer.Xattrs;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Writes metadata: to native attributes where the storing filesystem holds them faithfully, else
 * into one xattr, else into the sidecar. {@link MetadataReader} is its inverse.
 */
final class MetadataStore {
  private static final int SET_ID = 06000;
  private static final String CHANGED = "changed";

  /** Ext4 and XFS hold no earlier one. */
  private static final Instant EARLIEST = Instant.ofEpochSecond(Integer.MIN_VALUE);

  private static final Instant LATEST = Instant.ofEpochSecond(0, Long.MAX_VALUE);

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
        && text(metadata, form, false).isEmpty();
  }

  /** Whether the change time, which follows from every change, is written with it. */
  enum ChangeTime {
    WRITTEN,
    /** Only when something else is written to the same place. */
    HELD_BACK
  }

  /**
   * Steps that write metadata; done in this order, all of them, they lead to {@code stored}. A
   * single one is atomic.
   */
  record Plan(List<Journal.Step> steps, Stored stored) {
    Stored run() throws IOException {
      for (Journal.Step step : steps) {
        step.run();
      }
      return stored;
    }
  }

  /** Writes all but native times. */
  Stored write(Target target, UpperMetadata metadata, boolean holdsWhiteouts, Stored before)
      throws IOException {
    return plan(target, metadata, holdsWhiteouts, before, ChangeTime.WRITTEN).run();
  }

  /**
   * How to write all but native times.
   *
   * @param before what is stored now, or null for a file of which nothing is
   */
  Plan plan(
      Target target,
      UpperMetadata metadata,
      boolean holdsWhiteouts,
      Stored before,
      ChangeTime changeTime)
      throws IOException {
    List<Journal.Step> steps = new ArrayList<>();
    planOwnerAndMode(
        steps,
        target,
        metadata.attributes(),
        before == null ? null : before.metadata().attributes());
    if (holdsXattrs(target.form())) {
      Xattrs old = before == null ? Xattrs.NONE : before.metadata().attributes().xattrs();
      planXattrs(steps, target.path(), metadata.attributes().xattrs(), old);
      planMarks(steps, target, metadata, holdsWhiteouts, before);
    }
    MetadataText fields = text(metadata, target.form(), holdsWhiteouts);
    if (target.number() != target.storedNumber()) {
      fields.putNumber("number", target.number());
    }
    if (target.links() > 1 && !profile.can(UNIX_ATTRIBUTES)) {
      fields.putNumber("links", target.links());
    }
    String old = before == null ? null : before.text();
    if (changeTime == ChangeTime.HELD_BACK && isEqualButChangeTime(fields, old)) {
      return new Plan(steps, new Stored(metadata, holdsWhiteouts, old));
    }
    // The change time is never held natively: the storing filesystem sets it.
    String text = fields.putTime(CHANGED, metadata.attributes().changed()).toString();
    planText(steps, target, text, old);
    return new Plan(steps, new Stored(metadata, holdsWhiteouts, text));
  }

  private static boolean isEqualButChangeTime(MetadataText to, String from) throws IOException {
    return from == null
        ? to.isEmpty()
        : MetadataText.parse(from).without(CHANGED).toString().equals(to.toString());
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

  private void planOwnerAndMode(
      List<Journal.Step> steps, Target target, Attributes to, Attributes from) {
    boolean modeIsLost = from == null;
    if (profile.can(OWNER)) {
      if (from == null || from.uid() != to.uid()) {
        steps.add(() -> storage.setAttribute(target.path(), "unix:uid", to.uid()));
        modeIsLost |= (to.mode() & SET_ID) != 0;
      }
      if (from == null || from.gid() != to.gid()) {
        steps.add(() -> storage.setAttribute(target.path(), "unix:gid", to.gid()));
        modeIsLost |= (to.mode() & SET_ID) != 0;
      }
    }
    // After the owner, whose change clears the set-user-ID bit.
    if (modeIsLost || from.mode() != to.mode()) {
      planMode(steps, target, nativeMode(to.mode(), target.form()));
    }
  }

  private void planMode(List<Journal.Step> steps, Target target, int mode) {
    if (target.form() == Form.SYMLINK) {
      return;
    }
    if (profile.can(MODE)) {
      steps.add(() -> storage.setAttribute(target.path(), "unix:mode", mode));
    } else if (profile.can(PERMISSIONS_TO_SHOW)) {
      steps.add(
          () -> storage.setAttribute(target.path(), "posix:permissions", Maker.permissions(mode)));
    }
  }

  private void planXattrs(List<Journal.Step> steps, Path file, Xattrs to, Xattrs from) {
    if (to == from) {
      return;
    }
    for (String name : to.names()) {
      if (name.startsWith(NioStorage.USER)) {
        byte[] value = to.get(name);
        if (!Arrays.equals(value, from.get(name))) {
          steps.add(() -> storage.setXattr(file, Marks.escape(name), value));
        }
      }
    }
    for (String name : from.names()) {
      if (name.startsWith(NioStorage.USER) && !to.has(name)) {
        steps.add(() -> storage.removeXattr(file, Marks.escape(name)));
      }
    }
  }

  private void planMarks(
      List<Journal.Step> steps,
      Target target,
      UpperMetadata metadata,
      boolean holdsWhiteouts,
      Stored before)
      throws IOException {
    UpperMetadata old = before == null ? null : before.metadata();
    Path file = target.path();
    planMark(
        steps,
        file,
        Marks.OPAQUE,
        MarkValues.opaque(metadata, holdsWhiteouts),
        old == null ? null : MarkValues.opaque(old, before.holdsWhiteouts()));
    planMark(steps, file, Marks.IMPURE, metadata, old, MarkValues::impure);
    planMark(steps, file, Marks.ORIGIN, metadata, old, MarkValues::origin);
    planMark(steps, file, Marks.REDIRECT, metadata, old, UpperMetadata::redirect);
    planMark(steps, file, Marks.METACOPY, metadata, old, MarkValues::metacopy);
  }

  private void planMark(
      List<Journal.Step> steps,
      Path file,
      String name,
      UpperMetadata to,
      UpperMetadata from,
      Function<UpperMetadata, String> value)
      throws IOException {
    planMark(steps, file, name, value.apply(to), from == null ? null : value.apply(from));
  }

  private void planMark(List<Journal.Step> steps, Path file, String name, String to, String from)
      throws IOException {
    if (Objects.equals(to, from)) {
      return;
    }
    if (to == null) {
      steps.add(() -> storage.removeXattr(file, name));
    } else {
      byte[] value = Names.encode(to);
      steps.add(() -> storage.setXattr(file, name, value));
    }
  }

  private void planText(List<Journal.Step> steps, Target target, String to, String from) {
    if (to.equals(from)) {
      return;
    }
    if (!holdsXattrs(target.form())) {
      steps.add(() -> sidecar.put(target.storedNumber(), to));
    } else {
      steps.add(() -> storage.setXattr(target.path(), Marks.METADATA, Marks.bytes(to)));
    }
  }

  /** What cannot be held natively, less the change time. */
  MetadataText text(UpperMetadata metadata, Form form, boolean holdsWhiteouts) throws IOException {
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
    if (!holdsTimes(form) || !isHeldNatively(attributes.accessed())) {
      text.putTime("accessed", attributes.accessed());
    }
    if (!holdsTimes(form) || !isHeldNatively(attributes.modified())) {
      text.putTime("modified", attributes.modified());
    }
    MarkValues.oursInto(text, metadata);
    boolean xattrs = holdsXattrs(form);
    for (String name : attributes.xattrs().names()) {
      if (!xattrs || !name.startsWith(NioStorage.USER)) {
        text.putXattr(name, attributes.xattrs().get(name));
      }
    }
    if (!xattrs) {
      MarkValues.overlayfssInto(text, metadata, holdsWhiteouts);
    }
    return text;
  }

  /** Whether the times of such files are held natively. */
  boolean holdsTimes(Form form) {
    return switch (form) {
      case REGULAR, DIRECTORY -> profile.can(TIMES);
      case SYMLINK -> profile.can(SYMLINK_TIMES);
      case SPECIAL -> false;
    };
  }

  /** Whether filesystems hold {@code time}, and Java, which counts nanoseconds, can set it. */
  static boolean isHeldNatively(Instant time) {
    return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
  }

  /** Whether a target comes back unchanged from a {@link Path}, which tidies slashes. */
  static boolean isPlainTarget(String target) {
    return !target.contains("//") && (!target.endsWith("/") || target.equals("/"));
  }
}
