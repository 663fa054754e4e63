package io.unionfs.overlay;

import io.unionfs.layer.Content;
import io.unionfs.layer.FileType;
import java.io.IOException;
import java.util.Set;

/** Makes an {@link OpenFile} of what was found, and a user of it. */
final class OpenFileMaker {
  private OpenFileMaker() {}

  /**
   * @param space where the file is charged
   * @param location where it was found, or null where that does not matter
   */
  static OpenFile upper(
      MountState state,
      SpaceAccount space,
      Caller caller,
      Set<OpenFlag> flags,
      UpperInode inode,
      OpenName name,
      PathName location)
      throws IOException {
    if (inode.type() == FileType.REGULAR) {
      inode.open(space);
    }
    LowerInode data = flags.contains(OpenFlag.PATH) ? null : inode.lowerData();
    Content.Reader lowerData;
    try {
      lowerData = data == null ? null : data.content().open();
    } catch (IOException e) {
      inode.close(space);
      throw e;
    }
    return new OpenFile(state, space, caller, flags, inode, null, null, name, location, lowerData);
  }

  static OpenFile lower(
      MountState state,
      Caller caller,
      Set<OpenFlag> flags,
      OpenLowerFile lower,
      OpenName name,
      PathName location) {
    return new OpenFile(
        state, null, caller, flags, lower.inode(), lower, null, name, location, null);
  }

  /**
   * @param lower its record when the fifo is in a lower layer, else null
   */
  static OpenFile fifo(
      MountState state,
      Caller caller,
      Set<OpenFlag> flags,
      Inode fifo,
      OpenLowerFile lower,
      OpenName name,
      PathName location) {
    if (flags.contains(OpenFlag.READ)) {
      state.fifoReaders.opened(fifo, lower);
    }
    return new OpenFile(state, null, caller, flags, fifo, lower, null, name, location, null);
  }

  static OpenFile directory(
      MountState state,
      Caller caller,
      Set<OpenFlag> flags,
      OpenDirectories.Handle handle,
      PathName location) {
    return new OpenFile(
        state, null, caller, flags, handle.current(), null, handle, null, location, null);
  }
}
