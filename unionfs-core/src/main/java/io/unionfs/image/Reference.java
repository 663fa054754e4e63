package io.unionfs.image;

import io.unionfs.layer.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What images are called in files: whole names, or tags alone, or what is neither. Nothing is
 * refused for its name: who asks for {@link ImageReference}s gets those that are names.
 */
final class Reference {
  private Reference() {}

  /** Whether two names mean the same: {@code app} and {@code docker.io/library/app:latest}. */
  static boolean same(String one, String other) {
    return one.equals(other) || canonical(one).equals(canonical(other));
  }

  /** The name as people write it, without Docker's own prefixes; a lone tag as it is. */
  static String familiar(String name) {
    return isName(name) ? parse(name).map(ImageReference::familiar).orElse(name) : name;
  }

  /** Those of {@code names} that are more than a tag, and well-formed. */
  static List<ImageReference> names(List<String> names) {
    return names.stream()
        .filter(Reference::isName)
        .flatMap(name -> parse(name).stream())
        .distinct()
        .toList();
  }

  private static boolean isName(String text) {
    return text.indexOf(':') >= 0 || text.indexOf('/') >= 0;
  }

  private static String canonical(String name) {
    return parse(name).map(ImageReference::toString).orElse(name);
  }

  private static Optional<ImageReference> parse(String name) {
    try {
      return Optional.of(ImageReference.parse(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether {@code text} is a digest and no name. */
  static boolean isDigest(String text) {
    try {
      Digest.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
