package service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.PutRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// What is compacted by itself, and when, in virtual time.
final class AutoCompactionTest {

  private final LoneMember member = new LoneMember();
  private final List<Long> compacted = new ArrayList<>();
  private CompletableFuture<?> answer = CompletableFuture.completedFuture(null);
  private long now = 5;

  @AfterEach
  void close() {
    member.close();
  }

  private AutoCompaction keeping(AutoCompaction.Retention retention) {
    return new AutoCompaction(
        member.context(),
        retention,
        request -> {
          compacted.add(request.getRevision());
          return answer;
        },
        () -> now);
  }

  private void pass(AutoCompaction compaction, Duration time, Duration step) {
    for (long left = time.toNanos(); left > 0; left -= step.toNanos()) {
      now += step.toNanos();
      compaction.tend();
    }
  }

  private void write() {
    member.kv().put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build()).join();
  }

  @Test
  void byRevisionSoManyAreKept() {
    var compaction = keeping(new AutoCompaction.Revisions(10));
    for (int i = 0; i < 30; i++) {
      write();
    }
    pass(compaction, Duration.ofMinutes(4), Duration.ofSeconds(10));
    assertThat(compacted).isEmpty();
    pass(compaction, Duration.ofMinutes(1), Duration.ofSeconds(10));
    assertThat(compacted).containsExactly(21L);
    pass(compaction, Duration.ofMinutes(10), Duration.ofSeconds(10));
    assertThat(compacted).as("nothing new").containsExactly(21L);
    write();
    pass(compaction, Duration.ofMinutes(5), Duration.ofSeconds(10));
    assertThat(compacted).containsExactly(21L, 22L);
  }

  @Test
  void byTimeAllOfOnePeriodIsKept() {
    var compaction = keeping(new AutoCompaction.Since(Duration.ofMinutes(10)));
    compaction.tend();
    for (int minute = 1; minute <= 30; minute++) {
      write();
      pass(compaction, Duration.ofMinutes(1), Duration.ofSeconds(30));
    }
    // One write a minute: the revision is 1 + minutes.
    assertThat(compacted).containsExactly(1L, 11L, 21L);
  }

  @Test
  void aLongPeriodIsCompactedHourly() {
    var compaction = keeping(new AutoCompaction.Since(Duration.ofHours(5)));
    compaction.tend();
    for (int hour = 1; hour <= 8; hour++) {
      write();
      pass(compaction, Duration.ofHours(1), Duration.ofMinutes(2));
    }
    assertThat(compacted).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void onlyTheLeaderCompactsAndANewOneKnowsThePast() {
    member.follow(new MemberId(1));
    var compaction = keeping(new AutoCompaction.Since(Duration.ofMinutes(10)));
    compaction.tend();
    for (int minute = 1; minute <= 20; minute++) {
      write();
      pass(compaction, Duration.ofMinutes(1), Duration.ofSeconds(30));
    }
    assertThat(compacted).isEmpty();
    member.leadWith(new MemberId(1));
    pass(compaction, Duration.ofMinutes(1), Duration.ofSeconds(30));
    assertThat(compacted).hasSize(1).first().matches(revision -> revision >= 11);
  }

  @Test
  void whatFailedIsTriedAgainAndWhatOthersDidIsNot() {
    var compaction = keeping(new AutoCompaction.Revisions(1));
    for (int i = 0; i < 5; i++) {
      write();
    }
    answer = CompletableFuture.failedFuture(EtcdError.TIMEOUT.exception());
    pass(compaction, Duration.ofMinutes(10), Duration.ofMinutes(1));
    assertThat(compacted).containsExactly(5L, 5L);
    answer = CompletableFuture.failedFuture(EtcdError.COMPACTED.exception());
    pass(compaction, Duration.ofMinutes(10), Duration.ofMinutes(1));
    assertThat(compacted).containsExactly(5L, 5L, 5L);
  }

  @Test
  void withoutARetentionNothingIs() {
    var compaction = keeping(new AutoCompaction.Everything());
    write();
    pass(compaction, Duration.ofDays(1), Duration.ofMinutes(5));
    assertThat(compacted).isEmpty();
  }
}
