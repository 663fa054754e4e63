package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.Lower;
import io.unionfs.benchmarks.subject.OpenSubject;
import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.benchmarks.subject.Tree;
import io.unionfs.benchmarks.subject.Trees;
import java.io.IOException;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;

/**
 * A subject that is mounted afresh for each invocation, for operations that use up what they find.
 * An invocation is a batch of {@link #count} of them, long beside the granularity of the clock.
 */
@State(Scope.Thread)
public abstract class FreshMount {
  /** In the form of {@link Subject#parse}. */
  @Param({"union-1"})
  public String subject;

  OpenSubject mounted;

  /** The lower files, each to be used once. */
  Path[] files;

  private Lower lower;

  /** How many operations there are in a batch. */
  abstract int count();

  /** What the subject shows: {@link #count} files of {@link Trees#files}, or more. */
  abstract Tree tree();

  /** Which attributes files have. */
  Subject.Views views() {
    return Subject.Views.USUAL;
  }

  /** Makes the layers. */
  @Setup(Level.Trial)
  public void prepare() throws IOException {
    lower = Subject.parse(subject).prepare(tree(), views());
  }

  /** Mounts, and begins. */
  @Setup(Level.Invocation)
  public void begin(IterationParams iteration) throws IOException {
    mount();
    Fixture.begin(iteration);
  }

  /** Ends, and unmounts. */
  @TearDown(Level.Invocation)
  public void end() throws IOException {
    Fixture.end();
    unmount();
  }

  /** Mounts, and parses the paths. */
  void mount() throws IOException {
    mounted = lower.mount();
    files = new Path[count()];
    for (int i = 0; i < files.length; i++) {
      files[i] = mounted.path(Trees.many(i));
    }
  }

  /** Unmounts, with all that was written. */
  void unmount() throws IOException {
    mounted.close();
    mounted = null;
  }

  /** Removes the layers. */
  @TearDown(Level.Trial)
  public void remove() throws IOException {
    lower.close();
  }
}
