package io.unionfs;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the picture of the core: which package knows which.
 *
 * <p>A new package needs a row in {@link #FLOORS}; the classes of a package without one are
 * refused.
 */
class ArchitectureTest {
  private static final String ROOT = "io.unionfs";
  private static final String CLOCK_CLASS = "SystemClock";

  /** The packages of the core, ground floor first, and the floors each of them may import. */
  private static final List<Floor> FLOORS =
      List.of(
          floor("glob"),
          floor("fault", "glob"),
          floor("trace"),
          floor("layer", "trace"),
          floor("json", "layer"),
          floor("archive", "trace", "layer"),
          floor("medium", "fault", "trace", "layer"),
          floor("overlay", "fault", "trace", "layer", "archive", "medium"),
          floor("nio", "glob", "fault", "trace", "layer", "archive", "medium", "overlay"),
          floor("image", "trace", "layer", "json", "archive"),
          floor("store", "trace", "layer", "json", "archive", "medium", "overlay", "nio", "image"),
          floor(
              "container",
              "trace",
              "json",
              "layer",
              "archive",
              "medium",
              "overlay",
              "nio",
              "image",
              "store"),
          floor("registry", "trace", "layer", "json", "archive", "image"),
          floor("hub", "trace", "layer", "json", "archive", "image", "store", "registry"),
          floor(
              "trust",
              "trace",
              "layer",
              "json",
              "archive",
              "overlay",
              "image",
              "store",
              "registry",
              "hub"),
          floor(
              "surgery", "trace", "layer", "json", "archive", "medium", "overlay", "nio", "image",
              "store"),
          floor("analysis", "trace", "layer", "json", "archive", "overlay", "image"),
          floor(
              "driver", "fault", "trace", "layer", "archive", "medium", "overlay", "nio", "image"),
          floor(
              "lab",
              "trace",
              "layer",
              "json",
              "archive",
              "medium",
              "overlay",
              "nio",
              "image",
              "store",
              "container",
              "analysis",
              "driver"),
          floor(
              "testing",
              "glob",
              "fault",
              "trace",
              "layer",
              "json",
              "archive",
              "medium",
              "overlay",
              "nio",
              "image",
              "store",
              "container",
              "registry",
              "hub",
              "analysis",
              "lab"));

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void aFloorKnowsOnlyFloorsBelowIt() {
    Set<String> below = new HashSet<>();
    for (Floor floor : FLOORS) {
      assertThat(below).as("floors below %s", floor.name).containsAll(floor.knows);
      below.add(floor.name);
    }
  }

  @Test
  void aPackageImportsOnlyTheFloorsItKnows() {
    check(classes().should(importOnlyTheFloorsTheyKnow()));
  }

  @Test
  void packagesAreFreeOfCycles() {
    check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
  }

  @Test
  void thePublicApiMentionsNoImplementationLibrary() throws IOException {
    Set<String> exported = exportedPackages();
    check(
        classes()
            .that(
                describe(
                    "are public API",
                    type -> exported.contains(type.getPackageName()) && isVisibleToUsers(type)))
            .should(keepImplementationLibrariesOutOfSignatures()));
  }

  @Test
  void onlyTheClockClassAsksTheSystemForTheTime() {
    check(
        noClasses()
            .that()
            .doNotHaveSimpleName(CLOCK_CLASS)
            .should()
            .accessTargetWhere(describe("reads the system clock", ArchitectureTest::readsTheClock))
            .because("time comes from an injectable clock"));
  }

  @Test
  void thereIsAtMostOneClockClass() {
    assertThat(CORE)
        .filteredOn(type -> type.getSimpleName().equals(CLOCK_CLASS))
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void theCorePrintsNothing() {
    check(
        noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("a library speaks through results, exceptions and trace events"));
  }

  /** Rules hold from the first day on, so also while there is nothing yet that they speak of. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CORE);
  }

  private static ArchCondition<JavaClass> importOnlyTheFloorsTheyKnow() {
    return new ArchCondition<>("import only the floors their package knows") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Floor floor = floorOf(type);
        if (floor == null) {
          String message = type.getDescription() + " stands on no floor: add a row to FLOORS";
          events.add(SimpleConditionEvent.violated(type, message));
          return;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (inUnionfs(target) && !floor.mayImport(floorNameOf(target))) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> keepImplementationLibrariesOutOfSignatures() {
    return new ArchCondition<>("keep implementation libraries out of their signatures") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream<JavaType> header =
            Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        report(type, type.getDescription(), header, events);
        for (JavaMember member : type.getMembers()) {
          if (isVisibleToUsers(member.getModifiers())) {
            report(type, member.getDescription(), signatureOf(member), events);
          }
        }
      }
    };
  }

  private static void report(
      JavaClass type, String where, Stream<? extends JavaType> mentioned, ConditionEvents events) {
    mentioned
        .flatMap(each -> each.getAllInvolvedRawTypes().stream())
        .filter(ArchitectureTest::belongsToAnImplementationLibrary)
        .map(each -> where + " mentions " + each.getName())
        .forEach(message -> events.add(SimpleConditionEvent.violated(type, message)));
  }

  private static Stream<JavaType> signatureOf(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    Stream<JavaType> declared =
        Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
    return Stream.concat(declared, unit.getExceptionTypes().stream());
  }

  private static boolean belongsToAnImplementationLibrary(JavaClass type) {
    String name = type.getBaseComponentType().getName();
    return Stream.of("com.google.", "com.fasterxml.", "io.airlift.", "org.apache.")
        .anyMatch(name::startsWith);
  }

  private static boolean readsTheClock(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    String owner = target.getOwner().getName();
    return switch (target.getName()) {
      case "currentTimeMillis", "nanoTime" -> owner.equals("java.lang.System");
      case "now" ->
          owner.startsWith("java.time.")
              && target instanceof CodeUnitAccessTarget unit
              && unit.getRawParameterTypes().stream()
                  .noneMatch(parameter -> parameter.isEquivalentTo(java.time.Clock.class));
      default -> false;
    };
  }

  private static boolean isVisibleToUsers(JavaClass type) {
    return isVisibleToUsers(type.getModifiers())
        && type.getEnclosingClass().map(ArchitectureTest::isVisibleToUsers).orElse(true);
  }

  private static boolean isVisibleToUsers(Set<JavaModifier> modifiers) {
    return !Collections.disjoint(modifiers, Set.of(JavaModifier.PUBLIC, JavaModifier.PROTECTED));
  }

  private static boolean inUnionfs(JavaClass type) {
    return type.getPackageName().startsWith(ROOT);
  }

  /** The package's name below the root: {@code layer} for {@code io.unionfs.layer.any.thing}. */
  private static String floorNameOf(JavaClass type) {
    String below = type.getPackageName().substring(ROOT.length());
    return below.isEmpty() ? "" : below.substring(1).split("\\.")[0];
  }

  private static Floor floorOf(JavaClass type) {
    String name = floorNameOf(type);
    return FLOORS.stream().filter(each -> each.name.equals(name)).findAny().orElse(null);
  }

  /** What the module descriptor exports to everyone, read from the compiled descriptor. */
  private static Set<String> exportedPackages() throws IOException {
    ClassLoader loader = ArchitectureTest.class.getClassLoader();
    for (URL found : Collections.list(loader.getResources("module-info.class"))) {
      try (InputStream in = found.openStream()) {
        ModuleDescriptor module = ModuleDescriptor.read(in);
        if (module.name().equals("io.unionfs.core")) {
          return module.exports().stream()
              .filter(each -> !each.isQualified())
              .map(ModuleDescriptor.Exports::source)
              .collect(toUnmodifiableSet());
        }
      }
    }
    throw new AssertionError("io.unionfs.core's module descriptor is not on the class path");
  }

  private static Floor floor(String name, String... knows) {
    return new Floor(name, Set.of(knows));
  }

  private record Floor(String name, Set<String> knows) {
    boolean mayImport(String other) {
      return other.equals(name) || knows.contains(other);
    }
  }
}
