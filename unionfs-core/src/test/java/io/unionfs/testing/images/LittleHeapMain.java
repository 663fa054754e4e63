package io.unionfs.testing.images;

import io.unionfs.image.Image;
import java.io.IOException;
import java.nio.file.Path;

/** Writes and reads all test images, and ends badly if the heap does not suffice. */
final class LittleHeapMain {
  private LittleHeapMain() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    // Larger than the heap.
    TestImageOptions options =
        TestImageOptions.defaults().withBombBytes(96 << 20).withEntries(20_000);
    int count = 0;
    for (TestImage testImage : TestImage.all().toList()) {
      ImageForm form =
          testImage.forms().contains(ImageForm.OCI_ARCHIVE)
              ? ImageForm.OCI_ARCHIVE
              : ImageForm.DOCKER_ARCHIVE;
      Path file = testImage.write(form, directory.resolve("image-heap"), options);
      try (Image image = Image.open(file)) {
        image.layers();
      } catch (IOException e) {
        // refused
      }
      count++;
    }
    System.out.println(count + " images");
  }
}
