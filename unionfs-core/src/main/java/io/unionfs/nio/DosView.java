package io.unionfs.nio;

import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Windows knows of a file, kept as the default provider on Linux and Samba keep it: a number
 * as text in {@code user.DOSATTRIB}. A file without that attribute has none of the flags.
 */
final class DosView implements DosFileAttributeView, AttributeViews.ByName {
  private static final String XATTR = "user.DOSATTRIB";

  /** The bits of {@code FILE_ATTRIBUTE_*}, with the names of their attributes. */
  enum Flag {
    READ_ONLY("readonly", 0x01),
    HIDDEN("hidden", 0x02),
    SYSTEM("system", 0x04),
    ARCHIVE("archive", 0x20);

    private final String attribute;
    private final int bit;

    Flag(String attribute, int bit) {
      this.attribute = attribute;
      this.bit = bit;
    }

    boolean isIn(int flags) {
      return (flags & bit) != 0;
    }
  }

  private final UnionPath file;
  private final Follow follow;
  private final AttributeViews.Basic basic;

  DosView(UnionPath file, Follow follow) {
    this.file = file;
    this.follow = follow;
    this.basic = new AttributeViews.Basic(file, follow);
  }

  @Override
  public String name() {
    return "dos";
  }

  @Override
  public Attributes readAttributes() throws IOException {
    open();
    return new Attributes(file.getFileSystem().stat(file, follow), flags());
  }

  @Override
  public Map<String, Object> read(String... names) throws IOException {
    List<String> wanted = List.of(names);
    String[] others =
        wanted.stream()
            .filter(name -> Arrays.stream(Flag.values()).noneMatch(f -> f.attribute.equals(name)))
            .toArray(String[]::new);
    Attributes[] read = new Attributes[1];
    Map<String, Object> attributes =
        new HashMap<>(
            AttributeTable.BASIC.read(
                others,
                () -> {
                  read[0] = readAttributes();
                  return read[0].file();
                }));
    for (Flag flag : Flag.values()) {
      if (wanted.contains("*") || wanted.contains(flag.attribute)) {
        attributes.put(flag.attribute, flag.isIn(read[0].flags()));
      }
    }
    return attributes;
  }

  @Override
  public void set(String name, Object value) throws IOException {
    switch (name) {
      case "readonly" -> setReadOnly((Boolean) value);
      case "hidden" -> setHidden((Boolean) value);
      case "system" -> setSystem((Boolean) value);
      case "archive" -> setArchive((Boolean) value);
      case "lastModifiedTime", "lastAccessTime", "creationTime" -> basic.set(name, value);
      default -> throw new IllegalArgumentException("'dos:" + name + "' not recognized");
    }
  }

  @Override
  public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
    basic.setTimes(modified, accessed, created);
  }

  @Override
  public void setReadOnly(boolean value) throws IOException {
    set(Flag.READ_ONLY, value);
  }

  @Override
  public void setHidden(boolean value) throws IOException {
    set(Flag.HIDDEN, value);
  }

  @Override
  public void setSystem(boolean value) throws IOException {
    set(Flag.SYSTEM, value);
  }

  @Override
  public void setArchive(boolean value) throws IOException {
    set(Flag.ARCHIVE, value);
  }

  private void set(Flag flag, boolean value) throws IOException {
    open();
    int before = flags();
    int after = value ? before | flag.bit : before & ~flag.bit;
    if (after == before) {
      return;
    }
    byte[] text = ("0x" + Integer.toHexString(after) + "\0").getBytes(StandardCharsets.US_ASCII);
    try {
      Place.of(file, follow).setXattr(follow, XATTR, text, XattrMode.SET);
    } catch (ErrnoException e) {
      throw Errors.of(e, file);
    }
  }

  private int flags() throws IOException {
    try {
      return parse(Place.of(file, follow).getXattr(follow, XATTR));
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENODATA) {
        return 0;
      }
      throw Errors.of(e, file);
    }
  }

  /** The number in {@code value}: {@code 0x} and hexadecimal digits, with or without a NUL. */
  private static int parse(byte[] value) throws IOException {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    if (text.endsWith("\0")) {
      text = text.substring(0, text.length() - 1);
    }
    if (text.length() >= 3 && text.startsWith("0x")) {
      try {
        return Integer.parseInt(text, 2, text.length(), 16);
      } catch (NumberFormatException e) {
        throw invalid();
      }
    }
    throw invalid();
  }

  private static IOException invalid() {
    return new IOException("Value of " + XATTR + " attribute is invalid");
  }

  /** The default provider opens the file first, and fails where that fails. */
  private void open() throws IOException {
    try {
      Opening.forAttributes(file, follow).close();
    } catch (ErrnoException e) {
      throw Errors.of(e, file);
    }
  }

  /** The attributes at one moment. */
  record Attributes(UnionFileAttributes file, int flags) implements DosFileAttributes {
    @Override
    public boolean isReadOnly() {
      return Flag.READ_ONLY.isIn(flags);
    }

    @Override
    public boolean isHidden() {
      return Flag.HIDDEN.isIn(flags);
    }

    @Override
    public boolean isSystem() {
      return Flag.SYSTEM.isIn(flags);
    }

    @Override
    public boolean isArchive() {
      return Flag.ARCHIVE.isIn(flags);
    }

    @Override
    public FileTime lastModifiedTime() {
      return file.lastModifiedTime();
    }

    @Override
    public FileTime lastAccessTime() {
      return file.lastAccessTime();
    }

    @Override
    public FileTime creationTime() {
      return file.creationTime();
    }

    @Override
    public boolean isRegularFile() {
      return file.isRegularFile();
    }

    @Override
    public boolean isDirectory() {
      return file.isDirectory();
    }

    @Override
    public boolean isSymbolicLink() {
      return file.isSymbolicLink();
    }

    @Override
    public boolean isOther() {
      return file.isOther();
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public Object fileKey() {
      return file.fileKey();
    }
  }
}
