package io.unionfs.hub;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Names;
import io.unionfs.registry.CredentialSource;
import io.unionfs.registry.Credentials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and passwords for registries, in a file as Docker's {@code config.json}: {@code
 * {"auths":{"HOST":{"auth":"…"}}}}, which only its owner may read. What is not in it is looked for
 * in Docker's own, which is only read; and where that names a credential helper, the helper is
 * asked. Safe for use by many threads.
 */
public final class CredentialFile implements CredentialSource {
  private static final String HUB = "docker.io";
  // Docker's hub has kept the name it had in the first version of the protocol.
  private static final String HUB_KEY = "https://index.docker.io/v1/";
  private static final Set<String> HUB_HOSTS =
      Set.of(HUB, "index.docker.io", "registry-1.docker.io");
  private static final Pattern URL = Pattern.compile("https?://([^/]+)(?:/.*)?");
  private static final String AUTHS = "auths";

  /** Locks of files are a process's; its threads have this one before. */
  private static final ReentrantLock CHANGING = new ReentrantLock();

  private final Path own;
  private final Path docker;
  private final CredentialHelper.Runner helpers;
  private final Map<String, Optional<Credentials>> known = new ConcurrentHashMap<>();

  CredentialFile(Path own, Path docker, CredentialHelper.Runner helpers) {
    this.own = own;
    this.docker = docker;
    this.helpers = helpers;
  }

  /**
   * The credentials in {@code own}, which may be missing, and then those of Docker.
   *
   * @param docker Docker's {@code config.json}, which may be missing
   */
  public static CredentialFile of(Path own, Path docker) {
    return new CredentialFile(own, docker, CredentialHelper::run);
  }

  /** The file that is written. */
  public Path file() {
    return own;
  }

  /**
   * Who to be at {@code host}.
   *
   * @throws IOException if a file cannot be read, or what it says of the host cannot be used
   */
  @Override
  public Optional<Credentials> of(String host) throws IOException {
    Optional<Credentials> before = known.get(host);
    if (before != null) {
      return before;
    }
    Optional<Credentials> found = find(host);
    known.put(host, found);
    return found;
  }

  private Optional<Credentials> find(String host) throws IOException {
    for (Path file : List.of(own, docker)) {
      Document document = read(file);
      Optional<Credentials> found = inAuths(document, host);
      if (found.isEmpty() && file.equals(docker)) {
        found = ofHelper(document, host);
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Credentials> inAuths(Document document, String host)
      throws DocumentException {
    Document auths = document.object(AUTHS);
    for (String key : document.names(AUTHS)) {
      if (isFor(key, host)) {
        Document entry = auths.object(key);
        String token = entry.text("identitytoken", "");
        if (!token.isEmpty()) {
          return Optional.of(Credentials.ofRefreshToken(token)); // before a password, as in Docker
        }
        String user = entry.text("username", "");
        String secret = entry.text("password", "");
        String auth = entry.text("auth", "");
        if (!auth.isEmpty()) {
          String plain = decoded(entry, host, auth);
          int colon = plain.indexOf(':');
          user = plain.substring(0, colon);
          secret = plain.substring(colon + 1);
        }
        if (!user.isEmpty()) {
          return Optional.of(new Credentials(user, secret));
        }
      }
    }
    return Optional.empty();
  }

  private static String decoded(Document entry, String host, String auth) throws DocumentException {
    String plain;
    try {
      plain = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      plain = "";
    }
    if (plain.indexOf(':') < 1) {
      throw entry.fault("what it has for " + host + " is no name and password: 'login' anew");
    }
    return plain.replaceAll("\0+$", ""); // as Docker does, which once wrote them
  }

  private Optional<Credentials> ofHelper(Document document, String host) throws IOException {
    String key = HUB_HOSTS.contains(host) ? HUB_KEY : host;
    String name = document.text("credsStore", "");
    Document special = document.object("credHelpers");
    for (String each : document.names("credHelpers")) {
      if (isFor(each, host)) {
        name = special.text(each, "");
      }
    }
    return name.isEmpty() ? Optional.empty() : new CredentialHelper(name, helpers).get(key);
  }

  /** Whether an entry is the one of {@code host}; old ones are URLs. */
  private static boolean isFor(String key, String host) {
    Matcher url = URL.matcher(key);
    String named = url.matches() ? url.group(1) : key;
    return named.equals(host) || HUB_HOSTS.contains(named) && HUB_HOSTS.contains(host);
  }

  /** Whether there are credentials for {@code host} in the file that is written. */
  public boolean has(String host) throws IOException {
    return read(own).names(AUTHS).stream().anyMatch(key -> isFor(key, host));
  }

  /**
   * Keeps credentials for {@code host}; those that are there for it go.
   *
   * @throws IllegalArgumentException if the user's name has a colon, or there is none
   */
  public void put(String host, Credentials credentials) throws IOException {
    if (credentials.user().isEmpty() || credentials.user().indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "\"" + Names.display(credentials.user()) + "\" cannot be the name of a user");
    }
    String plain = credentials.user() + ":" + credentials.secret();
    String auth = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    change(
        target -> {
          DocumentBuilder document = without(host);
          document
              .object(AUTHS)
              .object(HUB_HOSTS.contains(host) ? HUB_KEY : host)
              .put("auth", auth);
          write(target, document);
        });
  }

  /** Forgets the credentials for {@code host}; whether there were any. */
  public boolean remove(String host) throws IOException {
    if (!has(host)) {
      return false;
    }
    change(target -> write(target, without(host)));
    return true;
  }

  private DocumentBuilder without(String host) throws IOException {
    Document document = read(own);
    DocumentBuilder changed = DocumentBuilder.of(document);
    for (String key : new HashSet<>(document.names(AUTHS))) {
      if (isFor(key, host)) {
        changed.object(AUTHS).remove(key);
      }
    }
    return changed;
  }

  /** The document in {@code file}; an empty one if it is missing. */
  private static Document read(Path file) throws IOException {
    byte[] bytes = "{}".getBytes(StandardCharsets.US_ASCII);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(file + ": is no file");
    }
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(Document.MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      // nothing is known
    }
    return Document.parse(file.toString(), bytes);
  }

  /** A change of the file, which is read and written in it. */
  private interface Change {
    void run(Path target) throws IOException;
  }

  /** Makes a change while no other is made, by whatever thread or process of this program. */
  private void change(Change change) throws IOException {
    Path target = Files.exists(own) ? own.toRealPath() : own.toAbsolutePath();
    Path directory = target.getParent();
    Files.createDirectories(directory, permissions(directory, "rwx------"));
    CHANGING.lock();
    try (FileChannel lock = lockFile(target)) {
      // It ends with the channel. The file stays: who removed it could remove another's lock.
      lock.lock();
      change.run(target);
    } finally {
      CHANGING.unlock();
    }
  }

  /** The file itself is replaced, so that a lock on it would be one on an old file. */
  private static FileChannel lockFile(Path target) throws IOException {
    return FileChannel.open(
        target.resolveSibling(target.getFileName() + ".lock"),
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
        permissions(target, "rw-------"));
  }

  /** At once, and never readable for others. */
  private void write(Path target, DocumentBuilder document) throws IOException {
    Path directory = target.getParent();
    Path temporary =
        Files.createTempFile(
            directory,
            target.getFileName().toString(),
            ".new",
            permissions(directory, "rw-------"));
    try {
      try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes =
            ByteBuffer.wrap((document.pretty() + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      known.clear();
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static FileAttribute<?>[] permissions(Path place, String mode) {
    boolean posix =
        place.getFileSystem().equals(FileSystems.getDefault())
            && FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
