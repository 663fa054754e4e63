package io.unionfs.medium;

import io.unionfs.fault.FaultPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;

/** A storage whose every call can fail, as a plan says. */
final class FaultyStorage implements Storage {
  private final Storage real;
  private final Faults faults;

  FaultyStorage(Storage real, Faults faults) {
    this.real = real;
    this.faults = faults;
  }

  @Override
  public Path resolve(Path directory, String name) throws IOException {
    return real.resolve(directory, name); // asks nobody
  }

  @Override
  public FileChannel createFile(Path file, FileAttribute<?>... attributes) throws IOException {
    faults.reach(FaultPoint.STORAGE_CREATE_FILE);
    return real.createFile(file, attributes);
  }

  @Override
  public FileChannel open(Path file) throws IOException {
    faults.reach(FaultPoint.STORAGE_OPEN);
    return real.open(file);
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    faults.reach(FaultPoint.STORAGE_CREATE_DIRECTORY);
    real.createDirectory(directory, attributes);
  }

  @Override
  public void createSymlink(Path link, String target) throws IOException {
    faults.reach(FaultPoint.STORAGE_CREATE_SYMLINK);
    real.createSymlink(link, target);
  }

  @Override
  public String readSymlink(Path link) throws IOException {
    faults.reach(FaultPoint.STORAGE_READ_SYMLINK);
    return real.readSymlink(link);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    faults.reach(FaultPoint.STORAGE_CREATE_LINK);
    real.createLink(link, existing);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    faults.reach(FaultPoint.STORAGE_MOVE);
    real.move(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    faults.reach(FaultPoint.STORAGE_DELETE);
    real.delete(file);
  }

  @Override
  public List<Path> children(Path directory) throws IOException {
    faults.reach(FaultPoint.STORAGE_LIST);
    return real.children(directory);
  }

  @Override
  public Map<String, Object> attributes(Path file, String names) throws IOException {
    faults.reach(FaultPoint.STORAGE_STAT);
    return real.attributes(file, names);
  }

  @Override
  public void setAttribute(Path file, String name, Object value) throws IOException {
    faults.reach(FaultPoint.STORAGE_SET_ATTRIBUTE);
    real.setAttribute(file, name, value);
  }

  @Override
  public void setTimes(Path file, FileTime modified, FileTime accessed) throws IOException {
    faults.reach(FaultPoint.STORAGE_SET_TIMES);
    real.setTimes(file, modified, accessed);
  }

  @Override
  public List<String> xattrs(Path file) throws IOException {
    faults.reach(FaultPoint.STORAGE_LIST_XATTRS);
    return real.xattrs(file);
  }

  @Override
  public byte[] xattr(Path file, String name) throws IOException {
    faults.reach(FaultPoint.STORAGE_GET_XATTR);
    return real.xattr(file, name);
  }

  @Override
  public void setXattr(Path file, String name, byte[] value) throws IOException {
    faults.reach(FaultPoint.STORAGE_SET_XATTR);
    real.setXattr(file, name, value);
  }

  @Override
  public void removeXattr(Path file, String name) throws IOException {
    faults.reach(FaultPoint.STORAGE_REMOVE_XATTR);
    real.removeXattr(file, name);
  }

  @Override
  public int read(FileChannel channel, ByteBuffer target, long position) throws IOException {
    faults.reach(FaultPoint.STORAGE_READ);
    return real.read(channel, target, position);
  }

  @Override
  public void write(FileChannel channel, ByteBuffer source, long position, Path file)
      throws IOException {
    Faults.Cut cut = faults.reach(FaultPoint.STORAGE_WRITE, source.remaining());
    if (cut == null) {
      real.write(channel, source, position, file);
      return;
    }
    int limit = source.limit();
    source.limit(source.position() + cut.bytes());
    try {
      real.write(channel, source, position, file);
    } finally {
      source.limit(limit);
    }
    throw cut.failure();
  }

  @Override
  public void truncate(FileChannel channel, long size) throws IOException {
    faults.reach(FaultPoint.STORAGE_TRUNCATE);
    real.truncate(channel, size);
  }

  @Override
  public void force(FileChannel channel) throws IOException {
    faults.reach(FaultPoint.STORAGE_FORCE);
    real.force(channel);
  }
}
