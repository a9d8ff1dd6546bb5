package verify.watches;

import static org.assertj.core.api.Assertions.assertThat;
import static verify.watches.Told.ALL;
import static verify.watches.Told.REMADE_A;
import static verify.watches.Told.WROTE_B;
import static verify.watches.Told.utf8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mvccpb.Event;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Test;
import verify.Breach;
import verify.Promise;

/// What happened follows from what clients did, step by step, and leads to what is there.
final class AnnalsJudgeTest {

  private static final List<KeyValue> LEFT = List.of(REMADE_A.getKv(), WROTE_B.getKv());

  private final List<Breach> breaches = new ArrayList<>();
  private final AnnalsJudge judge = new AnnalsJudge(breaches::add);

  @Test
  void whatWasTriedAndLeadsToWhatIsThereIsBelieved() {
    attemptAll();
    judge.acknowledged(Told.annals(), utf8("a"), 4, Optional.of(utf8("3")));
    judge.acknowledged(Told.annals(), utf8("a"), 5, Optional.empty());
    assertThat(broken(ALL.stream(), LEFT)).isEmpty();
  }

  @Test
  void whatWasAcknowledgedHappened() {
    judge.acknowledged(Told.annals(), utf8("a"), 4, Optional.of(utf8("4")));
    judge.acknowledged(Told.annals(), utf8("a"), 3, Optional.of(utf8("3")));
    judge.acknowledged(Told.annals(), utf8("b"), 4, Optional.empty());
    assertThat(breaches).extracting(Breach::promise).hasSize(3).containsOnly(Promise.NEVER_WRONG);
  }

  @Test
  void nothingHappensThatNobodyTried() {
    attemptAll();
    Event stray = Told.put("c", "5", 7, 7, 1, null);
    assertThat(
            broken(
                Stream.concat(ALL.stream(), Stream.of(stray)),
                Stream.concat(LEFT.stream(), Stream.of(stray.getKv())).toList()))
        .containsExactly(Promise.NEVER_WRONG);
  }

  @Test
  void nothingIsDeletedThatNobodyTriedToDelete() {
    attemptPuts();
    assertThat(broken(ALL.stream(), LEFT)).containsExactly(Promise.NEVER_WRONG);
  }

  @Test
  void eachEventFollowsFromThoseBefore() {
    attemptAll();
    assertThat(broken(ALL.stream().filter(event -> !event.equals(Told.MADE_B)), LEFT))
        .containsExactly(Promise.PREVIOUS, Promise.CREATION);
  }

  @Test
  void allThatHappenedLeadsToWhatIsThere() {
    attemptAll();
    assertThat(broken(ALL.stream(), List.of(WROTE_B.getKv()))).containsExactly(Promise.NEVER_WRONG);
    assertThat(broken(ALL.stream().filter(event -> !event.equals(REMADE_A)), LEFT))
        .containsOnly(Promise.NEVER_WRONG);
  }

  private void attemptAll() {
    attemptPuts();
    judge.attemptedDeletion(utf8("a"));
  }

  private void attemptPuts() {
    ALL.forEach(event -> judge.attemptedPut(event.getKv().getKey(), event.getKv().getValue()));
  }

  private List<Promise> broken(Stream<Event> events, List<KeyValue> left) {
    judge.judge(Annals.of(events), left);
    return breaches.stream().map(Breach::promise).toList();
  }
}
