package io.unionfs.overlay;

/**
 * Which marks that lead to another place a mount follows; the others make a name unreachable
 * (EPERM).
 */
record Following(Redirects redirects, Metacopies metacopies) {
  /** Whether a directory may merge with another one than that of its own path. */
  enum Redirects {
    FOLLOWED,
    REFUSED
  }

  /** Whether a file's data may be in a layer below. */
  enum Metacopies {
    FOLLOWED,
    REFUSED
  }
}
