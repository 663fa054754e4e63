package io.unionfs.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/** Files of keys. */
public final class KeyFiles {
  private KeyFiles() {}

  /**
   * Writes a key and its public half into files of their own, the first for the owner's eyes only.
   * None is ever replaced: what a key that is gone has signed, nobody can sign again.
   *
   * @param password null to leave the key unencrypted
   * @throws FileAlreadyExistsException if one of the files is there; nothing is written then
   */
  public static void write(
      SigningKey key, Path secret, Path shown, char[] password, SecureRandom random)
      throws IOException {
    for (Path file : new Path[] {secret, shown}) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
    byte[] pem = password == null ? key.pem() : key.pem(password, random);
    create(secret, "rw-------", pem);
    try {
      create(shown, "rw-r--r--", key.verifyingKey().pem());
    } catch (Throwable e) {
      Files.deleteIfExists(secret);
      throw e;
    }
  }

  private static void create(Path file, String permissions, byte[] bytes) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
            }
            : new FileAttribute<?>[0];
    try (WritableByteChannel out =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        out.write(left);
      }
      if (out instanceof FileChannel channel) {
        channel.force(true);
      }
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (Throwable e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * The public key in {@code file}.
   *
   * @throws TrustException if there is none in it
   */
  public static VerifyingKey readVerifying(Path file) throws IOException {
    return VerifyingKey.parse(file.toString(), read(file));
  }

  /**
   * The private key in {@code file}.
   *
   * @throws TrustException if there is none in it, or the password is another
   */
  public static SigningKey readSigning(Path file, SigningKey.PasswordSource password)
      throws IOException {
    return SigningKey.parse(file.toString(), read(file), password);
  }

  /**
   * The public key in {@code file}, or of the private one in it.
   *
   * @throws TrustException if there is neither in it, or the password is another
   */
  public static VerifyingKey readPublicOf(Path file, SigningKey.PasswordSource password)
      throws IOException {
    byte[] pem = read(file);
    String where = file.toString();
    return Pem.parse(where, pem).label().endsWith("PRIVATE KEY")
        ? SigningKey.parse(where, pem, password).verifyingKey()
        : VerifyingKey.parse(where, pem);
  }

  /**
   * Whether others than its owner may read {@code file}; never where files have no such
   * permissions.
   */
  public static boolean isShared(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return view != null
        && view.readAttributes().permissions().stream()
            .anyMatch(
                each ->
                    each == PosixFilePermission.GROUP_READ
                        || each == PosixFilePermission.OTHERS_READ);
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new TrustException(file + ": is a directory, no file of a key");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(Pem.MAX_BYTES + 1);
    }
  }
}
