package torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FaultPlanTest {

  private static final Set<Network.Ability> ALL = EnumSet.allOf(Network.Ability.class);

  @Test
  void aSeedMeansTheSameFaults() {
    assertThat(faults(1, 3, ALL, 100)).isEqualTo(faults(1, 3, ALL, 100));
    assertThat(faults(1, 3, ALL, 100)).isNotEqualTo(faults(2, 3, ALL, 100));
  }

  @Test
  void theFirstRoundHasEveryKind() {
    Set<Class<?>> kinds =
        faults(5, 3, ALL, 17).stream().map(Fault::getClass).collect(Collectors.toSet());
    assertThat(kinds).containsExactlyInAnyOrder(Fault.class.getPermittedSubclasses());
  }

  @Test
  void withoutNamespacesMembersAreOnlyKilledStoppedAndEnded() {
    assertThat(faults(5, 3, Set.of(), 50))
        .hasOnlyElementsOfTypes(
            Fault.Kill.class,
            Fault.KillTwice.class,
            Fault.KillAll.class,
            Fault.Pause.class,
            Fault.Terminate.class);
  }

  @Test
  void twoDifferentMembersAreParted() {
    assertThat(faults(5, 3, ALL, 200))
        .filteredOn(fault -> fault instanceof Fault.Part)
        .isNotEmpty()
        .allSatisfy(
            fault -> {
              Fault.Part part = (Fault.Part) fault;
              assertThat(part.one()).isNotEqualTo(part.other());
            });
  }

  private static List<Fault> faults(
      long seed, int members, Set<Network.Ability> abilities, int count) {
    FaultPlan plan = new FaultPlan(seed, members, abilities);
    return IntStream.range(0, count).mapToObj(_ -> plan.next()).toList();
  }
}
