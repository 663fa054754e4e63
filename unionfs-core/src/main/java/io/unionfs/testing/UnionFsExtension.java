package io.unionfs.testing;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * What {@link UnionFs} and {@link Registry} bring along; a test has no need to name it. It has no
 * state: what it mounts is kept in the stores of JUnit's contexts.
 */
@SuppressWarnings("exports") // JUnit is there where this is used.
public final class UnionFsExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        BeforeTestExecutionCallback,
        AfterTestExecutionCallback,
        AfterEachCallback,
        AfterAllCallback,
        InvocationInterceptor,
        ParameterResolver {

  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return List.copyOf(
              ReflectionSupport.findFields(
                  type,
                  field ->
                      AnnotationSupport.isAnnotated(field, UnionFs.class)
                          || AnnotationSupport.isAnnotated(field, Registry.class),
                  HierarchyTraversalMode.TOP_DOWN));
        }
      };

  /** Made by JUnit. */
  public UnionFsExtension() {}

  // ---- fields ----

  /** Fills the static fields. */
  @Override
  public void beforeAll(ExtensionContext context) {
    fill(context.getRequiredTestClass(), null, context);
  }

  /** Fills the fields of the instance, and of those around it. */
  @Override
  public void beforeEach(ExtensionContext context) {
    ConstructorFixtures.of(context).adopt(context);
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      fill(instance.getClass(), instance, context);
    }
  }

  private static void fill(Class<?> type, Object instance, ExtensionContext context) {
    Fixtures fixtures = Fixtures.of(context);
    for (Field field : FIELDS.get(type)) {
      boolean isStatic = Modifier.isStatic(field.getModifiers());
      // A record's were parameters of its constructor, with the same annotations.
      if (isStatic != (instance == null) || field.getDeclaringClass().isRecord() && !isStatic) {
        continue;
      }
      Element element = Element.of(field, context);
      check(element, field);
      if (FieldClaims.of(context).claim(element, instance, context, fixtures)) {
        Fixture fixture = provide(element, context);
        fixtures.add(fixture);
        set(element, field, instance, fixture.value());
      }
    }
  }

  private static void check(Element element, Field field) {
    if (Modifier.isFinal(field.getModifiers())) {
      throw element.failure("a final field cannot be filled: leave final out");
    }
    if (AnnotationSupport.isAnnotated(field, TempDir.class)) {
      throw element.failure(
          element.places().own(Registry.class).isPresent()
              ? "is a @Registry and a @TempDir: leave one out"
              : "is a @UnionFs and a @TempDir: leave one out, or write"
                  + " @TempDir(factory = UnionTempDirFactory.class)");
    }
  }

  private static void set(Element element, Field field, Object instance, Object value) {
    try {
      field.setAccessible(true);
      field.set(instance, value);
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      throw element.failure(
          "cannot be filled from outside of its module: in "
              + field.getDeclaringClass().getModule().getName()
              + ", write \"opens "
              + field.getDeclaringClass().getPackageName()
              + " to org.junit.platform.commons, "
              + UnionFsExtension.class.getModule().getName()
              + "\", or make the module open, or use a parameter",
          e);
    }
  }

  private static Fixture provide(Element element, ExtensionContext context) {
    Optional<UnionFs> union = element.places().own(UnionFs.class);
    Optional<Registry> registry = element.places().own(Registry.class);
    if (union.isPresent() && registry.isPresent()) {
      throw element.failure("is a @UnionFs and a @Registry: leave one out");
    }
    return registry.isPresent()
        ? Registries.provide(element, registry.get())
        : new Provider(element, How.of(union.orElseThrow()), context).provide();
  }

  // ---- parameters ----

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.isAnnotated(UnionFs.class) || parameter.isAnnotated(Registry.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Element element = Element.of(parameter, context);
    Fixture fixture = provide(element, context);
    if (element.isOfConstructor()
        && context.getTestMethod().isEmpty()
        && isOneForEachTest(context)) {
      ConstructorFixtures.of(context).add(fixture, context);
      return fixture.value();
    }
    Fixtures.of(context).add(fixture);
    if (element.isOf(context.getTestMethod())) {
      fixture.arm(); // the test begins
    }
    return fixture.value();
  }

  private static boolean isOneForEachTest(ExtensionContext context) {
    return context.getTestInstanceLifecycle().filter(Lifecycle.PER_CLASS::equals).isEmpty();
  }

  // ---- the test itself ----

  /** Lets faults come. */
  @Override
  public void beforeTestExecution(ExtensionContext context) {
    Fixtures.around(context).forEach(Fixture::arm);
  }

  /** Lets no more faults come; none could where the test has no union. */
  @Override
  public void afterTestExecution(ExtensionContext context) {
    List<Fixture> fixtures = Fixtures.around(context);
    fixtures.forEach(Fixture::disarm);
    if (context.getExecutionException().isEmpty()
        && !AnnotationSupport.findRepeatableAnnotations(context.getTestMethod(), FaultAt.class)
            .isEmpty()
        && fixtures.stream().allMatch(each -> each.faults().plan().isEmpty())) {
      throw new ExtensionConfigurationException(
          Element.testName(context)
              + ": @FaultAt is of no union, so its fault cannot come: give the test one by @UnionFs");
    }
  }

  /** Takes note of the failure of a dynamic test, of which its factory is not told. */
  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation,
      DynamicTestInvocationContext dynamicTest,
      ExtensionContext context)
      throws Throwable {
    try {
      invocation.proceed();
    } catch (Throwable e) {
      Fixtures.failed(context);
      throw e;
    }
  }

  /** Takes note of a failure. */
  @Override
  public void afterEach(ExtensionContext context) {
    context.getExecutionException().ifPresent(failure -> Fixtures.failed(context));
  }

  /** Takes note of a failure. */
  @Override
  public void afterAll(ExtensionContext context) {
    context.getExecutionException().ifPresent(failure -> Fixtures.failed(context));
  }
}
