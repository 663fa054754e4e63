package io.unionfs.image;

import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image, complete: {@code docker.io/library/debian:latest} (the reference grammar of
 * the CNCF's distribution project, and its rules for what people leave out). Its parts are checked
 * when it is made. Ordered by text.
 *
 * @param domain the registry's host, perhaps with a port
 * @param path the repository in it
 * @param tag the tag
 */
public record ImageReference(String domain, String path, String tag)
    implements Comparable<ImageReference> {
  private static final String DEFAULT_DOMAIN = "docker.io";
  private static final String LEGACY_DOMAIN = "index.docker.io";
  private static final String OFFICIAL = "library/";
  private static final String DEFAULT_TAG = "latest";
  private static final int MAX_PATH = 255;

  // The quantifiers are possessive where that changes nothing, so that no input takes long.
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?:[a-zA-Z0-9]++(?:-++[a-zA-Z0-9]++)*+(?:\\.[a-zA-Z0-9]++(?:-++[a-zA-Z0-9]++)*+)*+"
              + "|\\[[a-fA-F0-9:]++\\])(?::[0-9]++)?");

  private static final String COMPONENT = "[a-z0-9]++(?:(?:\\.|__?|-++)[a-z0-9]++)*+";
  private static final Pattern PATH = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*+");
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}");
  private static final Pattern IDENTIFIER = Pattern.compile("[a-f0-9]{64}");

  public ImageReference {
    check(DOMAIN.matcher(domain).matches(), domain, "is not the host of a registry");
    // What was put before it is not what somebody typed.
    String typed =
        domain.equals(DEFAULT_DOMAIN) && path.startsWith(OFFICIAL)
            ? path.substring(OFFICIAL.length())
            : path;
    check(
        path.equals(path.toLowerCase(Locale.ROOT)),
        typed,
        "is not an image's name: it must be in lower case");
    check(
        PATH.matcher(path).matches(),
        typed,
        "is not an image's name: it is made of parts such as my-app, with slashes between them");
    check(
        path.length() <= MAX_PATH,
        typed,
        "is not an image's name: it is longer than " + MAX_PATH + " characters");
    check(
        TAG.matcher(tag).matches(),
        tag,
        "is not a tag: it is up to 128 letters, digits, dots, dashes and underscores");
  }

  private static void check(boolean holds, String text, String fault) {
    if (!holds) {
      throw new IllegalArgumentException("\"" + Names.display(text) + "\" " + fault);
    }
  }

  /**
   * A name as it is typed where a digest may stand.
   *
   * @param name the name, with the tag {@code latest} where none was given
   * @param tag the tag, if one was given
   * @param digest the digest of the manifest, if one was given; it goes before the tag
   */
  public record Pinned(ImageReference name, Optional<String> tag, Optional<Digest> digest) {}

  /**
   * Parses {@code [DOMAIN/]PATH[:TAG]}; without a tag it is {@code latest}.
   *
   * @throws IllegalArgumentException if it has another form, or a digest
   */
  public static ImageReference parse(String text) {
    check(text.indexOf('@') < 0, text, "has a digest where a name with a tag is expected");
    return parsePinned(text).name();
  }

  /**
   * Parses {@code [DOMAIN/]PATH[:TAG][@DIGEST]}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static Pinned parsePinned(String text) {
    check(!text.isEmpty(), text, "is not an image's name");
    check(
        !IDENTIFIER.matcher(text).matches(),
        text,
        "is not an image's name: 64 hexadecimal digits are an id");
    int at = text.indexOf('@');
    Optional<Digest> digest =
        at < 0 ? Optional.empty() : Optional.of(Digest.parse(text.substring(at + 1)));
    String name = at < 0 ? text : text.substring(0, at);
    int colon = name.lastIndexOf(':');
    Optional<String> tag =
        colon > name.lastIndexOf('/') ? Optional.of(name.substring(colon + 1)) : Optional.empty();
    String repository = tag.isPresent() ? name.substring(0, colon) : name;
    return new Pinned(
        new ImageReference(domainOf(repository), pathOf(repository), tag.orElse(DEFAULT_TAG)),
        tag,
        digest);
  }

  private static String domainOf(String repository) {
    String first = repository.substring(0, Math.max(0, repository.indexOf('/')));
    return !isDomain(first) || first.equals(LEGACY_DOMAIN) ? DEFAULT_DOMAIN : first;
  }

  private static String pathOf(String repository) {
    int slash = repository.indexOf('/');
    String first = repository.substring(0, Math.max(0, slash));
    String path = isDomain(first) ? repository.substring(slash + 1) : repository;
    boolean official = domainOf(repository).equals(DEFAULT_DOMAIN) && path.indexOf('/') < 0;
    return official ? OFFICIAL + path : path;
  }

  /** Whether what stands before the first slash is a host and no part of the path. */
  private static boolean isDomain(String first) {
    return first.equals("localhost")
        || first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || !first.equals(first.toLowerCase(Locale.ROOT));
  }

  /** This repository with another tag. */
  public ImageReference withTag(String other) {
    return new ImageReference(domain, path, other);
  }

  /** As people write it, without the tag: {@code debian}, {@code ghcr.io/app/web}. */
  public String repository() {
    if (!domain.equals(DEFAULT_DOMAIN)) {
      return domain + "/" + path;
    }
    boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
    return official ? path.substring(OFFICIAL.length()) : path;
  }

  /** As people write it: {@code debian:latest}. */
  public String familiar() {
    return repository() + ":" + tag;
  }

  /** The whole name: {@code docker.io/library/debian:latest}. */
  @Override
  public String toString() {
    return domain + "/" + path + ":" + tag;
  }

  @Override
  public int compareTo(ImageReference other) {
    return toString().compareTo(other.toString());
  }
}
