package service;

import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.AlarmMember;
import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmRequest.AlarmAction;
import etcdserverpb.AlarmType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// When the leader raises the CORRUPT alarm, and above all when it does not.
final class CorruptionWatchTest {

  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final Trio trio = new Trio();
  private final List<AlarmMember> raised = new ArrayList<>();
  private final List<Long> proposed = new ArrayList<>();
  private boolean leads = true;
  private boolean proposalsFail;
  private final CorruptionWatch watch = watch(trio.first);

  private CorruptionWatch watch(Trio.One leader) {
    return new CorruptionWatch(
        trio.comparison(leader),
        new CorruptionWatch.Alarms(() -> leads, () -> raised, this::propose),
        AT_ONCE);
  }

  private CompletableFuture<?> propose(AlarmRequest request) {
    assertThat(request.getAction()).isEqualTo(AlarmAction.ACTIVATE);
    assertThat(request.getAlarm()).isEqualTo(AlarmType.CORRUPT);
    proposed.add(request.getMemberID());
    if (proposalsFail) {
      return CompletableFuture.failedFuture(new IllegalStateException("no leader"));
    }
    raised.add(
        AlarmMember.newBuilder()
            .setMemberID(request.getMemberID())
            .setAlarm(request.getAlarm())
            .build());
    return CompletableFuture.completedFuture(request);
  }

  /// Revisions 2 to 11, applied by all.
  @BeforeEach
  void fill() {
    for (int i = 0; i < 10; i++) {
      trio.put("k" + i, "v" + i);
    }
    trio.applyAll();
  }

  private void compactAll(long revision) {
    trio.compact(revision);
    trio.applyAll();
    trio.keepAll();
  }

  private void check() throws InterruptedException {
    watch.compareStores();
    watch.compareCompactions();
  }

  // -- of stores as they stand

  @Test
  void membersThatAgreeRaiseNothing() throws InterruptedException {
    check();
    compactAll(5);
    check();
    assertThat(proposed).isEmpty();
  }

  @Test
  void aDamagedMemberIsNamed() throws InterruptedException {
    trio.third.damage("k3");
    watch.compareStores();
    assertThat(proposed).containsExactly(3L);
  }

  @Test
  void aDamagedLeaderNamesItself() throws InterruptedException {
    trio.first.damage("k3");
    watch.compareStores();
    assertThat(proposed).containsExactly(1L);
  }

  @Test
  void withoutAMajorityTheAlarmNamesNobody() throws InterruptedException {
    trio.third.damage("k3");
    trio.second.silent = true;
    watch.compareStores();
    assertThat(proposed).containsExactly(0L);
  }

  @Test
  void whoDoesNotLeadLooksAtNothing() throws InterruptedException {
    trio.third.damage("k3");
    compactAll(5);
    leads = false;
    trio.all().forEach(one -> one.beforeAnswer = () -> proposed.add(-1L));
    check();
    assertThat(proposed).isEmpty();
  }

  @Test
  void anAlarmThatIsOnIsNotRaisedAgainUntilItIsTakenBack() throws InterruptedException {
    trio.third.damage("k3");
    watch.compareStores();
    watch.compareStores();
    assertThat(proposed).containsExactly(3L);
    raised.clear();
    watch.compareStores();
    assertThat(proposed).containsExactly(3L, 3L);
  }

  @Test
  void anAlarmThatCouldNotBeRaisedIsRaisedByTheNextCheck() throws InterruptedException {
    trio.third.damage("k3");
    proposalsFail = true;
    watch.compareStores();
    proposalsFail = false;
    watch.compareStores();
    assertThat(proposed).containsExactly(3L, 3L);
    assertThat(raised).hasSize(1);
  }

  @Test
  void aMemberThatIsSilentOrLagsIsNotCorrupt() throws InterruptedException {
    trio.third.silent = true;
    watch.compareStores();
    trio.third.silent = false;
    trio.put("more", "1");
    trio.first.apply(1);
    trio.second.apply(1);
    watch.compareStores();
    assertThat(proposed).isEmpty();
  }

  /// An older release has no inspector: its silence is all there is.
  @Test
  void twoSilentMembersLeaveNothingToCompare() throws InterruptedException {
    trio.first.damage("k3");
    trio.second.silent = true;
    trio.third.silent = true;
    compactAll(5);
    check();
    assertThat(proposed).isEmpty();
  }

  @Test
  void whatIsWrittenAndCompactedWhileMembersAnswerIsNotCorruption() throws InterruptedException {
    trio.second.beforeAnswer =
        () -> {
          trio.put("more", "2");
          trio.applyAll();
        };
    trio.third.beforeAnswer =
        () -> {
          trio.put("more", "3");
          trio.compact(trio.first.store.view().revision());
          trio.second.apply(9);
          trio.third.apply(9);
        };
    for (int i = 0; i < 5; i++) {
      watch.compareStores();
      trio.applyAll();
      trio.keepAll();
      watch.compareCompactions();
    }
    assertThat(proposed).isEmpty();
  }

