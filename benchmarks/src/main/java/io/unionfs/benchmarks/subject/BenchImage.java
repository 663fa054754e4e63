package io.unionfs.benchmarks.subject;

import io.unionfs.container.Container;
import io.unionfs.container.Container.CommitSpec;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.ContainerSpec;
import io.unionfs.image.Image;
import io.unionfs.image.ImageReference;
import io.unionfs.image.ImageWriter;
import io.unionfs.image.NamedImage;
import io.unionfs.image.Platform;
import io.unionfs.layer.Content;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The image that benchmarks load, walk and commit on: one that was given, or a synthetic one. */
public final class BenchImage {
  /** The system property that names the image's file. */
  public static final String PROPERTY = "unionfs.bench.image";

  /** How many layers the synthetic one has: as many as half of the images on Docker Hub. */
  public static final int LAYERS = 8;

  /** Of how many files of Debian one is in the image that a benchmark makes for itself. */
  private static final int SMALL = 20;

  private static final ImageReference NAME = ImageReference.parse("debian-shaped:bench");
  private static Path made;

  private BenchImage() {}

  /** The image's file; a small synthetic one, made now, where none was named. */
  public static synchronized Path file() throws IOException {
    String given = System.getProperty(PROPERTY);
    if (given != null) {
      return Path.of(given);
    }
    if (made == null) {
      made = Files.createTempFile("unionfs-bench", ".tar");
      made.toFile().deleteOnExit();
      write(made, SMALL);
    }
    return made;
  }

  /**
   * Writes a synthetic image of Debian's shape.
   *
   * @param share of how many files of Debian one is in it: 1 for all
   */
  public static void write(Path file, int share) throws IOException {
    List<List<Node>> cut = DebianShape.tree(share, 1).cut(LAYERS);
    try (Store store = Store.inMemory();
        ContainerEngine engine =
            ContainerEngine.open(store, InstantSource.system(), new Random(1))) {
      Path tar = Files.createTempFile("unionfs-bench", ".tar");
      try {
        try (UnionFileSystem bottom = UnionLayers.mount(UnionLayers.of(cut.subList(0, 1)));
            OutputStream out = Files.newOutputStream(tar)) {
          bottom.writeTree(out);
        }
        engine.importTar(
            tar, NAME, Platform.host(), List.of("CMD [\"sh\"]"), "", ProgressListener.NONE);
      } finally {
        Files.delete(tar);
      }
      for (List<Node> layer : cut.subList(1, LAYERS)) {
        Container container = engine.create(ContainerSpec.of(NAME.toString()));
        try (UnionFileSystem files = container.files()) {
          Written.write(layer, files.getPath("/"));
        }
        container.commit(CommitSpec.of(NAME));
        container.remove(Container.Removal.IF_STOPPED, Container.VolumesOf.REMOVED);
      }
      try (OutputStream out = Files.newOutputStream(file)) {
        ImageWriter.write(
            List.of(new NamedImage(store.images().get(NAME.toString()), List.of(NAME))),
            ImageWriter.Form.DOCKER_ARCHIVE,
            out,
            ProgressListener.NONE);
      }
    }
  }

  /** What an image holds, as a tree that reads the files' content from a mount of the image. */
  public static final class Contents implements AutoCloseable {
    private final Image image;
    private final UnionFileSystem union;
    private final Tree tree;

    /** Opens the image in {@code file}. */
    public Contents(Path file) throws IOException {
      image = Image.open(file);
      try {
        union = UnionLayers.mount(List.copyOf(image.layers()));
        tree = new Tree(List.of(), nodes(union.getPath("/")));
      } catch (IOException | RuntimeException e) {
        image.close();
        throw e;
      }
    }

    /** Files, directories and links; special files are left out. */
    public Tree tree() {
      return tree;
    }

    /** How many layers the image has. */
    public int layers() {
      return union.lowerLayers().size();
    }

    private static List<Node> nodes(Path root) throws IOException {
      List<Node> nodes = new ArrayList<>();
      try (Stream<Path> walk = Files.walk(root)) {
        for (Path path : (Iterable<Path>) walk.skip(1)::iterator) {
          BasicFileAttributes attributes =
              Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
          if (attributes.isDirectory()) {
            nodes.add(new Node.Directory(path.toString()));
          } else if (attributes.isSymbolicLink()) {
            nodes.add(new Node.Link(path.toString(), Files.readSymbolicLink(path).toString()));
          } else if (attributes.isRegularFile()) {
            nodes.add(new Node.File(path.toString(), new InMount(path, attributes.size())));
          }
        }
      }
      return nodes;
    }

    @Override
    public void close() throws IOException {
      union.close();
      image.close();
    }
  }

  private record InMount(Path path, long size) implements Content {
    @Override
    public Reader open() throws IOException {
      SeekableByteChannel channel = Files.newByteChannel(path);
      return new Reader() {
        @Override
        public synchronized int read(ByteBuffer target, long position) throws IOException {
          return channel.position(position).read(target);
        }

        @Override
        public void close() throws IOException {
          channel.close();
        }
      };
    }
  }
}
