package io.unionfs.testing.images;

import io.unionfs.layer.Digest;
import java.util.Arrays;
import java.util.List;

/**
 * A layer of a test image.
 *
 * @param mediaType the suffix of its media type: {@code ""}, {@code "+gzip"}, {@code "+zstd"}
 * @param blob its bytes in the image
 * @param diffId what the config says of it
 */
record TestLayer(String mediaType, Blob blob, Digest diffId) {
  static TestLayer plain(Blob tar) {
    return new TestLayer("", tar, tar.digest());
  }

  static TestLayer plain(byte[] tar) {
    return plain(Blob.of(tar));
  }

  static TestLayer gzip(Blob tar) {
    return new TestLayer("+gzip", tar.gzip(), tar.digest());
  }

  static TestLayer zstd(Blob tar) {
    return new TestLayer("+zstd", tar.zstd(), tar.digest());
  }

  /** A layer whose bytes in the image are {@code bytes}, whatever they should be. */
  static TestLayer of(String mediaType, byte[] bytes, Blob tar) {
    return new TestLayer(mediaType, Blob.of(bytes), tar.digest());
  }

  static List<TestLayer> stack(byte[]... tars) {
    return Arrays.stream(tars).map(TestLayer::plain).toList();
  }
}
