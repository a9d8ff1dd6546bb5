package torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `ops/torture` does, for two minutes. `-Dtorture.minutes` and `-Dtorture.seed` change it.
@Tag("torture")
final class TortureTest {

  private static final List<String> SAID = new CopyOnWriteArrayList<>();

  private static final String FIGURES =
      "(\\d+ clients|durable|linearizable|watches|leases|past|promises|faults|no writes).*";

  private static int code;

  /// Two minutes of faults; starts and recoveries take longer on a machine that does much else.
  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  static void torture() {
    code =
        Torture.run(
            TortureTest::hear,
            "--minutes=" + System.getProperty("torture.minutes", "2"),
            "--seed=" + System.getProperty("torture.seed", "1"));
    said(FIGURES).forEach(line -> System.out.println("figure: torture: " + line));
  }

  private static void hear(String line) {
    System.out.println(line);
    SAID.add(line);
  }

  private static Stream<String> said(String pattern) {
    return SAID.stream().filter(line -> line.matches(pattern));
  }

  @Test
  void noFaultMakesMembersBreakAPromise() {
    assertThat(code).as("what was said: %s", SAID).isZero();
  }

  @Test
  void membersAreKilledAndStopped() {
    assertThat(said("faults.*")).singleElement().asString().contains("Kill=", "Pause=");
  }

  @Test
  void watchersLoseTheirMembersAndGoOnAtOthersAndAreOvertakenByACompaction() {
    assertThat(said("watches .*"))
        .singleElement()
        .asString()
        .doesNotContain(" 0 broke", " 0 were overtaken");
  }

  @Test
  void leasesAreKeptAliveMeanwhile() {
    assertThat(said("leases .*")).singleElement().asString().doesNotContain(" 0 ");
  }

  @Test
  void thePastIsCompactedAndReadMeanwhile() {
    assertThat(said("past .*")).singleElement().asString().doesNotContain(" 0 ");
  }

  /// Nothing is asked of the run, which is too short for every kind: what cannot happen is named.
  @ParameterizedTest
  @ValueSource(strings = {"partitions", "LOSE", "DELAY"})
  void canHappenOnThisMachine(String fault) {
    var excuses = said("skipped: (partitions|" + fault + ").*").toList();
    assumeTrue(excuses.isEmpty(), excuses::toString);
  }
}
