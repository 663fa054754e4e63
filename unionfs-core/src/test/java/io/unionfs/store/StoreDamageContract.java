package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.unionfs.archive.TarWriter;
import io.unionfs.image.Descriptor;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Digest;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

/** What a store refuses, and what {@link Store#check} finds. */
abstract class StoreDamageContract extends StoreRemovalContract {
  /** The one line with which {@code image} is refused, after which nothing of it is there. */
  private AbstractStringAssert<?> refusal(MadeImage image) throws IOException {
    StoredImage kept = add(twoLayers(), "kept");
    List<Path> before = files();
    Throwable thrown = catchThrowable(() -> add(image, "bad"));
    assertThat(thrown).isInstanceOf(IOException.class);
    assertThat(thrown.getMessage()).hasLineCount(1).matches("[^\\p{Cntrl}]*");
    assertThat(files()).containsExactlyElementsOf(before);
    assertThat(store.images().list()).extracting(StoredImage::id).containsExactly(kept.id());
    assertThat(problems()).isEmpty();
    return assertThat(thrown.getMessage());
  }

  /** All that is in the store. */
  List<Path> files() throws IOException {
    try (var all = Files.walk(store.directory())) {
      return all.sorted().toList();
    }
  }

  private List<Store.Problem> problems() throws IOException {
    return store.check(ProgressListener.NONE).problems();
  }

  private static MadeImage withBlob(byte[] named, byte[] is) {
    MadeImage image = new MadeImage().plain(named);
    image.blobs.put(MadeImage.digest(named), is);
    return image;
  }

  @Test
  void aBlobOfAnotherDigest() throws IOException {
    byte[] tar = MadeImage.tar("a", "abc");
    byte[] other = MadeImage.tar("a", "abd");
    refusal(withBlob(tar, other)).contains("has another digest", "the image is damaged");
  }

  @Test
  void aBlobOfAnotherSize() throws IOException {
    byte[] tar = MadeImage.tar("a", "abc");
    refusal(withBlob(tar, Arrays.copyOf(tar, tar.length - 512))).contains("but its descriptor");
  }

  @Test
  void aLayerOfAnotherDiffId() throws IOException {
    byte[] tar = MadeImage.tar("a", "abc");
    Digest wrong = MadeImage.digest(new byte[1]);
    refusal(new MadeImage().layer(MadeImage.LAYER, tar, wrong)).contains("DiffID is " + wrong);
    refusal(new MadeImage().layer(MadeImage.LAYER + "+gzip", MadeImage.gzip(tar), wrong))
        .contains("DiffID is " + wrong);
  }

  @Test
  void aBlobThatClaimsToBeALayerThatIsThere() throws IOException {
    Digest known = MadeImage.digest(MadeImage.tar("etc/name", "two!"));
    byte[] other = MadeImage.gzip(MadeImage.tar("evil", "x"));
    refusal(new MadeImage().layer(MadeImage.LAYER + "+gzip", other, known))
        .contains("DiffID is " + known);
  }

  @Test
  void aGzipThatIsCutOff() throws IOException {
    byte[] tar = MadeImage.tar("a", "abc");
    byte[] packed = MadeImage.gzip(tar);
    byte[] cut = Arrays.copyOf(packed, packed.length - 20);
    refusal(new MadeImage().layer(MadeImage.LAYER + "+gzip", cut, MadeImage.digest(tar)))
        .contains("layer 0", "damaged gzip");
  }

  @Test
  void aTarThatIsCutOff() throws IOException {
    byte[] cut = Arrays.copyOf(MadeImage.tar("a", "abc".repeat(1000)), 1024);
    refusal(new MadeImage().plain(cut)).contains("layer 0");
    refusal(new MadeImage().gzipped(cut)).contains("layer 0");
  }

  @Test
  void whatIsNoTar() throws IOException {
    byte[] noise = new byte[5000];
    new Random(1).nextBytes(noise);
    refusal(new MadeImage().plain(noise)).contains("layer 0");
    refusal(new MadeImage().gzipped(noise)).contains("layer 0");
  }

  @Test
  void aLayerThatIsCompressedTwice() throws IOException {
    refusal(new MadeImage().gzipped(MadeImage.gzip(MadeImage.tar("a", "abc"))))
        .contains("compressed twice");
  }

