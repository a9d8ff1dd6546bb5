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

  private static final long SEEDS = Long.getLong("mutation.seeds", 400);
  private static final StringBuilder REPORT = new StringBuilder();

  static List<Mutation> mutations() {
    var only = System.getProperty("mutation", "");
    return Mutations.all().stream().filter(m -> m.fault().contains(only)).toList();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void isNoticed(Mutation mutation) {
    var noticed = Mutant.firstNoticed(mutation, SEEDS);
    REPORT.append("%-60s %s%n".formatted(mutation, noticed));
    assertThat(noticed).as("nobody noticed in %d seeds: %s", SEEDS, mutation).isNotNull();
  }

  @Test
  void nothingIsNoticedWithoutAMutation() {
    assertThat(Mutant.firstNoticed(new Mutation("none", Climate.MIXED, List.of()), 20)).isNull();
  }

  @AfterAll
  static void report() {
    System.out.print(REPORT);
  }
}
