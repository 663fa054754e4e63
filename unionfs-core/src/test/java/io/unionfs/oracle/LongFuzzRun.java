package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * As many seeds as there is time for, over all options, names and kinds of layers. {@code
 * -Dseeds=FROM-TO} says which, {@code -Dseeds=COUNT} how many, {@code -Dsteps} how long each is.
 */
@Tag("long")
class LongFuzzRun {
  private static final int STEPS = Integer.getInteger("steps", 150);

  @BeforeAll
  static void kernelCanBeAsked() {
    assumeTrue(KernelAvailability.reason().isEmpty(), () -> KernelAvailability.reason().orElse(""));
  }

  private static LongStream seeds() {
    String[] bounds = System.getProperty("seeds", "10000").split("-");
    long first = bounds.length == 1 ? OracleSettings.seed() : Long.parseLong(bounds[0]);
    long last = Long.parseLong(bounds[bounds.length - 1]);
    return bounds.length == 1
        ? LongStream.range(first, first + last)
        : LongStream.rangeClosed(first, last);
  }

  private static void run(String name, Subject.Factory actual, LongFunction<Scenario> scenarios)
      throws InterruptedException {
    Differential differential = new Differential(KernelSubject::open, actual);
    assertThat(new FuzzRun(name, differential, scenarios).run(seeds())).isEmpty();
  }

  @Test
  void theEngineAnswersAsTheKernelDoes() throws InterruptedException {
    run("engine against kernel", EngineSubject::open, seed -> OpGenerator.scenario(seed, STEPS));
  }

  @Test
  void theEngineAnswersAsTheKernelDoesInBlocks() throws InterruptedException {
    run(
        "engine in blocks against kernel",
        EngineSubject::inBlocks,
        seed -> OpGenerator.scenario(seed, STEPS));
  }

  @Test
  void theEngineAnswersAsTheKernelDoesInSharedBlocks() throws InterruptedException {
    run(
        "engine in shared blocks against kernel",
        EngineSubject::inSharedBlocks,
        seed -> OpGenerator.scenario(seed, STEPS));
  }

  @Test
  void theKernelAnswersAsItDoes() throws InterruptedException {
    run("kernel against kernel", KernelSubject::open, seed -> OpGenerator.scenario(seed, STEPS));
  }

  @Test
  void theKernelAnswersAsItDoesWhenItForgets() throws InterruptedException {
    run(
        "kernel against forgetful kernel",
        ForgetfulKernel::open,
        seed -> OpGenerator.scenario(seed, STEPS));
  }
}
