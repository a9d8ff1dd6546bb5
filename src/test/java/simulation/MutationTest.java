package simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The judge, judged: each known bug, put into the shipped sources, is noticed by some seed. Prints
/// who noticed and after how many seeds.
final class MutationTest {

  private static final long SEEDS = Long.getLong("mutation.seeds", 2_000);
  private static final StringBuilder REPORT = new StringBuilder();
  private static int tried;
  private static int noticed;

  static List<Mutation> mutations() {
    var only = System.getProperty("mutation", "");
    return Mutations.all().stream().filter(m -> m.fault().contains(only)).toList();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void isNoticed(Mutation mutation) {
    var byWhom = Mutant.firstNoticed(mutation, SEEDS);
    REPORT.append("%-60s %s%n".formatted(mutation, byWhom));
    tried++;
    noticed += byWhom == null ? 0 : 1;
    assertThat(byWhom).as("nobody noticed in %d seeds: %s", SEEDS, mutation).isNotNull();
  }

  @Test
  void nothingIsNoticedWithoutAMutation() {
    assertThat(Mutant.firstNoticed(new Mutation("none", Climate.MIXED, List.of()), 20)).isNull();
  }

  @Test
  void enoughKindsOfBugsAreTried() {
    assertThat(Mutations.all()).hasSizeGreaterThanOrEqualTo(15).doesNotHaveDuplicates();
  }

  @AfterAll
  static void report() {
    System.out.print(REPORT);
    System.out.printf("figure: mutations: %d of %d noticed%n", noticed, tried);
  }
}
