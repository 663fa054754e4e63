package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.Lower;
import io.unionfs.benchmarks.subject.OpenSubject;
import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.benchmarks.subject.Tree;
import java.io.IOException;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A subject that is mounted once and serves a whole trial, for operations that use nothing up. */
@State(Scope.Benchmark)
public abstract class Mounted {
  /** In the form of {@link Subject#parse}. */
  @Param({"jimfs", "union-1"})
  public String subject;

  /** Not final, and neither are paths in it: nothing shall be a constant to the compiler. */
  OpenSubject mounted;

  private Lower lower;

  /** What the subject shows. */
  abstract Tree tree() throws IOException;

  /** Makes what the benchmark uses besides. */
  abstract void prepare() throws IOException;

  /** Mounts the subject. */
  @Setup
  public void mount() throws IOException {
    lower = Subject.parse(subject).prepare(tree());
    mounted = lower.mount();
    prepare();
  }

  /** Unmounts the subject. */
  @TearDown
  public void unmount() throws IOException {
    mounted.close();
    lower.close();
  }
}
