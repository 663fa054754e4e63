package io.unionfs.oracle;

/** The system calls of {@link Op}, one method each, as some filesystem answers them. */
public interface Calls {
  Outcome stat(Op.Stat op);

  Outcome open(Op.Open op);

  Outcome readFile(Op.ReadFile op);

  Outcome pread(Op.Pread op);

  Outcome write(Op.Write op);

  Outcome truncate(Op.Truncate op);

  Outcome create(Op.Create op);

  Outcome mkdir(Op.Mkdir op);

  Outcome mknod(Op.Mknod op);

  Outcome symlink(Op.Symlink op);

  Outcome link(Op.Link op);

  Outcome unlink(Op.Unlink op);

  Outcome rmdir(Op.Rmdir op);

  Outcome rename(Op.Rename op);

  Outcome chmod(Op.Chmod op);

  Outcome chown(Op.Chown op);

  Outcome utimens(Op.Utimens op);

  Outcome setXattr(Op.SetXattr op);

  Outcome getXattr(Op.GetXattr op);

  Outcome listXattr(Op.ListXattr op);

  Outcome removeXattr(Op.RemoveXattr op);

  Outcome readdir(Op.Readdir op);

  Outcome readlink(Op.Readlink op);

  Outcome access(Op.Access op);

  Outcome openFd(Op.OpenFd op);

  Outcome readFd(Op.ReadFd op);

  Outcome writeFd(Op.WriteFd op);

  Outcome fstatFd(Op.FstatFd op);

  Outcome ftruncateFd(Op.FtruncateFd op);

  Outcome fchmodFd(Op.FchmodFd op);

  Outcome fchownFd(Op.FchownFd op);

  Outcome closeFd(Op.CloseFd op);

  Outcome utimensFd(Op.UtimensFd op);

  Outcome fsyncFd(Op.FsyncFd op);

  Outcome setXattrFd(Op.SetXattrFd op);

  Outcome getXattrFd(Op.GetXattrFd op);

  Outcome listXattrFd(Op.ListXattrFd op);

  Outcome readdirFd(Op.ReaddirFd op);

  Outcome statfs(Op.Statfs op);

  /** No call on a mounted filesystem: its subject remounts. */
  default Outcome remount() {
    throw new IllegalStateException("the subject remounts");
  }
}
