package io.unionfs.analysis;

import io.unionfs.layer.Content;
import java.util.Optional;

/**
 * Bytes that a layer holds: one regular file of it, however many names lead there. Counts its names
 * while the layers are stacked.
 */
final class StoredFile {
  private static final int ALIVE = -1;

  final int layer;
  final Content content;

  /** Where it is shown; where it was shown last, once it is dead. */
  private String path;

  private int names;
  private int killer = ALIVE;
  private Cause cause;

  StoredFile(int layer, String path, Content content) {
    this.layer = layer;
    this.path = path;
    this.content = content;
  }

  long size() {
    return content.size();
  }

  /** Where it is, for people: no secret that an image wrote into a name is carried on. */
  String path() {
    return Redaction.shown(path);
  }

  boolean isLive() {
    return names > 0;
  }

  void shownAt(String where) {
    names++;
    path = where;
  }

  /** A name of it is gone; whether it was the last shows when the layer is through. */
  void lost(String where, Cause how) {
    names--;
    if (names == 0) {
      path = where;
    }
    cause = how;
  }

  /** Notes that {@code ordinal} has killed it, if nothing shows it and nobody did before. */
  void settle(int ordinal) {
    if (names > 0) {
      killer = ALIVE;
      cause = null;
    } else if (killer == ALIVE) {
      killer = ordinal;
      cause = cause == null ? Cause.WRITTEN_TWICE : cause;
    }
  }

  /** Says by which of its names it is reported, when all layers are stacked. */
  void reportAt(String where) {
    path = where;
  }

  /** How it died; empty if it lives. */
  Optional<DeadFile> death() {
    return isLive()
        ? Optional.empty()
        : Optional.of(new DeadFile(path(), size(), layer, killer, cause));
  }
}