  @Test
  void anEntryThatLeavesTheRoot() throws IOException {
    byte[] tar = MadeImage.tar("XX/XX/etc/passwd", "evil");
    byte[] name = "../../etc/passwd".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(name, 0, tar, 0, name.length);
    sum(tar);
    refusal(new MadeImage().plain(tar)).contains("../../etc/passwd");
    refusal(new MadeImage().gzipped(tar)).contains("../../etc/passwd");
  }

  /** Corrects the checksum of the first header (ustar: six octal digits, NUL, space). */
  private static void sum(byte[] tar) {
    Arrays.fill(tar, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += tar[i] & 0xff;
    }
    byte[] octal = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(octal, 0, tar, 148, 8);
  }

  @Test
  void aHardLinkToNothing() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TarWriter writer = new TarWriter(bytes, "made");
    writer.add(new ArchiveEntry.Directory("d", Attributes.of(0755, Instant.EPOCH)));
    writer.add(new ArchiveEntry.HardLink("d/a", "no/such/file"));
    writer.finish();
    refusal(new MadeImage().plain(bytes.toByteArray())).contains("d/a");
  }

  @Test
  void aConfigOfMoreLayersThanTheManifest() throws IOException {
    MadeImage image = twoLayers();
    image.diffIds.add(image.diffIds.get(0));
    refusal(image).contains("lists 2 layers");
  }

  @Test
  void aLayerThatIsLargerThanTheWholeDisk() throws IOException {
    MadeImage image = twoLayers();
    image.layers.set(
        0, Descriptor.of(MadeImage.LAYER, image.layers.get(0).digest(), Long.MAX_VALUE / 4));
    refusal(image).contains("too little room");
  }

  private StoredImage damaged(String path, byte[] bytes) throws IOException {
    StoredImage image = add(twoLayers(), "app");
    damage(path, bytes);
    return image;
  }

  private void damage(String path, byte[] bytes) throws IOException {
    Path file = store.directory().resolve(path);
    Files.deleteIfExists(file);
    Files.write(file, bytes);
  }

  private static String layer(int number) throws IOException {
    return "layers/" + twoLayers().diffIds.get(number).hex() + "/";
  }

  private static String blob(int number) throws IOException {
    return "blobs/sha256/" + twoLayers().layers.get(number).digest().hex();
  }

  private void found(String path, String what) throws IOException {
    assertThat(problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.where()).isEqualTo(store.directory().resolve(path).toString());
              assertThat(problem.what()).contains(what);
              assertThat(problem.remedy()).isNotEmpty();
              assertThat(problem.toString()).hasLineCount(1);
            });
  }

  @Test
  void aDamagedBlobIsFound() throws IOException {
    damaged(blob(0), MadeImage.tar("etc/os", "0ne"));
    found(blob(0), "its digest is");
  }

  @Test
  void aBlobOfAnotherSizeIsFound() throws IOException {
    damaged(blob(1), new byte[7]);
    found(blob(1), "its digest is");
    found(blob(1), "image app:latest: the blob is not of");
  }

  @Test
  void aMissingBlobIsFound() throws IOException {
    add(twoLayers(), "app");
    Files.delete(store.directory().resolve(blob(1)));
    found(blob(1), "image app:latest: the blob is not there");
  }

  @Test
  void aMissingManifestIsFoundAndCollectionRefused() throws IOException {
    StoredImage image = add(twoLayers(), "app");
    String path = "blobs/sha256/" + image.manifest().digest().hex();
    Files.delete(store.directory().resolve(path));
    found(path, "image app:latest: ");
    assertThat(catchThrowable(() -> store.collect())).isInstanceOf(StoreException.class);
    assertThat(catchThrowable(() -> store.images().get("app"))).isInstanceOf(StoreException.class);
    store.images().remove("app", Images.Removal.IF_UNUSED);
    assertThat(problems()).isEmpty();
    store.collect();
    assertThat(store.directory().resolve("layers")).isEmptyDirectory();
  }

  @Test
  void aDamagedTarIsFound() throws IOException {
    damaged(layer(1) + "layer.tar", MadeImage.tar("etc/name", "too!"));
    found(layer(1) + "layer.tar", "its digest is");
  }

  @Test
  void aTarOfAnotherSizeIsFoundAndNotOpened() throws IOException {
    StoredImage image = damaged(layer(1) + "layer.tar", new byte[512]);
    found(layer(1) + "layer.tar", "has 512 bytes, not");
    assertThat(catchThrowable(() -> store.openLayers(image)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another size");
  }

  @Test
  void aMissingTarIsFound() throws IOException {
    StoredImage image = add(twoLayers(), "app");
    Files.delete(store.directory().resolve(layer(1) + "layer.tar"));
    found(layer(1).substring(0, layer(1).length() - 1), "its tar is not there");
    assertThat(catchThrowable(() -> store.openLayers(image))).isInstanceOf(StoreException.class);
  }

  @Test
  void aMissingLayerIsFound() throws IOException {
    add(twoLayers(), "app");
    Files.delete(store.directory().resolve(layer(0) + "layer.json"));
    Files.delete(store.directory().resolve(layer(0)));
    found(layer(0).substring(0, layer(0).length() - 1), "image app:latest: the layer is not there");
  }

  @Test
  void aRecordOfALayerThatIsWrongIsFound() throws IOException {
    damaged(layer(0) + "layer.json", "{\"diffId\":\"sha256:../..\"}".getBytes());
    found(layer(0).substring(0, layer(0).length() - 1), "not a digest");
  }

  @Test
  void aDamagedTableIsFoundAndNothingCollected() throws IOException {
    damaged("images.json", "{\"images\":[".getBytes());
    found("images.json", "is not JSON");
    assertThat(catchThrowable(() -> store.collect())).isInstanceOf(StoreException.class);
    assertThat(store.directory().resolve(blob(0))).exists();
  }

  @Test
  void aNameThatTwoImagesHaveIsFound() throws IOException {
    StoredImage one = add(twoLayers(), "app");
    StoredImage two = add(twoLayers().comment("2"), "other");
    Path table = store.directory().resolve("images.json");
    String text = Files.readString(table).replace("library/other", "library/app");
    store.writeAtomically(table, text.getBytes(StandardCharsets.UTF_8));
    assertThat(one.id()).isNotEqualTo(two.id());
    found("images.json", "twice");
  }

  @Test
  void aDamagedHoldIsFoundAndNothingCollected() throws IOException {
    damaged("holds/c1", "sha256:".getBytes());
    found("holds/c1", "is not JSON");
    assertThat(catchThrowable(() -> store.collect())).isInstanceOf(StoreException.class);
  }

  @Test
  void aHoldOfNothingIsFound() throws IOException {
    Digest none = MadeImage.digest(new byte[3]);
    damaged("holds/c1", ("{\"manifest\":\"" + none + "\"}").getBytes());
    found("blobs/sha256/" + none.hex(), "container c1: ");
  }

  @Test
  void unknownFilesAreFoundAndLeftAlone() throws IOException {
    add(twoLayers(), "app");
    List<String> unknown =
        List.of("notes", "blobs/md5", "blobs/sha256/abc", "layers/x", layer(0) + "y", "locks/z");
    for (String path : unknown) {
      Files.write(store.directory().resolve(path), new byte[1]);
    }
    store.collect();
    for (String path : unknown) {
      found(path, "is no part of a store");
    }
  }

  @Test
  void aLinkInPlaceOfABlobIsFoundAndNotFollowed() throws IOException {
    StoredImage image = add(twoLayers(), "app");
    Path blob = store.directory().resolve(blob(0));
    Path elsewhere = store.directory().resolve("elsewhere");
    Files.move(blob, elsewhere);
    Files.createSymbolicLink(blob, elsewhere);
    found(blob(0), "is no part of a store");
    assertThat(catchThrowable(() -> store.openLayers(image))).isInstanceOf(StoreException.class);
    assertThat(catchThrowable(() -> image.blob(image.manifest().layers().get(0))))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void whatEverybodyMayWriteIsFound() throws IOException {
    add(twoLayers(), "app");
    Files.setPosixFilePermissions(
        store.directory().resolve(blob(0)), PosixFilePermissions.fromString("rw-rw-rw-"));
    found(blob(0), "may be written by everybody");
  }

  @Test
  void blobsAndTarsAreWrittenByNobody() throws IOException {
    add(twoLayers(), "app");
    for (String path : List.of(blob(0), blob(1), layer(1) + "layer.tar", layer(1) + "layer.json")) {
      assertThat(Files.getPosixFilePermissions(store.directory().resolve(path)))
          .as(path)
          .isEqualTo(PosixFilePermissions.fromString("r--r--r--"));
    }
  }

  @Test
  void aLostADamagedAndAMisreadLayerAreMadeAnewOfTheirBlobs() throws IOException {
    StoredImage image = damaged(layer(1) + "layer.tar", MadeImage.tar("etc/name", "too!"));
    Files.delete(store.directory().resolve(layer(0) + "layer.json"));
    assertThat(problems()).hasSize(2);
    assertThat(store.repair(ProgressListener.NONE).problems()).isEmpty();
    store.openLayers(image).close();
    Files.delete(store.directory().resolve(layer(1) + "layer.tar"));
    assertThat(store.repair(ProgressListener.NONE).problems()).isEmpty();
    assertThat(problems()).isEmpty();
  }

  @Test
  void whatCannotBeMadeAnewIsLeftAndTold() throws IOException {
    damaged(blob(0), MadeImage.tar("etc/os", "0ne"));
    assertThat(store.repair(ProgressListener.NONE).problems()).hasSize(1);
    found(blob(0), "its digest is");
  }

  @Test
  void whatIsDamagedIsReplacedWhenTheImageComesAnew() throws IOException {
    StoredImage image = add(twoLayers(), "app");
    String manifest = "blobs/sha256/" + image.manifest().digest().hex();
    damage(manifest, new byte[3]);
    damage(blob(0), MadeImage.tar("etc/os", "0ne"));
    Files.delete(store.directory().resolve(layer(1) + "layer.json"));
    found(manifest, "its digest is");
    found(layer(1).substring(0, layer(1).length() - 1), "its layer.json is not there");
    store.images().remove("app", Images.Removal.IF_UNUSED);
    assertThat(problems()).isEmpty();
    store.openLayers(add(twoLayers(), "app")).close();
    assertThat(problems()).isEmpty();
  }

  @Test
  void whatALostTableLeftIsReplacedWhereItIsDamaged() throws IOException {
    StoredImage image = add(twoLayers(), "app");
    damaged("blobs/sha256/" + image.manifest().digest().hex(), new byte[3]);
    Files.delete(store.directory().resolve(layer(0) + "layer.json"));
    Files.delete(store.directory().resolve("images.json"));
    store.openLayers(add(twoLayers(), "app")).close();
    assertThat(problems()).isEmpty();
  }

  @Test
  void whatIsLostOrDamagedOfAnImageIsReplacedWhenItIsAddedOnceMore() throws IOException {
    StoredImage image = add(twoLayers(), "app");
    add(twoLayers().comment("another"), "another");
    String manifest = "blobs/sha256/" + image.manifest().digest().hex();
    String tar = layer(1) + "layer.tar";
    byte[] wrong = MadeImage.tar("etc/name", "too!");
    for (String each : List.of(blob(0), blob(1), manifest, tar, layer(0) + "layer.json")) {
      Path file = store.directory().resolve(each);
      damage(each, Files.size(file) == wrong.length ? wrong : new byte[(int) Files.size(file)]);
      assertThat(problems()).as(each).isNotEmpty();
      store.openLayers(add(twoLayers(), "app")).close();
      assertThat(problems()).as(each).isEmpty();
      Files.delete(file);
      assertThat(problems()).as(each).isNotEmpty();
      store.openLayers(add(twoLayers(), "app")).close();
      assertThat(problems()).as(each).isEmpty();
    }
  }

  @Test
  void aDocumentThatHasGrownBeyondAllBoundsIsReplaced() throws IOException {
    StoredImage image = add(twoLayers(), "app");
    damage("blobs/sha256/" + image.id().hex(), new byte[5_000_000]);
    assertThat(problems()).isNotEmpty();
    add(twoLayers(), "app");
    assertThat(problems()).isEmpty();
  }
}
