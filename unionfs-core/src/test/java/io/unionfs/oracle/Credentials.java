package io.unionfs.oracle;

import io.unionfs.oracle.Flags.Mode;
import java.util.List;
import java.util.function.Supplier;

/**
 * The credentials of one thread of a root process. Real and effective ids change, for access(2)
 * asks the real ones; the saved ids stay 0, and with them the way back and the permitted
 * capabilities. Effective capabilities go and come with the effective uid.
 */
final class Credentials {
  private final Linux linux;
  private Caller current = new Caller(0, 0, List.of(), new Mode(-1));

  Credentials(Linux linux) {
    this.linux = linux;
  }

  void become(Caller caller) {
    if (caller.equals(current)) {
      return;
    }
    if (current.uid() != 0) {
      check(linux.setresuid(0, 0, 0));
    }
    check(linux.setgroups(caller.groups()));
    check(linux.setresgid(caller.gid(), caller.gid(), 0));
    if (caller.uid() != 0) {
      check(linux.setresuid(caller.uid(), caller.uid(), 0));
    }
    if (caller.umask().bits() != current.umask().bits()) {
      linux.umask(caller.umask().bits());
    }
    current = caller;
  }

  /** Does something as root in between. */
  <T> T asRoot(Supplier<T> task) {
    Caller before = current;
    become(Caller.ROOT);
    T result = task.get();
    become(before);
    return result;
  }

  private static void check(int result) {
    if (result < 0) {
      throw new IllegalStateException("cannot change credentials: " + Errno.name(-result));
    }
  }
}
