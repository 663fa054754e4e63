package io.unionfs.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open files that are found again by path when they are to be copied up, where directories of
 * lower layers, and so those files, can be moved ({@code redirect_dir=on}).
 */
final class OpenLocations {
  private final Set<OpenFile> open;

  /** Where nothing of a lower layer is ever moved with its directory, no file is kept. */
  OpenLocations(OverlayOptions.RedirectDir redirectDir) {
    this.open = redirectDir == OverlayOptions.RedirectDir.ON ? ConcurrentHashMap.newKeySet() : null;
  }

  void opened(OpenFile file) {
    if (open != null) {
      open.add(file);
    }
  }

  void closed(OpenFile file) {
    if (open != null) {
      open.remove(file);
    }
  }

  /** The directory at {@code from} is at {@code to} now, and all below it with it. */
  void moved(List<String> from, List<String> to) {
    if (open == null) {
      return;
    }
    for (OpenFile file : open) {
      List<String> at = file.location().names();
      if (at.size() > from.size() && at.subList(0, from.size()).equals(from)) {
        List<String> now = new ArrayList<>(to);
        now.addAll(at.subList(from.size(), at.size()));
        file.moved(PathName.found(now.toArray(new String[0])));
      }
    }
  }
}
