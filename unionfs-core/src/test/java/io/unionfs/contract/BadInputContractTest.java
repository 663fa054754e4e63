package io.unionfs.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Null, paths of others, illegal characters, and filesystems that do not match. */
class BadInputContractTest extends Contract {
  private final AtomicInteger made = new AtomicInteger();

  private Path fresh() {
    return at("fresh" + made.incrementAndGet());
  }

  /** An argument that is no fault, for a parameter of {@code type}. */
  private Object good(Method method, Class<?> type) throws IOException {
    if (type == Path.class && method.getName().startsWith("createTemp")) {
      return root;
    }
    if (type == Path.class) {
      return method.getName().matches("create.*|copy|move|write.*|newOutput.*|newBufferedW.*")
          ? fresh()
          : at("f");
    }
    Map<Class<?>, Object> goods =
        Map.ofEntries(
            Map.entry(
                String.class,
                method.getName().equals("newDirectoryStream")
                    ? "*"
                    : method.getName().equals("setAttribute") ? "lastModifiedTime" : "size"),
            Map.entry(Charset.class, UTF_8),
            Map.entry(InputStream.class, new ByteArrayInputStream(new byte[1])),
            Map.entry(OutputStream.class, new ByteArrayOutputStream()),
            Map.entry(byte[].class, new byte[1]),
            Map.entry(Iterable.class, List.of("a")),
            Map.entry(CharSequence.class, "a"),
            Map.entry(Set.class, Set.of()),
            Map.entry(FileTime.class, FileTime.fromMillis(0)),
            Map.entry(Object.class, FileTime.fromMillis(0)),
            Map.entry(UserPrincipal.class, Files.getOwner(at("f"))),
            Map.entry(FileVisitor.class, new SimpleFileVisitor<Path>() {}),
            Map.entry(BiPredicate.class, (BiPredicate<Path, BasicFileAttributes>) (a, b) -> true),
            Map.entry(DirectoryStream.Filter.class, (DirectoryStream.Filter<Path>) a -> true),
            Map.entry(CopyOption[].class, new CopyOption[0]),
            Map.entry(FileAttribute[].class, new FileAttribute<?>[0]),
            Map.entry(LinkOption[].class, new LinkOption[0]),
            Map.entry(OpenOption[].class, new OpenOption[0]),
            Map.entry(FileVisitOption[].class, new FileVisitOption[0]),
            Map.entry(String[].class, new String[0]),
            Map.entry(Path[].class, new Path[] {path("a")}),
            Map.entry(URI.class, at("f").toUri()),
            Map.entry(ByteBuffer.class, ByteBuffer.allocate(1)),
            Map.entry(ByteBuffer[].class, new ByteBuffer[] {ByteBuffer.allocate(1)}),
            Map.entry(
                WritableByteChannel.class,
                java.nio.channels.Channels.newChannel(new ByteArrayOutputStream())),
            Map.entry(
                ReadableByteChannel.class,
                java.nio.channels.Channels.newChannel(new ByteArrayInputStream(new byte[1]))),
            Map.entry(FileChannel.MapMode.class, FileChannel.MapMode.READ_ONLY),
            Map.entry(
                WatchEvent.Kind[].class,
                new WatchEvent.Kind<?>[] {StandardWatchEventKinds.ENTRY_CREATE}),
            Map.entry(WatchEvent.Modifier[].class, new WatchEvent.Modifier[0]),
            Map.entry(int.class, 0),
            Map.entry(long.class, 0L),
            Map.entry(boolean.class, false),
            Map.entry(
                Class.class,
                method.getName().equals("readAttributes")
                    ? BasicFileAttributes.class
                    : BasicFileAttributeView.class));
    Object good = goods.get(type);
    assertThat(good).as("an argument for %s", method).isNotNull();
    return good;
  }

