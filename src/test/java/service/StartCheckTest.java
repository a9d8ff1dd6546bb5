package service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What keeps a member with data from serving: a majority that contradicts it, and nothing else.
@Timeout(60)
final class StartCheckTest {

  private final Trio trio = new Trio();
  private final StartCheck check =
      new StartCheck(trio.comparison(trio.third), Duration.ofMillis(1));

  @BeforeEach
  void fill() {
    for (int i = 0; i < 10; i++) {
      trio.put("k" + i, "v" + i);
    }
    trio.applyAll();
  }

  @Test
  void aSoundMemberStarts() throws InterruptedException {
    assertThat(check.run()).isNull();
  }

  @Test
  void aMemberThatAMajorityContradictsDoesNot() throws InterruptedException {
    trio.third.damage("k3");
    assertThat(check.run())
        .contains("3 has applied 10, is at revision 11")
        .contains("1 has", "2 has");
  }

  @Test
  void soItIsWhenTheOthersHaveGoneOn() throws InterruptedException {
    trio.third.damage("k3");
    trio.put("more", "1");
    trio.first.apply(1);
    trio.second.apply(1);
    assertThat(check.run()).isNotNull();
  }

  @Test
  void soItIsWhenTheOthersHaveCompactedSince() throws InterruptedException {
    trio.third.damage("k3");
    trio.compact(8);
    trio.applyAll();
    trio.first.hashes.keep();
    trio.second.hashes.keep();
    trio.put("more", "1");
    trio.compact(11);
    trio.first.apply(2);
    trio.second.apply(2);
    assertThat(check.run()).isNotNull();
  }

  @Test
  void oneOtherMemberIsNoMajority() throws InterruptedException {
    trio.third.damage("k3");
    trio.first.silent = true;
    assertThat(check.run()).isNull();
  }

  @Test
  void silenceIsNoContradiction() throws InterruptedException {
    trio.third.damage("k3");
    trio.first.silent = true;
    trio.second.silent = true;
    assertThat(check.run()).isNull();
  }

  @Test
  void theDamageOfAnotherMemberIsItsOwnAffair() throws InterruptedException {
    trio.first.damage("k3");
    assertThat(check.run()).isNull();
  }

  @Test
  void aMemberThatIsBehindStarts() throws InterruptedException {
    trio.put("more", "1");
    trio.compact(11);
    trio.first.apply(2);
    trio.second.apply(2);
    assertThat(check.run()).isNull();
  }

  /// Nobody waits for the second answer once two of three agree.
  @Test
  void oneThatAgreesIsEnough() throws InterruptedException {
    trio.second.silent = true;
    var patient = new StartCheck(trio.comparison(trio.third), Duration.ofHours(1));
    assertThat(patient.run()).isNull();
  }
}
