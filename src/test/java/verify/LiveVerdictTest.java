package verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import probe.Durability;
import probe.Findings;
import probe.Page;
import probe.Plan;
import probe.PrefixInUse;
import probe.Probe;
import verify.LiveModelServer.Habit;

/// A live workload tells honest servers from liars, and leaves nothing behind.
final class LiveVerdictTest {

  private static final int ENOUGH_CALLS = 600;
  private static final Set<Habit> LIARS =
      EnumSet.of(
          Habit.OLD_READ, Habit.OLD_READ_IN_DISGUISE, Habit.FORGETS_PUT, Habit.HALF_TRANSACTION);

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"NONE", "OTHERS_WRITE", "FAILS", "FAILS_AND_OTHERS_WRITE"})
  void anHonestServerIsBelieved(Habit habit) throws IOException, InterruptedException {
    Findings findings = findings(habit);
    assertThat(findings.hold()).as(new Page(findings).text()).isTrue();
    assertThat(findings.durability()).isInstanceOf(Durability.Kept.class);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"NONE", "OTHERS_WRITE", "FAILS", "FAILS_AND_OTHERS_WRITE"})
  void aLyingServerIsCaughtWithAShortHistory(Habit habit) throws IOException, InterruptedException {
    Findings findings = findings(habit);
    assertThat(findings.hold()).as(new Page(findings).text()).isFalse();
    assertThat(findings.verdict()).isInstanceOf(Verdict.Violation.class);
    Verdict.Violation violation = (Verdict.Violation) findings.verdict();
    assertThat(violation.core()).hasSizeBetween(1, 4);
    assertThat(new Page(findings).text()).contains("linearizable  NO");
  }

  @Test
  void aForgottenPutIsMissed() throws IOException, InterruptedException {
    assertThat(findings(Habit.FORGETS_PUT).durability()).isInstanceOf(Durability.Lost.class);
  }

  @Test
  void aPrefixInUseIsLeftAlone() throws IOException, InterruptedException {
    try (LiveModelServer server = new LiveModelServer(Habit.OTHERS_WRITE);
        Probe probe = Probe.start(plan(server, "a/"))) {
      awaitCalls(probe);
      probe.stop();
      List<String> keys = server.keys();
      assertThat(keys).hasSizeGreaterThan(1);
      assertThatThrownBy(() -> Probe.start(plan(server, "a/"))).isInstanceOf(PrefixInUse.class);
      assertThat(server.keys()).isEqualTo(keys);
      assertThat(probe.cleanUp()).isTrue();
      assertThat(server.keys()).containsExactly("other");
    }
  }

  private static Findings findings(Habit habit) throws IOException, InterruptedException {
    try (LiveModelServer server = new LiveModelServer(habit);
        Probe probe = Probe.start(plan(server, "live/"))) {
      awaitCalls(probe);
      probe.stop();
      Findings findings = probe.judge();
      // Whether nothing is left is asked of the server too, and a liar may say anything.
      assertThat(probe.cleanUp() || LIARS.contains(habit)).isTrue();
      return findings;
    }
  }

  private static void awaitCalls(Probe probe) {
    Awaitility.await("calls")
        .atMost(Duration.ofSeconds(60))
        .until(() -> probe.recorder().calls().size() >= ENOUGH_CALLS);
  }

  private static Plan plan(LiveModelServer server, String prefix) {
    return new Plan(
        List.of(server.endpoint()),
        prefix,
        4,
        4,
        1000,
        Duration.ofSeconds(5),
        1,
        Plan.Revisions.SHARED,
        Plan.Beside.NOBODY);
  }
}