  /** Calls {@code methods} with null for each parameter in turn; what did not throw an NPE. */
  private List<String> taken(
      Function<Method, Object> target, List<Method> methods, Set<Class<?>> without)
      throws Exception {
    List<String> taken = new ArrayList<>();
    for (Method method : methods) {
      Class<?>[] types = method.getParameterTypes();
      for (int at = 0; at < types.length; at++) {
        if (types[at].isPrimitive() || Arrays.stream(types).anyMatch(without::contains)) {
          continue;
        }
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
          arguments[i] = i == at ? null : good(method, types[i]);
        }
        String call = method.getName() + Arrays.stream(types).map(Class::getSimpleName).toList();
        try {
          Object result = method.invoke(target.apply(method), arguments);
          if (result instanceof AutoCloseable closeable) {
            closeable.close();
          }
          if (method.getName().startsWith("createTemp")) {
            Files.delete((Path) result);
          }
          taken.add(call + " " + at + " taken");
        } catch (InvocationTargetException e) {
          if (!(e.getCause() instanceof NullPointerException)) {
            taken.add(call + " " + at + " " + e.getCause().getClass().getSimpleName());
          }
        }
      }
    }
    taken.sort(null);
    return taken;
  }

  private static List<Method> publicMethods(Class<?> type, boolean isStatic) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class)
        .filter(method -> !method.isBridge() && !method.getName().equals("equals"))
        .filter(method -> Modifier.isStatic(method.getModifiers()) == isStatic)
        .toList();
  }

  // ---- null ----

  @Test
  void everyMethodOfFilesRefusesNull() throws Exception {
    // A prefix or suffix may be null, a time too; the rest is not looked at before it is needed.
    assertThat(taken(method -> null, publicMethods(Files.class, true), Set.of()))
        .containsExactly(
            "createTempDirectory[Path, String, FileAttribute[]] 1 taken",
            "createTempDirectory[String, FileAttribute[]] 0 taken",
            "createTempFile[Path, String, String, FileAttribute[]] 1 taken",
            "createTempFile[Path, String, String, FileAttribute[]] 2 taken",
            "createTempFile[String, String, FileAttribute[]] 0 taken",
            "createTempFile[String, String, FileAttribute[]] 1 taken",
            "find[Path, int, BiPredicate, FileVisitOption[]] 2 taken",
            "setAttribute[Path, String, Object, LinkOption[]] 2 taken");
  }

  @Test
  void everyMethodOfPathRefusesNull() throws Exception {
    assertThat(
            taken(
                method -> at("dir"), publicMethods(Path.class, false), Set.of(WatchService.class)))
        .containsExactly();
  }

  @Test
  void everyMethodOfFileSystemRefusesNull() throws Exception {
    assertThat(taken(method -> fs, publicMethods(FileSystem.class, false), Set.of()))
        .containsExactly();
  }

  @Test
  void everyMethodOfFileChannelRefusesNull() throws Exception {
    try (FileChannel channel =
        FileChannel.open(at("f"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      List<Method> methods =
          publicMethods(FileChannel.class, false).stream()
              .filter(
                  method ->
                      Arrays.stream(method.getParameterTypes())
                          .noneMatch(type -> type.getName().startsWith("java.lang.foreign")))
              .toList();
      assertThat(taken(method -> channel, methods, Set.of())).containsExactly();
    }
  }

  @Test
  void everyMethodOfFileStoreRefusesNull() throws Exception {
    FileStore store = Files.getFileStore(at("f"));
    assertThat(taken(method -> store, publicMethods(FileStore.class, false), Set.of()))
        .containsExactly();
  }

  @Test
  void registerRefusesNull() {
    assertThrows(
        NullPointerException.class,
        () -> at("dir").register(null, StandardWatchEventKinds.ENTRY_CREATE));
  }

  @Test
  void registerRefusesNullKinds() throws IOException {
    try (WatchService service = fs.newWatchService()) {
      assertThrows(
          NullPointerException.class, () -> at("dir").register(service, (WatchEvent.Kind<?>) null));
    }
  }

  @Test
  void nullOptionsAreRefused() {
    assertThrows(
        NullPointerException.class, () -> Files.copy(at("f"), at("new"), (CopyOption) null));
    assertThrows(
        NullPointerException.class, () -> Files.move(at("f"), at("new"), (CopyOption) null));
    assertThrows(
        NullPointerException.class, () -> Files.newByteChannel(at("f"), (OpenOption) null));
    assertThrows(
        NullPointerException.class,
        () -> Files.readAttributes(at("f"), BasicFileAttributes.class, (LinkOption) null));
    assertThrows(
        NullPointerException.class,
        () -> Files.createDirectory(at("new"), (FileAttribute<?>) null));
    assertThat(at("f")).exists();
    assertThat(at("new")).doesNotExist();
  }

  @Test
  void theMatcherRefusesNull() {
    assertThrows(NullPointerException.class, () -> fs.getPathMatcher("glob:*").matches(null));
  }

  // ---- illegal characters ----

  @Test
  void aNulIsInNoPath() {
    assertThrows(InvalidPathException.class, () -> path("a\0b"));
    assertThrows(InvalidPathException.class, () -> path("a", "b\0"));
    assertThrows(InvalidPathException.class, () -> at("f").resolve("\0"));
    assertThrows(InvalidPathException.class, () -> at("f").startsWith("\0"));
  }

  @Test
  void whatCannotBeEncodedIsInNoPath() {
    assertThrows(InvalidPathException.class, () -> path("a\uD800"));
  }

  @Test
  void everyOtherCharacterIsLegalInAName() throws IOException {
    for (String name : new String[] {"\\", "\n", ":", "*", "?", " ", "\"", "|", "\u007f", "😀"}) {
      Files.writeString(at("dir").resolve(name), name);
      assertThat(Files.readString(at("dir").resolve(name))).isEqualTo(name);
      Files.delete(at("dir").resolve(name));
    }
  }

  @Test
  void aNameOf255BytesIsTheLongest() throws IOException {
    Files.createFile(at("n".repeat(255)));
    assertThrows(IOException.class, () -> Files.createFile(at("n".repeat(256))));
    Files.createFile(at("ä".repeat(127)));
    assertThrows(IOException.class, () -> Files.createFile(at("ä".repeat(128))));
  }

  @Test
  void uriOfAnotherFormAreIllegal() {
    var provider = fs.provider();
    assertThrows(IllegalArgumentException.class, () -> provider.getPath(URI.create("other://x/y")));
    assertThrows(
        IllegalArgumentException.class,
        () -> provider.getPath(URI.create(provider.getScheme() + ":relative")));
  }

  // ---- paths of others ----

  @Test
  void pathsOfOthersAreNotResolved() throws Exception {
    withForeign(
        foreign -> {
          assertThrows(ProviderMismatchException.class, () -> root.resolve(foreign));
          assertThrows(ProviderMismatchException.class, () -> root.resolveSibling(foreign));
          assertThrows(ProviderMismatchException.class, () -> root.relativize(foreign));
        });
  }

  @Test
  void theProviderRefusesPathsOfOthers() throws Exception {
    var provider = fs.provider();
    withForeign(
        foreign -> {
          assertThrows(ProviderMismatchException.class, () -> provider.delete(foreign));
          assertThrows(ProviderMismatchException.class, () -> provider.createDirectory(foreign));
          assertThrows(ProviderMismatchException.class, () -> provider.checkAccess(foreign));
          assertThrows(
              ProviderMismatchException.class, () -> provider.newByteChannel(foreign, Set.of()));
          assertThrows(
              ProviderMismatchException.class,
              () -> provider.newDirectoryStream(foreign, file -> true));
          assertThrows(
              ProviderMismatchException.class,
              () -> provider.readAttributes(foreign, BasicFileAttributes.class));
          assertThrows(
              ProviderMismatchException.class, () -> provider.readAttributes(foreign, "*"));
          assertThrows(ProviderMismatchException.class, () -> provider.getFileStore(foreign));
          assertThrows(ProviderMismatchException.class, () -> provider.readSymbolicLink(foreign));
        });
  }

  @Test
  void theProviderRefusesPathsOfOthersAsTargets() throws Exception {
    var provider = fs.provider();
    withForeign(
        foreign -> {
          assertThrows(ProviderMismatchException.class, () -> provider.copy(at("f"), foreign));
          assertThrows(ProviderMismatchException.class, () -> provider.move(at("f"), foreign));
          assertThrows(
              ProviderMismatchException.class, () -> provider.createLink(at("new"), foreign));
          assertThrows(
              ProviderMismatchException.class,
              () -> provider.createSymbolicLink(at("new"), foreign));
        });
  }

  @Test
  void filesRefusesALinkToAPathOfOthers() throws Exception {
    withForeign(
        foreign -> {
          assertThrows(ProviderMismatchException.class, () -> Files.createLink(at("new"), foreign));
          assertThrows(
              ProviderMismatchException.class, () -> Files.createSymbolicLink(at("new"), foreign));
        });
  }

  @Test
  void anotherProvidersWatchServiceIsRefused() throws Exception {
    withForeign(
        foreign -> {
          try (WatchService other = foreign.getFileSystem().newWatchService()) {
            assertThrows(
                ProviderMismatchException.class,
                () -> at("dir").register(other, StandardWatchEventKinds.ENTRY_CREATE));
          }
        });
  }

  @Test
  void aPrincipalOfOthersIsRefused() {
    assertThrows(ProviderMismatchException.class, () -> Files.setOwner(at("f"), () -> "somebody"));
  }
}
