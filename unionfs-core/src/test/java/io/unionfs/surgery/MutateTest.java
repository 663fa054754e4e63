package io.unionfs.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What mutate promises. */
class MutateTest extends SurgeryFixture {
  private StoredImage mutated(StoredImage image, Mutation mutation) throws IOException {
    return surgery.mutate(image, mutation, called("made"), ProgressListener.NONE);
  }

  private static final Mutation ALL =
      new Mutation(
          Optional.of(List.of("/bin/app")),
          Optional.empty(),
          Map.of("A", "$HOME x"),
          Map.of("k", "v"),
          Optional.of("app"),
          Optional.of("/srv"),
          Map.of("note", "n"),
          List.of("EXPOSE 80", "ENV C=$A"));

  @Test
  void settingsAreChangedAndLayersStay() throws IOException {
    StoredImage image = base().change("ENV A=1 B=2").change("CMD [\"old\"]").store("a");
    StoredImage made = mutated(image, ALL);
    assertThat(made.config().entrypoint()).containsExactly("/bin/app");
    assertThat(made.config().cmd()).isEmpty();
    assertThat(made.config().env()).containsExactly("A=$HOME x", "B=2", "C=$HOME x");
    assertThat(made.config().labels()).isEqualTo(Map.of("k", "v"));
    assertThat(made.config().user()).isEqualTo("app");
    assertThat(made.config().workingDir()).isEqualTo("/srv");
    assertThat(made.config().exposedPorts()).containsExactly("80/tcp");
    assertThat(made.manifest().annotations()).isEqualTo(Map.of("note", "n"));
    assertThat(made.manifest().layers()).isEqualTo(image.manifest().layers());
    assertThat(mutated(image, ALL).manifest().digest()).isEqualTo(made.manifest().digest());
  }

  @Test
  void theHistorySaysWhatWasChanged() throws IOException {
    StoredImage made = mutated(base().store("a"), ALL);
    assertThat(MadeImage.steps(made))
        .containsExactly(
            "ADD base -> 0",
            "unionfs mutate ENTRYPOINT [\"/bin/app\"]; ENV A=$HOME x; LABEL k=v; USER app; WORKDIR"
                + " /srv; annotation note=n; EXPOSE 80; ENV C=$A");
    assertThat(made.config().history().get(1).layer()).isEmpty();
    assertThat(made.config().history().get(1).created()).contains(TIME);
  }

  @Test
  void aCommandThatIsNewTooStaysBesideANewEntrypoint() throws IOException {
    Mutation both =
        new Mutation(
            Optional.of(List.of("/bin/app")),
            Optional.of(List.of("-v")),
            Map.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            List.of());
    assertThat(mutated(base().store("a"), both).config().cmd()).containsExactly("-v");
  }

  @Test
  void aMalformedInstructionIsRefusedAndTheStoreStaysAsItWas() throws IOException {
    StoredImage image = base().store("a");
    List<String> before = MadeImage.everything(store);
    assertThatThrownBy(() -> mutated(image, Mutation.of("RUN rm")))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the change \"RUN rm\": RUN is no instruction that changes");
    assertThat(MadeImage.everything(store)).isEqualTo(before);
  }
}
