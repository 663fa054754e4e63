package io.unionfs.cli.command;

import io.unionfs.cli.output.Json;
import io.unionfs.cli.output.Text;
import io.unionfs.image.Image;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryClient;
import io.unionfs.store.StoredImage;
import io.unionfs.trust.Base;
import io.unionfs.trust.BaseCheck;
import io.unionfs.trust.BaseReport;
import io.unionfs.trust.ImageSignature;
import io.unionfs.trust.KeyFiles;
import io.unionfs.trust.LayeredImage;
import io.unionfs.trust.SignatureCheck;
import io.unionfs.trust.SignatureCheck.SignedName;
import io.unionfs.trust.SignatureReport;
import io.unionfs.trust.Signatures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs verify}. */
@Command(
    name = "verify",
    description = {
      "Tells whether an image stands on a base, or is signed with a key; with both, both must"
          + " hold.",
      "Digests are computed anew, and not believed. Of a layer that differs the files are named."
    },
    exitCodeList = {
      "0:the image is to be trusted",
      "1:it is not",
      "2:it could not be told, or the command line is wrong"
    })
final class VerifyCommand extends Verb {
  private static final int LISTED = 20;

  @Parameters(
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "The image: a name or id, or a file.")
  private String image;

  @Option(
      names = "--base",
      completionCandidates = Names.OfImages.class,
      paramLabel = "DIGEST|IMAGE",
      description =
          "The base: the digest of its manifest or config, a ChainID, a name, or a file. As much is"
              + " proved as this is worth: a digest more than a name.")
  private String base;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The public key that the image must be signed with: PEM.")
  private Path key;

  @Option(
      names = "--signed-as",
      paramLabel = "NAME",
      description = "The name it must be signed under; the image's own by default.")
  private String signedAs;

  @Option(names = "--any-name", description = "Whatever name it was signed under, as cosign.")
  private boolean anyName;

  @Option(
      names = "--remote",
      description = "Ask the image's registry for signatures too, not the store alone.")
  private boolean remote;

  @Option(
      names = "--plain-http",
      description = "Do without TLS; with registries on this host it is done anyway.")
  private boolean plainHttp;

  @Option(names = "--json", description = "All that was found, as one line of JSON.")
  private boolean json;

  VerifyCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    if (base == null && key == null) {
      throw usage("nothing to verify it by: --base or --key");
    }
    if (anyName && signedAs != null) {
      throw usage("--any-name and --signed-as exclude each other");
    }
    if (key == null && (anyName || signedAs != null || remote)) {
      throw usage("--any-name, --signed-as and --remote go with --key");
    }
    try {
      return verify();
    } catch (IOException | IllegalArgumentException e) {
      complain(e);
      if (spec.root().userObject() instanceof Debugged main && main.isDebugged()) {
        e.printStackTrace(context.streams().err());
      }
      return 2;
    }
  }

  private int verify() throws IOException {
    SignatureReport signatures = key == null ? null : checkSignatures();
    BaseReport layers = base == null ? null : checkBase();
    boolean trusted =
        (layers == null || layers.isTrusted()) && (signatures == null || signatures.isSigned());
    BaseReport.Damaged damaged = trusted && signatures != null ? damage(layers).orElse(null) : null;
    if (json) {
      out().println(Json.line(VerifyReport.json(layers, signatures, damaged)));
    } else {
      if (layers != null) {
        VerifyReport.lines(image, layers).forEach(this::print);
      }
      if (signatures != null) {
        print(signatures.line());
      }
      if (damaged != null) {
        print(
            VerifyReport.line(LayeredImage.stored(store(), images().get(image)).label(), damaged));
      }
    }
    return trusted && damaged == null ? 0 : 1;
  }

  /** A manifest that is signed says what the layers must be; those of the base were looked at. */
  private Optional<BaseReport.Damaged> damage(BaseReport layers) throws IOException {
    LayeredImage checked = LayeredImage.stored(store(), images().get(image));
    int from =
        layers != null && layers.verdict() instanceof BaseReport.Trusted base ? base.layers() : 0;
    return withProgress("Verifying", progress -> new BaseCheck(0, progress).damage(checked, from));
  }

  private void print(String line) {
    out().println(Text.shown(line));
  }

  private BaseReport checkBase() throws IOException {
    return withImage(image, checked -> withBase(against -> check(checked, against)));
  }

  private BaseReport check(LayeredImage checked, Base against) throws IOException {
    int limit = json ? Integer.MAX_VALUE : LISTED;
    return withProgress(
        "Verifying", progress -> new BaseCheck(limit, progress).check(checked, against));
  }

  private interface Use<T> {
    BaseReport with(T value) throws IOException;
  }

  private BaseReport withImage(String text, Use<LayeredImage> use) throws IOException {
    if (!ImageArgument.isFile(text)) {
      return use.with(LayeredImage.stored(store(), images().get(text)));
    }
    try (Image opened = Image.open(Path.of(text))) {
      return use.with(LayeredImage.opened(opened));
    }
  }

  private BaseReport withBase(Use<Base> use) throws IOException {
    if (!ImageArgument.isFile(base)) {
      return use.with(Base.find(store(), base));
    }
    return withImage(base, opened -> use.with(Base.of(opened)));
  }

  private SignatureReport checkSignatures() throws IOException {
    if (ImageArgument.isFile(image)) {
      throw usage("signatures are kept with images in the store: 'unionfs load' the file first");
    }
    StoredImage stored = images().get(image);
    Digest manifest = stored.manifest().digest();
    SignatureCheck check = new SignatureCheck(KeyFiles.readVerifying(key), expected(stored));
    SignatureReport kept = check.check(manifest, Signatures.of(store()).list(manifest));
    if (kept.isSigned() || !remote) {
      return kept;
    }
    List<ImageReference> names =
        ImageNames.byDigest(image).map(List::of).orElse(ImageNames.meant(stored, image));
    if (names.isEmpty()) {
      throw usage("--remote: the image has no name that says which registry to ask");
    }
    ImageReference name = names.get(0);
    try (RegistryClient client =
        Registries.client(context, name.domain(), Registries.plain(plainHttp))) {
      List<ImageSignature> fetched = Signatures.fetch(client.repository(name), manifest);
      SignatureReport there = check.check(manifest, fetched);
      return there.verdict() instanceof SignatureReport.Unsigned ? kept : there;
    }
  }

  private SignedName expected(StoredImage stored) {
    if (anyName) {
      return new SignedName.Any();
    }
    if (signedAs != null) {
      return SignedName.oneOf(List.of(ImageReference.parse(signedAs)));
    }
    Optional<ImageReference> repository = ImageNames.byDigest(image);
    return repository.isPresent()
        ? new SignedName.InRepository(repository.get())
        : SignedName.oneOf(ImageNames.meant(stored, image));
  }
}
