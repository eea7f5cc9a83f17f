package org.sekisho.acceptance.repository;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom: the boxes of the figure keep their distance. */
class ArchitectureTest {
  private static final String[] PROGRAMS = {
    "org.sekisho.gateway..",
    "org.sekisho.guard",
    "org.sekisho.headend..",
    "org.sekisho.management..",
    "org.sekisho.home..",
    "org.sekisho.cli..",
    "org.sekisho.field.house.."
  };
  private static final String[] CODECS = {
    "org.sekisho.model..",
    "org.sekisho.wan.batch..",
    "org.sekisho.wan.message..",
    "org.sekisho.field.payload..",
    "org.sekisho.risk.cvss..",
    "org.sekisho.risk.method.."
  };
  private static JavaClasses all;

  @BeforeAll
  static void importClasses() {
    all =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.sekisho");
  }

  @Test
  void modelKnowsNobody() {
    noClasses()
        .that()
        .resideInAPackage("org.sekisho.model..")
        .should()
        .dependOnClassesThat(
            new com.tngtech.archunit.base.DescribedPredicate<>("are outside model") {
              @Override
              public boolean test(com.tngtech.archunit.core.domain.JavaClass c) {
                return c.getPackageName().startsWith("org.sekisho.")
                    && !c.getPackageName().startsWith("org.sekisho.model");
              }
            })
        .because("everybody shares the figure as types, so it must not drag anybody along")
        .check(all);
  }

  @Test
  void reportKnowsOnlyTheRiskAndTheModel() {
    noClasses()
        .that()
        .resideInAPackage("org.sekisho.report..")
        .should()
        .dependOnClassesThat(
            new com.tngtech.archunit.base.DescribedPredicate<>(
                "are neither report, risk nor model") {
              @Override
              public boolean test(com.tngtech.archunit.core.domain.JavaClass c) {
                return c.getPackageName().startsWith("org.sekisho.")
                    && !c.getPackageName().startsWith("org.sekisho.report")
                    && !c.getPackageName().startsWith("org.sekisho.risk")
                    && !c.getPackageName().startsWith("org.sekisho.model");
              }
            })
        .because("it writes down an analysis and nothing else")
        .check(all);
  }

  @Test
  void riskKnowsOnlyTheModel() {
    noClasses()
        .that()
        .resideInAPackage("org.sekisho.risk..")
        .should()
        .dependOnClassesThat(
            new com.tngtech.archunit.base.DescribedPredicate<>("are neither risk nor model") {
              @Override
              public boolean test(com.tngtech.archunit.core.domain.JavaClass c) {
                return c.getPackageName().startsWith("org.sekisho.")
                    && !c.getPackageName().startsWith("org.sekisho.risk")
                    && !c.getPackageName().startsWith("org.sekisho.model");
              }
            })
        .because("it judges a description of a system, never live objects")
        .check(all);
  }

  @Test
  void guardKnowsOnlyTheModelAndWhatEveryProgramHas() {
    noClasses()
        .that()
        .resideInAPackage("org.sekisho.guard..")
        .should()
        .dependOnClassesThat(
            new com.tngtech.archunit.base.DescribedPredicate<>(
                "are neither guard, model nor program") {
              @Override
              public boolean test(com.tngtech.archunit.core.domain.JavaClass c) {
                return c.getPackageName().startsWith("org.sekisho.")
                    && !c.getPackageName().startsWith("org.sekisho.guard")
                    && !c.getPackageName().startsWith("org.sekisho.model")
                    && !c.getPackageName().startsWith("org.sekisho.program");
              }
            })
        .because("what has privilege must stay small enough to be read in an afternoon")
        .check(all);
    noClasses()
        .that()
        .resideInAPackage("org.sekisho.gateway..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.sekisho.guard.kernel..",
            "org.sekisho.guard.netlink..",
            "org.sekisho.guard.program..",
            "org.sekisho.guard.ruleset..")
        .because("the gateway sends a typed policy; text of rules and the kernel are the guard's")
        .check(all);
  }

  @Test
  void gatewayAndHeadEndNeverKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("org.sekisho.gateway..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.sekisho.headend..")
        .because("they share model and wan; anything else would not survive two owners or versions")
        .check(all);
    noClasses()
        .that()
        .resideInAPackage("org.sekisho.headend..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.sekisho.gateway..", "org.sekisho.field..")
        .because("they share model and wan; anything else would not survive two owners or versions")
        .check(all);
  }

  @Test
  void managementReachesAGatewayOnlyOverTheWan() {
    noClasses()
        .that()
        .resideInAPackage("org.sekisho.management..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.sekisho.gateway..", "org.sekisho.headend..", "org.sekisho.field..")
        .because("in process it could do what a stolen connection could not be refused")
        .check(all);
  }

  @Test
  void applicationsKnowOnlyTheHeadEndsPublishedApi() {
    noClasses()
        .that()
        .resideInAPackage("org.sekisho.home..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.sekisho.headend..",
            "org.sekisho.gateway..",
            "org.sekisho.management..",
            "org.sekisho.wan..",
            "org.sekisho.field..")
        .because("an application belongs to somebody else and sees the API, nothing more")
        .check(all);
  }

  @Test
  void codecsKnowNoSocketsThreadsClocksOrLoggers() {
    noClasses()
        .that()
        .resideInAnyPackage(CODECS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..",
            "javax.net..",
            "io.netty..",
            "io.vertx..",
            "org.slf4j..",
            "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .because("bytes in, a value out: that is what can be tested with any bytes")
        .check(all);
  }

  @Test
  void onlyProgramsHaveAMain() {
    noMethods()
        .that()
        .haveName("main")
        .and()
        .haveRawParameterTypes(String[].class)
        .should()
        .beDeclaredInClassesThat()
        .resideOutsideOfPackages(PROGRAMS)
        .because("only programs start, read the environment and create threads")
        .allowEmptyShould(true)
        .check(all);
  }

  @Test
  void nobodyButProgramsReadsTheEnvironment() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.sekisho.model..", "org.sekisho.wan..", "org.sekisho.field.payload..")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .because("what a library does must follow from its arguments")
        .check(all);
  }

  @Test
  void noVagueNames() {
    Set<String> vague = Set.of("util", "utils", "common", "helper", "helpers", "manager", "misc");
    classes()
        .should(
            new ArchCondition<>("have packages named for what they hold") {
              @Override
              public void check(
                  com.tngtech.archunit.core.domain.JavaClass c, ConditionEvents events) {
                for (String segment : c.getPackageName().split("\\.", -1)) {
                  if (vague.contains(segment)) {
                    events.add(SimpleConditionEvent.violated(c, c.getName()));
                  }
                }
              }
            })
        .because("a newcomer finds the place for a change from the folder names")
        .check(all);
  }

  @Test
  void noShellIsStartedByAServer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.sekisho.gateway..",
            "org.sekisho.guard..",
            "org.sekisho.headend..",
            "org.sekisho.management..",
            "org.sekisho.home..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould()
        .callMethodWhere(
            new com.tngtech.archunit.base.DescribedPredicate<>("Runtime.exec") {
              @Override
              public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                return call.getTargetOwner().isEquivalentTo(Runtime.class)
                    && call.getName().equals("exec");
              }
            })
        .because("request data that reaches a shell is how cameras and recorders were taken over")
        .check(all);
  }
}
