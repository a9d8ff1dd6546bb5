package architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.AndFullName.Predicates.fullNameMatching;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Imports run one way, from what people touch down to the values; and a role only tells, sets
/// timers and returns the next behaviour, so that a test can step it under a seed.
final class ImportRulesTest {

  /// From the top down. A package imports from its own floor and those below.
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("sampo.."),
          List.of("gateway..", "grpc..", "http.."),
          List.of("service.."),
          List.of("watch.."),
          List.of("actors..", "wire.."),
          List.of("proposal..", "raft..", "mvcc..", "lease..", "auth..", "tls..", "etcd.."));

  private static final String[] VALUES = FLOORS.getLast().toArray(String[]::new);

  private static final String ROLE =
      "actors\\.(Recovering|Follower|PreCandidate|Candidate|Leader|LeaderReads|Replicator|Role)"
          + "(\\$.*)?";

  /// Static ways to the clock and to chance.
  private static final String WORLD_CALLS =
      "java\\.lang\\.System\\.(nanoTime|currentTimeMillis)\\(.*"
          + "|java\\.time\\.\\w+\\.now\\(.*"
          + "|java\\.lang\\.Math\\.random\\(.*"
          + "|java\\.util\\.UUID\\.randomUUID\\(.*";

  private static final JavaClasses OURS =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  /// The rules see code at all: an empty import would pass everything below.
  @Test
  void classesAreRead() {
    assertThat(OURS.contain("raft.Entry")).isTrue();
  }

  @ParameterizedTest
  @MethodSource("upwardImports")
  void lowerPackagesNeverImportUpperOnes(ArchRule rule) {
    rule.check(OURS);
  }

  private static Stream<ArchRule> upwardImports() {
    return Stream.iterate(1, floor -> floor < FLOORS.size(), floor -> floor + 1)
        .map(floor -> nothingOnFloorImportsAbove(floor));
  }

  private static ArchRule nothingOnFloorImportsAbove(int floor) {
    String[] here = FLOORS.get(floor).toArray(String[]::new);
    String[] above = FLOORS.subList(0, floor).stream().flatMap(List::stream).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAnyPackage(here)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above)
        .allowEmptyShould(true);
  }

  @Test
  void packagesImportInNoCircle() {
    slices().matching("(*)..").should().beFreeOfCycles().allowEmptyShould(true).check(OURS);
  }

  @Test
  void valuesKnowNeitherPekkoNorGrpc() {
    noClasses()
        .that()
        .resideInAnyPackage(VALUES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.pekko..", "io.grpc..")
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void pekkoStaysInActorsWireAndSampo() {
    noClasses()
        .that()
        .resideOutsideOfPackages("actors..", "wire..", "sampo..", "service..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.pekko..")
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void ofPekkoServiceKnowsOnlyTheActorRef() {
    noClasses()
        .that()
        .resideInAPackage("service..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.apache.pekko..")
                .and(not(name("org.apache.pekko.actor.typed.ActorRef"))))
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void rolesWaitForNothingAndShareNothing() {
    noClasses()
        .that()
        .haveNameMatching(ROLE)
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.util.concurrent..")
                .and(not(equivalentTo(TimeUnit.class)))
                .or(resideInAPackage("scala.concurrent..")))
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void rolesTakeChanceAndTimeFromOutside() {
    noClasses()
        .that()
        .haveNameMatching(ROLE)
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.util.random..")
                .or(nameMatching("java\\.util\\.(Splittable)?Random"))
                .or(nameMatching("java\\.security\\.SecureRandom"))
                .or(nameMatching("java\\.time\\.(Clock|InstantSource)")))
        .orShould()
        .accessTargetWhere(target(fullNameMatching(WORLD_CALLS)))
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void rolesNeitherAskNorReachForTheSystem() {
    noClasses()
        .that()
        .haveNameMatching(ROLE)
        .should()
        .accessTargetWhere(
            target(owner(assignableTo("org.apache.pekko.actor.typed.javadsl.ActorContext")))
                .and(target(nameMatching("ask.*|pipeToSelf|getSystem|getExecutionContext"))))
        .orShould()
        .dependOnClassesThat()
        .haveSimpleName("AskPattern")
        .allowEmptyShould(true)
        .check(OURS);
  }
}
