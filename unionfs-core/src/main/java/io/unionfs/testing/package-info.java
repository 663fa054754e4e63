/**
 * The fixture for tests of others: a union, an image or a container in a test, by annotation.
 *
 * <p>A union of a few files, for one test:
 *
 * <pre>{@code
 * @Test
 * void greetingIsChanged(@UnionFs @Lower("etc/motd=hello") UnionFileSystem fs) throws IOException {
 *   new Greeter(fs.getPath("/")).greet("world");
 *   assertThat(fs.changes()).hasToString("[C /etc, C /etc/motd]");
 * }
 * }</pre>
 *
 * <p>An image of the test resources, read once; each test writes to a layer of its own:
 *
 * <pre>{@code
 * @Image("images/app.tar")
 * class MigrationTest {
 *   @UnionFs Path root;
 *
 *   @Test
 *   void keepsTheOldData() throws IOException { … }
 *
 *   @Test
 *   @FaultAt(value = FaultPoint.UPPER_WRITE, path = "glob:/var/lib/**", fail = Errno.ENOSPC)
 *   void bearsAFullDisk() throws IOException { … }
 * }
 * }</pre>
 *
 * <p>A container, and a temporary directory of JUnit's on a union:
 *
 * <pre>{@code
 * @Test
 * void backupIsWhole(
 *     @UnionFs @Image("images/app.tar") @AsUser("app") Container container,
 *     @TempDir(factory = UnionTempDirFactory.class) Path target)
 *     throws IOException {
 *   container.exec(null, files -> Backup.of(files.getPath("/srv")).to(target));
 *   assertThat(target.resolve("srv.tar")).exists();
 * }
 * }</pre>
 *
 * <p>A registry in the process is given by {@link io.unionfs.testing.Registry}.
 *
 * <p>{@link io.unionfs.testing.UnionFs} says more. The extension itself has no state:
 *
 * <pre>
 *   run (JUnit's root context)  SharedLayers: images, layers, merged trees, stores of containers
 *     class                     SetUps: snapshots; Fixtures: what is of the class
 *       test                    Fixtures: what is of the test, checked and closed at its end
 * </pre>
 *
 * <p>JUnit Jupiter 5.10 or later is needed, and is not brought along. Only what 5.10.0 has is used.
 */
package io.unionfs.testing;
