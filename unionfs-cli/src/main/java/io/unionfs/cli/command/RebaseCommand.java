package io.unionfs.cli.command;

import io.unionfs.cli.output.Json;
import io.unionfs.cli.output.Text;
import io.unionfs.store.StoredImage;
import io.unionfs.surgery.NewImage;
import io.unionfs.surgery.RebaseRemark;
import io.unionfs.surgery.Rebased;
import io.unionfs.surgery.Surgery;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs rebase}. */
@Command(
    name = "rebase",
    description =
        "Makes an image of the layers of one on another base; prints its id, and warns of what"
            + " means another thing there.")
final class RebaseCommand extends Verb {
  private static final int SHOWN = 50;

  @Parameters(
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "The image; it stays as it is.")
  private String image;

  @Option(
      names = {"--old-base", "--old_base"},
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description =
          "The base it stands on; by default the one that its annotations or labels name.")
  private String oldBase;

  @Option(
      names = {"--new-base", "--new_base"},
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      required = true,
      description = "The base it is to stand on.")
  private String newBase;

  @Option(names = "--json", description = "Print the id and all warnings as JSON.")
  private boolean json;

  @Mixin private MadeImageOptions options;

  RebaseCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    NewImage made = options.of(this);
    StoredImage stored = images().get(image);
    Optional<StoredImage> from =
        oldBase == null ? Optional.empty() : Optional.of(images().get(oldBase));
    StoredImage to = images().get(newBase);
    Rebased rebased =
        withProgress("Rebasing", p -> new Surgery(store()).rebase(stored, from, to, made, p));
    if (json) {
      out().println(Json.line(json(rebased)));
      return;
    }
    warn(rebased.remarks());
    out().println(rebased.image().id());
  }

  private void warn(List<RebaseRemark> remarks) {
    PrintStream err = context.streams().err();
    int shown = Math.min(SHOWN, remarks.size());
    remarks.subList(0, shown).forEach(each -> err.println("warning: " + Text.shown(line(each))));
    if (shown < remarks.size()) {
      err.println("warning: and " + (remarks.size() - shown) + " more; --json tells them all");
    }
    err.flush();
  }

  private static Map<String, Object> json(Rebased rebased) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("Id", rebased.image().id().toString());
    object.put("Remarks", rebased.remarks().stream().map(RebaseCommand::json).toList());
    return object;
  }

  private static String line(RebaseRemark remark) {
    if (remark instanceof RebaseRemark.HidesNothing hides) {
      return in(hides.layer()) + "removes " + hides.path() + ", which the new base does not have";
    }
    if (remark instanceof RebaseRemark.ResolvesElsewhere elsewhere) {
      return in(elsewhere.layer())
          + "what it says of "
          + elsewhere.path()
          + " was in "
          + elsewhere.before()
          + " and is now in "
          + elsewhere.after();
    }
    if (remark instanceof RebaseRemark.HidesOther hides) {
      String hidden = in(hides.layer()) + "hides " + hides.path() + " of the new base, ";
      if (hides.before().isEmpty()) {
        return hidden + "which the old base did not have";
      }
      return hides.before().get() == hides.after()
          ? hidden + "which is not the old base's"
          : hidden
              + DifferenceText.type(hides.after())
              + " which was a "
              + DifferenceText.type(hides.before().get());
    }
    if (remark instanceof RebaseRemark.LinksToOther link) {
      return in(link.layer())
          + link.path()
          + " is a link to "
          + link.target()
          + ", which is another file in the new base";
    }
    RebaseRemark.KeepsSetting setting = (RebaseRemark.KeepsSetting) remark;
    return setting.name()
        + " stays "
        + setting.before()
        + ", as in the old base; the new base has "
        + setting.after().orElse("none");
  }

  private static String in(int layer) {
    return "layer " + layer + ": ";
  }

  private static Map<String, Object> json(RebaseRemark remark) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("Kind", remark.getClass().getSimpleName());
    if (remark instanceof RebaseRemark.HidesNothing hides) {
      object.put("Layer", hides.layer());
      object.put("Path", hides.path());
    } else if (remark instanceof RebaseRemark.ResolvesElsewhere elsewhere) {
      object.put("Layer", elsewhere.layer());
      object.put("Path", elsewhere.path());
      object.put("Before", elsewhere.before());
      object.put("After", elsewhere.after());
    } else if (remark instanceof RebaseRemark.HidesOther hides) {
      object.put("Layer", hides.layer());
      object.put("Path", hides.path());
      object.put("Before", hides.before().map(DifferenceText::type).orElse(null));
      object.put("After", DifferenceText.type(hides.after()));
    } else if (remark instanceof RebaseRemark.LinksToOther link) {
      object.put("Layer", link.layer());
      object.put("Path", link.path());
      object.put("Target", link.target());
    } else if (remark instanceof RebaseRemark.KeepsSetting setting) {
      object.put("Name", setting.name());
      object.put("Before", setting.before());
      object.put("After", setting.after().orElse(null));
    }
    return object;
  }
}
