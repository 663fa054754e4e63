package io.unionfs.analysis;

import io.unionfs.analysis.AnalysisOptions.FileLists;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an image wastes, who pays for it, and what should not be in it. Immutable.
 *
 * <pre>{@code
 * try (Image image = Image.open(Path.of("app.tar"))) {
 *   Analysis analysis = Analysis.of(
 *       new ImageLayers("app", image.config(), Optional.empty(), List.copyOf(image.layers())),
 *       AnalysisOptions.defaults());
 *   System.out.println(analysis.deadBytes() + " of " + analysis.size() + " bytes are dead");
 * }
 * }</pre>
 *
 * <p>A <em>byte</em> is one of a regular file that a layer holds, a file with several names counted
 * once. It is <em>live</em> if the finished image shows it, else <em>dead</em>: always {@code size
 * == liveBytes + deadBytes}, for the image and for each layer. Headers, directories, whiteouts and
 * links have no bytes in this sense; what they take shows in {@link LayerCost#tarSize}.
 */
public final class Analysis {
  private final String name;
  private final List<LayerCost> layers;
  private final Payers payers;
  private final DiveMetric dive;
  private final List<Leftover> leftovers;
  private final List<Privileged> privileged;
  private final List<Secret> secrets;
  private final Duplicates duplicates;
  private final List<List<FileRecord>> files;
  private final List<LiveFile> live;

  /** A file that the image shows: for maps of its bytes. */
  record LiveFile(String path, long bytes, int layer) {}

  private Analysis(
      ImageLayers image,
      Stacking stacking,
      Payers payers,
      DiveMetric dive,
      List<List<FileRecord>> files,
      AnalysisOptions options,
      ProgressListener progress)
      throws IOException {
    this.name = image.name();
    this.payers = payers;
    this.dive = dive;
    this.files = files;
    this.layers = costs(image, stacking, payers);
    this.leftovers = Leftovers.of(stacking.files(), options.leftovers());
    this.privileged = Privileged.of(stacking);
    this.secrets = Secrets.of(stacking.files(), image.config(), options.contentLimit(), progress);
    this.duplicates = Duplicates.of(candidates(image, stacking, options.others()));
    this.live =
        stacking.files().stream()
            .filter(file -> file.isLive() && file.size() > 0)
            .map(file -> new LiveFile(file.path(), file.size(), file.layer))
            .toList();
  }

  /**
   * Analyses {@code image}. Its layers are read while this runs; the result needs them no more.
   *
   * @throws io.unionfs.layer.LayerException if a layer cannot be applied, or is no image's
   * @throws IOException if a layer cannot be read
   */
  public static Analysis of(ImageLayers image, AnalysisOptions options) throws IOException {
    return of(image, options, ProgressListener.NONE);
  }

  /**
   * The same.
   *
   * @param progress told how many bytes have been searched for secrets
   */
  public static Analysis of(ImageLayers image, AnalysisOptions options, ProgressListener progress)
      throws IOException {
    List<List<FileRecord>> files = new ArrayList<>();
    for (int i = 0; i < image.layers().size(); i++) {
      files.add(new ArrayList<>());
    }
    Stacking stacking =
        Stacking.of(
            image.layers(),
            options.files() == FileLists.KEPT
                ? (layer, file) -> files.get(layer).add(file)
                : (layer, file) -> {});
    List<DeadFile> dead = new ArrayList<>();
    List<String> instructions = new ArrayList<>();
    for (int i = 0; i < image.layers().size(); i++) {
      instructions.add(image.instruction(i));
      stacking.deaths(
          i,
          death -> {
            if (death.bytes() > 0) {
              dead.add(death);
            }
          });
    }
    return new Analysis(
        image,
        stacking,
        new Payers(dead, instructions),
        DiveMetric.of(image.layers()),
        files,
        options,
        progress);
  }

  private static List<LayerCost> costs(ImageLayers image, Stacking stacking, Payers payers) {
    List<LayerCost> costs = new ArrayList<>();
    for (int i = 0; i < image.layers().size(); i++) {
      long size = stacking.files(i).stream().mapToLong(StoredFile::size).sum();
      long dead = payers.paidBy(i);
      Layer layer = image.layers().get(i);
      Stacking.LayerTally tally = stacking.tally(i);
      costs.add(
          new LayerCost(
              i,
              image.config().diffIds().get(i),
              image.instruction(i),
              size,
              size - dead,
              dead,
              payers.killedBy(i),
              layer instanceof ArchiveLayer archive ? archive.uncompressedSize() : -1,
              image.blobSize(i),
              tally.files,
              tally.directories,
              tally.removed));
    }
    return List.copyOf(costs);
  }

  /** The files of all images; a layer that several have is there once. */
  private static List<Duplicates.Candidate> candidates(
      ImageLayers image, Stacking stacking, List<ImageLayers> others) throws IOException {
    List<Duplicates.Candidate> candidates = new ArrayList<>();
    Set<Digest> seen = new HashSet<>();
    add(candidates, image, stacking, seen);
    for (ImageLayers other : others) {
      add(candidates, other, Stacking.of(other.layers(), (layer, file) -> {}), seen);
    }
    return candidates;
  }

  private static void add(
      List<Duplicates.Candidate> candidates,
      ImageLayers image,
      Stacking stacking,
      Set<Digest> seen) {
    for (int i = 0; i < image.layers().size(); i++) {
      if (seen.add(image.config().diffIds().get(i))) {
        stacking
            .files(i)
            .forEach(file -> candidates.add(new Duplicates.Candidate(image.name(), file)));
      }
    }
  }

  /** What the image was called. */
  public String name() {
    return name;
  }

  /** What each layer costs, the bottom one first. */
  public List<LayerCost> layers() {
    return layers;
  }

  /** The bytes of all layers. */
  public long size() {
    return layers.stream().mapToLong(LayerCost::size).sum();
  }

  /** The bytes that the image shows. */
  public long liveBytes() {
    return size() - deadBytes();
  }

  /** The bytes that layers hold and nothing shows. */
  public long deadBytes() {
    return payers.total();
  }

  /** {@code deadBytes / size}, from 0 to 1; 0 for an image without bytes. */
  public double deadPercent() {
    return size() == 0 ? 0 : (double) deadBytes() / size();
  }

  /** {@code liveBytes / size}, from 0 to 1; 1 for an image without bytes. */
  public double efficiency() {
    return size() == 0 ? 1 : (double) liveBytes() / size();
  }

  /** Who pays for the dead bytes. */
  public Payers payers() {
    return payers;
  }

  /** The figures that dive shows. */
  public DiveMetric dive() {
    return dive;
  }

  /** What builds left, the largest first. */
  public List<Leftover> leftovers() {
    return leftovers;
  }

  /** Files with more than their users' rights, by path. */
  public List<Privileged> privileged() {
    return privileged;
  }

  /** Where secrets seem to be, by layer and path; then those of the configuration. */
  public List<Secret> secrets() {
    return secrets;
  }

  /** Contents that are there more than once, in this image and the others that were named. */
  public Duplicates duplicates() {
    return duplicates;
  }

  /**
   * What layer {@code ordinal} says, if lists were asked for, else nothing: directory after
   * directory, each sorted.
   */
  public List<FileRecord> files(int ordinal) {
    return java.util.Collections.unmodifiableList(files.get(ordinal));
  }

  List<LiveFile> live() {
    return live;
  }
}
