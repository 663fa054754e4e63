package io.unionfs.testing.images;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All that a {@link TestImage} is: what is said of it, and how its bytes are made. Immutable.
 *
 * @param facts what the tree must show, for given options
 * @param forms unmodifiable
 * @param maker the files of one of the forms
 */
record TestCase(
    String about,
    Optional<String> cve,
    String source,
    Verdict verdict,
    String correct,
    Function<TestImageOptions, List<Shown>> facts,
    Set<ImageForm> forms,
    Maker maker) {

  TestCase {
    forms = Collections.unmodifiableSet(EnumSet.copyOf(forms));
  }

  /** Makes the files of an image; for {@link ImageForm#LAYER} the layer is the first of them. */
  interface Maker {
    ImageBytes make(ImageForm form, TestImageOptions options);
  }

  /** Makes layers, the bottom one first. */
  interface Layers {
    List<TestLayer> make(TestImageOptions options);
  }

  private static final String NVD = "https://nvd.nist.gov/vuln/detail/";

  static TestCase of(TestImage image) {
    return image instanceof HostileImage hostile ? hostile.testCase : ((OddImage) image).testCase;
  }

  private static TestCase of(String about, Set<ImageForm> forms, Maker maker) {
    return new TestCase(
        about, Optional.empty(), "", Verdict.REFUSED, "", options -> List.of(), forms, maker);
  }

  /** An image whose layers are odd. */
  static TestCase layers(String about, Layers layers) {
    return of(
        about,
        EnumSet.allOf(ImageForm.class),
        (form, options) -> {
          List<TestLayer> made = layers.make(options);
          return switch (form) {
            case LAYER -> new ImageBytes().put("layer", made.get(made.size() - 1).blob());
            case DOCKER_ARCHIVE -> DockerBytes.of(made);
            case OCI_ARCHIVE, OCI_LAYOUT -> OciBytes.of(made);
          };
        });
  }

  /** An image of two layers, the second of which is odd. */
  static TestCase layer(
      String about,
      Function<TestImageOptions, byte[]> base,
      Function<TestImageOptions, byte[]> top) {
    return layers(about, options -> TestLayer.stack(base.apply(options), top.apply(options)));
  }

  /** An OCI layout of which something else than a layer is odd. */
  static TestCase oci(String about, Function<TestImageOptions, ImageBytes> maker) {
    return of(
        about,
        EnumSet.of(ImageForm.OCI_ARCHIVE, ImageForm.OCI_LAYOUT),
        (form, options) -> maker.apply(options));
  }

  /** A docker-archive of which something else than a layer is odd. */
  static TestCase docker(String about, Function<TestImageOptions, ImageBytes> maker) {
    return of(about, EnumSet.of(ImageForm.DOCKER_ARCHIVE), (form, options) -> maker.apply(options));
  }

  TestCase cve(String number) {
    String at = source.isEmpty() ? NVD + number : source;
    return new TestCase(about, Optional.of(number), at, verdict, correct, facts, forms, maker);
  }

  TestCase source(String where) {
    return new TestCase(about, cve, where, verdict, correct, facts, forms, maker);
  }

  TestCase only(ImageForm first, ImageForm... more) {
    return new TestCase(
        about, cve, source, verdict, correct, facts, EnumSet.of(first, more), maker);
  }

  TestCase refused(String why) {
    return new TestCase(about, cve, source, Verdict.REFUSED, why, facts, forms, maker);
  }

  TestCase shown(String why, Shown... all) {
    return shown(Verdict.SHOWN, why, options -> Arrays.asList(all));
  }

  TestCase shown(String why, Function<TestImageOptions, List<Shown>> all) {
    return shown(Verdict.SHOWN, why, all);
  }

  TestCase refusedOrShown(String why, Function<TestImageOptions, List<Shown>> all) {
    return shown(Verdict.REFUSED_OR_SHOWN, why, all);
  }

  TestCase refusedOrShown(String why, Shown... all) {
    return shown(Verdict.REFUSED_OR_SHOWN, why, options -> Arrays.asList(all));
  }

  private TestCase shown(Verdict judged, String why, Function<TestImageOptions, List<Shown>> all) {
    return new TestCase(about, cve, source, judged, why, all, forms, maker);
  }

  List<Shown> shown(TestImageOptions options) {
    return List.copyOf(facts.apply(options));
  }

  ImageBytes bytes(ImageForm form, TestImageOptions options) {
    if (!forms.contains(form)) {
      throw new IllegalArgumentException("it has no form " + form + ", but " + forms);
    }
    return maker.make(form, options);
  }
}
