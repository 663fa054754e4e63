package io.unionfs.oracle.facts;

import io.unionfs.oracle.KernelDisk;
import java.util.SortedSet;

/** Directories that can be mounted on each other with any options, to be refused or not. */
interface Disk extends AutoCloseable {
  void mkdir(String path);

  void write(String path, String text);

  /** Sets one of overlay's own xattrs, by the name that follows its prefix. */
  void mark(String path, String name, String value);

  /** Puts another filesystem on a directory. */
  void mountOther(String path);

  /** Mounts with options as mount(8) takes them: {@code OK}, or an errno. */
  String mount(String at, String options);

  void unmount(String at);

  /** {@code OK}, or the errno of lstat(2). */
  String look(String path);

  void chmod(String path, int mode);

  long device(String path);

  long inode(String path);

  SortedSet<String> names(String path);

  @Override
  void close();

  /** The kernel's. */
  record OnKernel(KernelDisk disk) implements Disk {
    @Override
    public void mkdir(String path) {
      disk.mkdir(path);
    }

    @Override
    public void write(String path, String text) {
      disk.write(path, text);
    }

    @Override
    public void mark(String path, String name, String value) {
      disk.mark(path, name, value);
    }

    @Override
    public void mountOther(String path) {
      disk.mountOther(path);
    }

    @Override
    public String mount(String at, String options) {
      return disk.mount(at, options);
    }

    @Override
    public void unmount(String at) {
      disk.unmount(at);
    }

    @Override
    public String look(String path) {
      return disk.look(path);
    }

    @Override
    public void chmod(String path, int mode) {
      disk.chmod(path, mode);
    }

    @Override
    public long device(String path) {
      return disk.device(path);
    }

    @Override
    public long inode(String path) {
      return disk.inode(path);
    }

    @Override
    public SortedSet<String> names(String path) {
      return disk.names(path);
    }

    @Override
    public void close() {
      disk.close();
    }
  }
}
