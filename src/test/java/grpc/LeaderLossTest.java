package grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// etcd's `monitorLeader`: a stream with `hasleader` ends after three ticks without a leader.
final class LeaderLossTest {

  private final AtomicInteger ends = new AtomicInteger();
  private boolean hasLeader = true;
  private final LeaderLoss loss = new LeaderLoss(() -> hasLeader);

  @Test
  void streamsEndAtTheThirdTickWithoutLeader() {
    loss.add(ends::incrementAndGet);
    hasLeader = false;
    loss.tick();
    loss.tick();
    assertThat(ends).hasValue(0);
    loss.tick();
    assertThat(ends).hasValue(1);
  }

  @Test
  void aLeaderMeanwhileBeginsTheCountAnew() {
    loss.add(ends::incrementAndGet);
    hasLeader = false;
    loss.tick();
    loss.tick();
    hasLeader = true;
    loss.tick();
    hasLeader = false;
    loss.tick();
    loss.tick();
    assertThat(ends).hasValue(0);
  }

  @Test
  void aStreamThatHasEndedIsForgotten() {
    Runnable end = ends::incrementAndGet;
    loss.add(end);
    loss.remove(end);
    hasLeader = false;
    for (int i = 0; i < 3; i++) {
      loss.tick();
    }
    assertThat(ends).hasValue(0);
  }
}
