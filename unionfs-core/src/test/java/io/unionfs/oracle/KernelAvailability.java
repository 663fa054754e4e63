package io.unionfs.oracle;

import java.util.Optional;

/** Whether this process may mount overlays; asked once. */
public final class KernelAvailability {
  private static final Optional<String> REASON = find();

  private KernelAvailability() {}

  /** Empty where {@link KernelSubject#open} works, else what is missing. */
  public static Optional<String> reason() {
    return REASON;
  }

  private static Optional<String> find() {
    String os = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!os.equals("Linux amd64")) {
      return Optional.of("needs Linux on x86-64, this is " + os);
    }
    try {
      Stack empty = Stack.of(LayerSpec.of());
      KernelSubject.open(empty, MountOptions.DEFAULT).close();
      return Optional.empty();
    } catch (IllegalStateException | LinkageError e) {
      return Optional.of("needs root and overlayfs: " + e.getMessage());
    }
  }
}
