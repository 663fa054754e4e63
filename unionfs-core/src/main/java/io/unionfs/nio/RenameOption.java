package io.unionfs.nio;

import java.nio.file.CopyOption;

/**
 * The flags of renameat2(2) as options of {@link java.nio.file.Files#move Files.move}, for what the
 * standard options cannot say.
 *
 * <pre>{@code
 * Files.move(built, live, RenameOption.EXCHANGE);     // live is now what was built, and vice versa
 * Files.move(draft, name, RenameOption.NOREPLACE);    // or FileAlreadyExistsException, no race
 * }</pre>
 *
 * <p>With one of them a move is one rename and never a copy, as with {@link
 * java.nio.file.StandardCopyOption#ATOMIC_MOVE ATOMIC_MOVE}, which may be given as well and changes
 * nothing; so may {@link java.nio.file.LinkOption#NOFOLLOW_LINKS NOFOLLOW_LINKS}, for a rename
 * never follows a link. It fails with
 *
 * <ul>
 *   <li>{@link java.nio.file.AtomicMoveNotSupportedException}, reason {@code Invalid cross-device
 *       link}, where renameat2(2) fails with EXDEV: paths of two mounts, or under {@code
 *       redirect_dir=off} a directory that a lower layer holds, on either side of an exchange;
 *   <li>{@link IllegalArgumentException} for options that exclude each other: both of these, or one
 *       of them with {@link java.nio.file.StandardCopyOption#REPLACE_EXISTING REPLACE_EXISTING};
 *   <li>{@link UnsupportedOperationException} in {@code Files.copy}, and on paths of other
 *       filesystems, or when one of the two paths is of another;
 *   <li>otherwise the exceptions of an atomic move: the errno's, with both paths.
 * </ul>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/rename.2.html">rename(2)</a>
 */
public enum RenameOption implements CopyOption {
  /**
   * Fail if the target exists, in the same step as the move ({@code RENAME_NOREPLACE}): {@link
   * java.nio.file.FileAlreadyExistsException} of the target, even if both paths are one file.
   * {@code Files.move} without options looks before it moves, so that another's new file can be
   * lost.
   */
  NOREPLACE,

  /**
   * Exchange source and target, which may be of different types, in one step ({@code
   * RENAME_EXCHANGE}). Both must exist, or {@link java.nio.file.NoSuchFileException}. Other threads
   * see both names at all times.
   */
  EXCHANGE
}
