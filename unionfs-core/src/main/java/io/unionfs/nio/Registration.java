package io.unionfs.nio;

import io.unionfs.overlay.DirectoryEvent;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** What {@link java.nio.file.Path#register} asks for, checked in the JDK's order. */
final class Registration {
  /** Deprecated for removal, and named by its name only; how soon to tell needs no hint here. */
  private static final String SENSITIVITY = "com.sun.nio.file.SensitivityWatchEventModifier";

  private final Set<DirectoryEvent.Kind> kinds = EnumSet.noneOf(DirectoryEvent.Kind.class);
  private final WatchEvent.Modifier[] modifiers;

  /**
   * @throws UnsupportedOperationException if a kind is unknown
   * @throws IllegalArgumentException if no kind but OVERFLOW is named
   */
  Registration(WatchEvent.Kind<?>[] events, WatchEvent.Modifier[] modifiers) {
    for (WatchEvent.Kind<?> event : events) {
      add(event);
    }
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("No events to register");
    }
    this.modifiers = modifiers;
  }

  private void add(WatchEvent.Kind<?> event) {
    Objects.requireNonNull(event, "An element in event set is 'null'");
    if (event == StandardWatchEventKinds.ENTRY_CREATE) {
      kinds.add(DirectoryEvent.Kind.CREATED);
      kinds.add(DirectoryEvent.Kind.MOVED_TO);
    } else if (event == StandardWatchEventKinds.ENTRY_DELETE) {
      kinds.add(DirectoryEvent.Kind.DELETED);
      kinds.add(DirectoryEvent.Kind.MOVED_FROM);
    } else if (event == StandardWatchEventKinds.ENTRY_MODIFY) {
      kinds.add(DirectoryEvent.Kind.MODIFIED);
      kinds.add(DirectoryEvent.Kind.ATTRIBUTES);
    } else if (event != StandardWatchEventKinds.OVERFLOW) {
      throw new UnsupportedOperationException(event.name());
    }
  }

  /**
   * Any sensitivity is accepted, and changes nothing.
   *
   * @throws UnsupportedOperationException if another modifier is given
   */
  void checkModifiers() {
    for (WatchEvent.Modifier modifier : modifiers) {
      Objects.requireNonNull(modifier);
      if (!modifier.getClass().getName().equals(SENSITIVITY)) {
        throw new UnsupportedOperationException("Modifier not supported");
      }
    }
  }

  /** What the engine is asked to tell. */
  Set<DirectoryEvent.Kind> kinds() {
    return kinds;
  }
}
