package io.unionfs.archive;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.LayerException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what a tar's entries mean in a layer (OCI image spec, layer.md): files, whiteouts, opaque
 * marks. What stands under {@code SCHILY.xattr.user.overlay.*} or as a device 0/0 is data here,
 * never a mark.
 *
 * <p>AUFS's own names, {@code .wh..wh.*}, are left out. The files in its {@code .wh..wh.plnk} hold
 * what several names share: the first hard link to one becomes the file itself, and further ones
 * become hard links to that, so that nobody else needs to know of them.
 */
final class LayerEntries {
  private final String layer;
  private final ByteSource archive;
  private final EntryList entries = new EntryList();
  private final Map<String, TarEntry> pseudoLinked = new HashMap<>();
  private final Map<String, String> pseudoLinkNames = new HashMap<>();
  private final Recent<Instant> times = new Recent<>();
  private final Recent<Attributes> attributes = new Recent<>();
  private long ordinal;

  /** Entries of the layer named {@code layer}, whose content is read from {@code archive}. */
  LayerEntries(String layer, ByteSource archive) {
    this.layer = layer;
    this.archive = archive;
  }

  /** The entries so far; not to be added to afterwards. */
  List<ArchiveEntry> list() {
    return entries.trimmed();
  }

  /** Adds what {@code entry} says. */
  void add(TarEntry entry) throws LayerException {
    ordinal++;
    if (entry.type() == TarType.VOLUME_LABEL) {
      return;
    }
    EntryName name = EntryName.of(layer, entry.name());
    switch (name.kind()) {
      case PLAIN -> addPlain(name.path(), entry);
      case WHITEOUT -> entries.append(new ArchiveEntry.Whiteout(name.path()));
      case OPAQUE_MARK -> entries.append(new ArchiveEntry.OpaqueMark(name.path()));
      case AUFS -> {}
      case AUFS_LINKED -> {
        if (entry.type() == TarType.FILE) {
          pseudoLinked.put(name.path(), entry);
        }
      }
    }
  }

  private void addPlain(String path, TarEntry entry) throws LayerException {
    if (path.isEmpty() && entry.type() != TarType.DIRECTORY) {
      throw LayerException.of(layer, entry.name(), "is the layer's root, but no directory");
    }
    switch (entry.type()) {
      case DIRECTORY -> entries.append(new ArchiveEntry.Directory(path, attributes(entry)));
      case HARD_LINK -> entries.append(hardLink(path, entry));
      case FILE, SYMLINK, FIFO, CHARACTER_DEVICE, BLOCK_DEVICE ->
          entries.append(new ArchiveEntry.Node(path, node(entry)));
      case VOLUME_LABEL, UNKNOWN ->
          throw LayerException.of(layer, path, "has the unknown type flag " + flag(entry.flag()));
    }
  }

  private static String flag(byte flag) {
    return flag > ' ' && flag < 0x7f
        ? "'" + (char) flag + "'"
        : String.format("0x%02x", flag & 0xff);
  }

  private Entry.Node node(TarEntry entry) throws LayerException {
    Attributes attributes = attributes(entry);
    return switch (entry.type()) {
      case FILE -> new Entry.File(ordinal, attributes, 1, content(entry));
      case SYMLINK -> new Entry.Symlink(ordinal, attributes, 1, symlinkTarget(entry));
      case FIFO -> special(attributes, FileType.FIFO, entry);
      case CHARACTER_DEVICE -> special(attributes, FileType.CHARACTER_DEVICE, entry);
      case BLOCK_DEVICE -> special(attributes, FileType.BLOCK_DEVICE, entry);
      case HARD_LINK, DIRECTORY, VOLUME_LABEL, UNKNOWN ->
          throw new IllegalArgumentException("no node: " + entry.type());
    };
  }

  private Content content(TarEntry entry) {
    return entry.data().in(archive);
  }

  private Entry.Special special(Attributes attributes, FileType type, TarEntry entry) {
    return new Entry.Special(ordinal, attributes, 1, type, entry.device());
  }

  private String symlinkTarget(TarEntry entry) throws LayerException {
    String target = entry.linkName();
    if (target.isEmpty()) {
      throw LayerException.of(layer, entry.name(), "is a symbolic link to nothing");
    }
    if (EntryName.isTooLong(target)) {
      throw LayerException.of(
          layer, entry.name(), "links to more than " + Limits.PATH_BYTES + " bytes");
    }
    return target;
  }

  private ArchiveEntry hardLink(String path, TarEntry entry) throws LayerException {
    EntryName target = EntryName.of(layer, entry.linkName());
    if (target.path().isEmpty()) {
      throw LayerException.of(layer, path, "is a hard link to the layer's root");
    }
    if (target.kind() == EntryName.Kind.PLAIN) {
      return new ArchiveEntry.HardLink(path, target.path());
    }
    String first = pseudoLinkNames.putIfAbsent(target.path(), path);
    if (first != null) {
      return new ArchiveEntry.HardLink(path, first);
    }
    TarEntry linked = pseudoLinked.get(target.path());
    if (target.kind() != EntryName.Kind.AUFS_LINKED || linked == null) {
      throw LayerException.of(
          layer, path, "is a hard link to \"" + target.path() + "\", which is no file");
    }
    return new ArchiveEntry.Node(path, node(linked));
  }

  private Attributes attributes(TarEntry entry) {
    return attributes.shared(
        new Attributes(
            entry.mode(),
            entry.uid(),
            entry.gid(),
            times.shared(entry.accessed()),
            times.shared(entry.modified()),
            times.shared(entry.changed()),
            entry.xattrs()));
  }
}
