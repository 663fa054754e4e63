package io.unionfs.overlay;

import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the tests named {@code Class#method}, and exits with what came of it. */
final class MutantMain {
  static final int GREEN = 0;
  static final int RED = 1;

  /** No test ran, or one of the wrong kind: nothing is shown. */
  static final int BROKEN = 2;

  private MutantMain() {}

  public static void main(String[] tests) {
    int status = BROKEN;
    try {
      status = run(tests);
    } catch (ReflectiveOperationException | RuntimeException e) {
      e.printStackTrace();
    }
    System.exit(status);
  }

  private static int run(String[] tests) throws ReflectiveOperationException {
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (String test : tests) {
      int hash = test.indexOf('#');
      Class<?> type = Class.forName(test.substring(0, hash));
      boolean found = false;
      for (Method method : type.getDeclaredMethods()) {
        if (method.getName().equals(test.substring(hash + 1)) && !method.isSynthetic()) {
          selectors.add(DiscoverySelectors.selectMethod(type, method));
          found = true;
        }
      }
      if (!found) {
        System.out.println("no such test: " + test);
        return BROKEN;
      }
    }
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
    LauncherFactory.create().execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    if (summary.getTestsStartedCount() == 0) {
      System.out.println("no test ran");
      return BROKEN;
    }
    if (summary.getTotalFailureCount() == 0) {
      return GREEN;
    }
    for (TestExecutionSummary.Failure failure : summary.getFailures()) {
      System.out.println(failure.getTestIdentifier().getDisplayName());
      failure.getException().printStackTrace(new PrintWriter(System.out, true));
    }
    return RED;
  }
}
