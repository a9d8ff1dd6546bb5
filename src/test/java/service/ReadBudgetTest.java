package service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import etcd.EtcdError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Large answers share a bounded memory until they have been sent.
final class ReadBudgetTest {

  private static final long MIB = 1 << 20;

  private final ReadBudget budget = new ReadBudget(10 * MIB, Duration.ofSeconds(30));
  private final List<Runnable> ends = new ArrayList<>();

  private ReadBudget.Claim held(long bytes) {
    var claim = budget.claim(false);
    claim.claim(bytes);
    claim.releaseAt(ends::add);
    return claim;
  }

  @Test
  void whatIsHeldIsGivenBackWhenTheAnswerHasLeft() {
    held(6 * MIB);
    assertThatThrownBy(() -> held(6 * MIB)).hasMessage(EtcdError.TOO_MANY_REQUESTS.text());
    assertThat(budget.held()).isGreaterThanOrEqualTo(6 * MIB);
    ends.removeFirst().run();
    assertThat(budget.held()).isZero();
    held(6 * MIB);
  }

  @Test
  void aReadThatMayWaitGetsItsTurn() {
    held(6 * MIB);
    var waiting = CompletableFuture.runAsync(() -> budget.claim(true).claim(6 * MIB));
    assertThat(waiting).isNotDone();
    ends.removeFirst().run();
    await().until(waiting::isDone);
    assertThat(waiting).isCompleted();
  }

  @Test
  void aReadLargerThanAllOfItIsRefusedAtOnceAndSaysWhatToDo() {
    var patient = budget.claim(true);
    assertThatThrownBy(() -> patient.claim(500 * MIB))
        .isInstanceOf(Exceeded.class)
        .hasMessage(
            "sampo: an answer of 501 MiB is more than large reads may hold"
                + " (sampo.limits.large-read-bytes, 10 MiB);"
                + " ask for pages (limit) or use RangeStream");
    assertThat(budget.held()).isZero();
    held(10 * MIB - 2048);
  }

  @Test
  void smallReadsAreNotCounted() {
    held(10 * MIB - 2048);
    held(10_000);
    assertThat(ends).hasSize(1);
  }

  @Test
  void aReadThatBeginsAgainCannotBlockItself() {
    var claim = budget.claim(false);
    claim.claim(8 * MIB);
    claim.claim(8 * MIB);
    claim.releaseAt(Runnable::run);
    assertThat(budget.held()).isZero();
  }
}
