/**
 * The {@code java.nio.file} provider of union mounts: a thin adaptor from {@code Files} to the
 * engine.
 *
 * <pre>
 *   UnionFileSystemProvider      one method per operation of Files; each is a few lines
 *     ├─ MountOptions, MountPlan, MountRegistry, PathUris      from options and URIs to a mount
 *     ├─ MountedFileSystem       one mount and its caller; UnionPath: names, parsed once
 *     ├─ UnionFileSystem, UnionCalls      what is asked of a union besides
 *     ├─ SharedMount             what the views of one mount, for several callers, have in common
 *     ├─ Accounts, AccountTable, UserSpec      users and groups of the image, by name
 *     ├─ Opening, UnionFileChannel, UnionAsynchronousFileChannel, Transfer, FileLocks      data
 *     ├─ UnionDirectoryStream, OpenDirectoryView      directories, and what is relative to them
 *     ├─ UnionWatchService, UnionWatchKey, Registration      directories watched
 *     ├─ OpenFiles               what is open
 *     ├─ Export, ExportPlace, ExportNames, ExportAttributes      trees for other filesystems
 *     ├─ Copying, Moving, FileCopy      what the engine has no single operation for
 *     ├─ AttributeViews, UserXattrView, XattrView, UnionFileAttributes, Principals
 *     ├─ ReadOnlyFileSystem, ReadOnlyProvider, ReadOnlyPath      the writable layer, shown
 *     └─ Errors                  errno → exception, in this one place
 * </pre>
 *
 * <p>What {@code Files} cannot say is said with {@link io.unionfs.nio.RenameOption}, {@link
 * io.unionfs.nio.UnionFiles} and {@link io.unionfs.nio.XattrFileAttributeView}; errnos there are
 * those of the system calls.
 *
 * <p>What is right is what the JDK's default provider does on Linux on a mount of the kernel's
 * overlayfs: the same result, or the same exception with the same reason. Where releases of the JDK
 * differ, {@code JdkRelease} says so. This package knows nothing of the union's rules: it keeps no
 * state of files but the positions of channels, the locks on them, and the image's users as last
 * read.
 *
 * <p>Locks: a channel's position lock is held while the engine reads or writes for it. The engine
 * calls back into watch keys alone, with none of its locks held; they take a key's monitor, then
 * their service's lock, and call nothing from there.
 */
package io.unionfs.nio;
