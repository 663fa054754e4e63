package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every name that a file can have comes back from its URI. */
class UriRoundTripTest {
  private static final int SEEDS = 300;
  private static final int NAMES = 50;

  private static void assertComesBack(UnionFileSystem union, Path path, String what) {
    URI uri = path.toUri();
    assertThat(uri.toString()).as(what).isASCII();
    assertThat(Path.of(uri)).as(what).isEqualTo(path);
    assertThat(Path.of(URI.create(uri.toString()))).as(what).isEqualTo(path);
    assertThat(uri.normalize().getRawAuthority()).isEqualTo(union.name());
  }

  @Test
  void everyByteAndEveryPairOfBytes() throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(layer()).mount()) {
      for (int first = 1; first < 256; first++) {
        for (int second = 1; second < 256; second++) {
          if (first != '/' && second != '/') {
            String name = Names.decode(new byte[] {(byte) first, (byte) second});
            assertComesBack(union, union.getPath("/", name), first + " " + second);
          }
        }
      }
    }
  }

  @Test
  void randomBytes() throws IOException {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(layer()).mount()) {
      for (int seed = 0; seed < SEEDS; seed++) {
        Random random = new Random(seed);
        for (int i = 0; i < NAMES; i++) {
          byte[] bytes = new byte[1 + random.nextInt(Names.MAX_BYTES)];
          random.nextBytes(bytes);
          for (int at = 0; at < bytes.length; at++) {
            bytes[at] = bytes[at] == 0 ? (byte) 'x' : bytes[at]; // A slash only parts names.
          }
          assertComesBack(union, union.getPath("/", Names.decode(bytes)), "seed " + seed);
        }
      }
    }
  }

  @Test
  void randomCharacters() throws IOException {
    String special = " %?#+&=;:@!$'()*,[]{}|\\^`~\"<>.-_/\uDCFF\uDC80\u00e4\u20ac";
    try (UnionFileSystem union = UnionFileSystem.builder().lower(layer()).mount()) {
      for (int seed = 0; seed < SEEDS; seed++) {
        Random random = new Random(seed);
        for (int i = 0; i < NAMES; i++) {
          StringBuilder text = new StringBuilder("/");
          for (int length = random.nextInt(40); length > 0; length--) {
            if (random.nextInt(3) == 0) {
              text.appendCodePoint(character(random));
            } else {
              text.append(special.charAt(random.nextInt(special.length())));
            }
          }
          if (Names.isEncodable(text.toString())) {
            assertComesBack(union, union.getPath(text.toString()), "seed " + seed);
          }
        }
      }
    }
  }

  private static int character(Random random) {
    int codePoint = 1 + random.nextInt(Character.MAX_CODE_POINT);
    boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= 0xffff;
    return surrogate ? 'x' : codePoint;
  }

  private static Layer layer() {
    return Layer.builder().build();
  }
}
