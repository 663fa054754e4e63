package io.unionfs.testing.images;

import io.unionfs.archive.Hashing;
import io.unionfs.lab.SeededContent;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.testing.images.TarBytes.Header;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;

/**
 * A layer of a synthetic image: as a tree, and as a tar, which takes a header for each entry on the
 * heap and nothing for the files' data. Safe for use by many threads.
 */
final class SyntheticLayer {
  private static final String WHITEOUT = ".wh.";
  private static final int BUFFER = 1 << 16;

  private final Layer tree;
  private final SegmentedContent tar = new SegmentedContent();
  private Digest digest; // guarded by this

  /**
   * A layer.
   *
   * @param files by path; null for a path that is deleted
   */
  SyntheticLayer(String name, SortedMap<String, SeededContent> files) {
    LayerBuilder builder = Layer.builder().named(name).time(Instant.EPOCH);
    Set<String> directories = new HashSet<>();
    files.forEach(
        (path, content) -> {
          addParents(path, directories);
          if (content == null) {
            builder.whiteout(path);
            int slash = path.lastIndexOf('/') + 1;
            add(new Header(path.substring(0, slash) + WHITEOUT + path.substring(slash), '0'));
          } else {
            builder.file(path, content);
            add(new Header(path, '0').size(content.size()));
            tar.add(content);
            tar.add(Content.of(new byte[(int) (-content.size() & 511)]));
          }
        });
    tar.add(Content.of(new byte[1024]));
    tree = builder.build();
  }

  private void addParents(String path, Set<String> made) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String directory = path.substring(0, slash + 1);
      if (made.add(directory)) {
        add(new Header(directory, '5').mode(0755));
      }
    }
  }

  private void add(Header header) {
    tar.add(Content.of(header.block()));
  }

  Layer tree() {
    return tree;
  }

  Content tar() {
    return tar;
  }

  /** The tar's digest, which is the layer's DiffID; all bytes are made for it once. */
  synchronized Digest digest() {
    if (digest == null) {
      Hashing hashing = new Hashing("sha256");
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      try (Content.Reader reader = tar.open()) {
        for (long at = 0; at < tar.size(); at += buffer.position()) {
          buffer.clear();
          reader.read(buffer, at);
          hashing.add(buffer.array(), 0, buffer.position());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      digest = hashing.digest();
    }
    return digest;
  }
}