  /// The new one asks anew, while answers to the old one may still come.
  @Test
  void aNewLeaderIsNotMisledByWhatTheOldOneAsked() throws InterruptedException {
    trio.second.beforeAnswer =
        () -> {
          trio.second.beforeAnswer = () -> {};
          trio.put("by the new leader", "1");
          trio.applyAll();
          uncheckedCompare(watch(trio.second));
        };
    check();
    assertThat(proposed).isEmpty();
  }

  private static void uncheckedCompare(CorruptionWatch other) {
    try {
      other.compareStores();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Test
  void aMemberThatMadeARevisionTooManyIsNamed() throws InterruptedException {
    trio.first.store.begin().commit(11, 1);
    trio.second.store.begin().commit(11, 1);
    trio.put("only the third", "1");
    trio.third.apply(1);
    watch.compareStores();
    assertThat(proposed).containsExactly(3L);
  }

  @Test
  void aMemberThatMissedARevisionIsNamed() throws InterruptedException {
    trio.put("not at the third", "1");
    trio.first.apply(1);
    trio.second.apply(1);
    trio.third.store.begin().commit(11, 1);
    watch.compareStores();
    assertThat(proposed).containsExactly(3L);
  }

  // -- found once is not enough

  @Test
  void whatIsGoneAtTheSecondLookRaisesNothing() throws InterruptedException {
    trio.third.damage("k3");
    trio.third.beforeAnswer = () -> trio.third.beforeAnswer = () -> trio.third.damage("k3");
    watch.compareStores();
    assertThat(trio.third.hashes.current()).isEqualTo(trio.first.hashes.current());
    assertThat(proposed).isEmpty();
  }

  @Test
  void whatCannotBeConfirmedWaitsForTheNextCompaction() throws InterruptedException {
    trio.third.damage("k3");
    compactAll(5);
    silenceThirdAtTheSecondLook();
    watch.compareCompactions();
    assertThat(proposed).isEmpty();
    silenceThirdAtTheSecondLook();
    watch.compareCompactions();
    assertThat(proposed).as("the same compaction is the same evidence").isEmpty();
    silenceThirdAtTheSecondLook();
    watch.compareStores();
    assertThat(proposed).as("no compaction is no evidence either").isEmpty();
    trio.third.silent = false;
    compactAll(7);
    silenceThirdAtTheSecondLook();
    watch.compareCompactions();
    assertThat(proposed).containsExactly(3L);
  }

  private void silenceThirdAtTheSecondLook() {
    trio.third.silent = false;
    trio.third.beforeAnswer = () -> trio.third.beforeAnswer = () -> trio.third.silent = true;
  }

  // -- of what compactions left

  @Test
  void aCompactionShowsADamagedMember() throws InterruptedException {
    trio.third.damage("k3");
    watch.compareCompactions();
    assertThat(proposed).isEmpty();
    compactAll(8);
    watch.compareCompactions();
    assertThat(proposed).containsExactly(3L);
  }

  @Test
  void compactionsAreComparedUntilAllMembersAgreeOnOne() throws InterruptedException {
    compactAll(5);
    trio.compact(6);
    trio.applyAll();
    trio.first.hashes.keep();
    trio.compact(7);
    trio.applyAll();
    trio.keepAll();
    List<Long> asked = new ArrayList<>();
    trio.second.beforeAnswer = () -> asked.add(1L);
    watch.compareCompactions();
    assertThat(asked).as("all agree on the newest").hasSize(1);
    watch.compareCompactions();
    assertThat(asked).as("nothing new").hasSize(1);
    trio.compact(8);
    trio.applyAll();
    trio.first.hashes.keep();
    trio.compact(9);
    trio.applyAll();
    trio.keepAll();
    trio.compact(10);
    trio.applyAll();
    trio.first.hashes.keep();
    trio.compact(11);
    trio.applyAll();
    watch.compareCompactions();
    assertThat(asked).as("the others do not know 10; they know 9").hasSize(3);
    assertThat(proposed).isEmpty();
  }

  @Test
  void aDifferenceThatACompactionTookAwayIsForgotten() throws InterruptedException {
    trio.third.damage("k3");
    compactAll(5);
    trio.put("k3", "again");
    trio.compact(12);
    trio.applyAll();
    List<Long> asked = new ArrayList<>();
    trio.second.beforeAnswer = () -> asked.add(1L);
    watch.compareCompactions();
    assertThat(asked).as("the kept ones, then the stores").hasSize(2);
    watch.compareCompactions();
    assertThat(asked).hasSize(2);
    assertThat(proposed).isEmpty();
  }
}
