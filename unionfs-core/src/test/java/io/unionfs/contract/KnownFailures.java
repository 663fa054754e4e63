package io.unionfs.contract;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Holds the subjects to their {@link FailureList}s: a failure that is not listed fails, and so does
 * a test that is listed and passes, or fails in another way. A listed failure is reported as
 * aborted, with the reason.
 *
 * <p>A test runs in a thread of its own, which it may leave interrupted, and fails when it hangs.
 */
final class KnownFailures implements InvocationInterceptor {
  /** How long a test may take; one that is known to hang is not waited for. */
  private static final int SECONDS = 20;

  private static final int SECONDS_OF_HANGING = 1;

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    Subject subject = ((Contract) method.getTarget().orElseThrow()).subject;
    String test = method.getTargetClass().getSimpleName() + "." + method.getExecutable().getName();
    FailureList list = FailureList.of(subject);
    judge(test + " of " + subject, list, list.entry(test, subject, Contract.JDK), invocation);
  }

  /** Lets {@code test} pass only if it does what the list says. */
  static void judge(
      String test, FailureList list, Optional<FailureList.Entry> known, Invocation<Void> invocation)
      throws Throwable {
    Throwable failure = failureOf(invocation, seconds(known));
    if (known.isEmpty()) {
      if (failure instanceof TestAbortedException) {
        throw new AssertionError("a contract is not skipped: " + test, failure);
      }
      if (failure != null) {
        throw failure;
      }
    } else if (failure == null) {
      throw new AssertionError(test + " passes: remove it from " + list.resource());
    } else if (!known.get().expects(failure)) {
      throw new AssertionError(
          test
              + " fails in another way than "
              + list.resource()
              + " says: "
              + FailureList.Entry.describe(failure),
          failure);
    } else {
      throw new TestAbortedException("known to fail: " + known.get().reason(), failure);
    }
  }

  private static int seconds(Optional<FailureList.Entry> known) {
    return known.isPresent() && known.get().expects(hanging(SECONDS_OF_HANGING))
        ? SECONDS_OF_HANGING
        : SECONDS;
  }

  private static AssertionError hanging(int seconds) {
    return new AssertionError("hangs for " + seconds + " s");
  }

  private static Throwable failureOf(Invocation<Void> invocation, int seconds)
      throws InterruptedException {
    FutureTask<Throwable> run =
        new FutureTask<>(
            () -> {
              try {
                invocation.proceed();
                return null;
              } catch (Throwable e) {
                return e;
              }
            });
    Thread thread = new Thread(run, "contract");
    thread.setDaemon(true);
    thread.start();
    try {
      return run.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      AssertionError hanging = hanging(seconds);
      hanging.setStackTrace(thread.getStackTrace());
      thread.interrupt();
      return hanging;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
