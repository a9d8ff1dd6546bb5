package verify.watches;

import static org.assertj.core.api.Assertions.assertThat;
import static verify.watches.Told.DELETED_A;
import static verify.watches.Told.MADE_A;
import static verify.watches.Told.MADE_B;
import static verify.watches.Told.REMADE_A;
import static verify.watches.Told.WROTE_A;
import static verify.watches.Told.WROTE_B;
import static verify.watches.Told.asked;
import static verify.watches.Told.askedToCancel;
import static verify.watches.Told.broken;
import static verify.watches.Told.canceled;
import static verify.watches.Told.compacted;
import static verify.watches.Told.created;
import static verify.watches.Told.events;
import static verify.watches.Told.from;
import static verify.watches.Told.part;
import static verify.watches.Told.progress;
import static verify.watches.Told.utf8;

import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchCreateRequest.FilterType;
import java.util.List;
import mvccpb.Event;
import org.junit.jupiter.api.Test;
import verify.Promise;

/// What may be told passes, and for every promise about watches there is a stream that breaks it.
final class StreamJudgeTest {

  @Test
  void whatHappenedMayBeToldInAnyMessagesOfWholeRevisions() {
    assertThat(
            broken(
                2,
                events(MADE_A, MADE_B),
                events(WROTE_A, WROTE_B, DELETED_A),
                progress(5),
                events(REMADE_A),
                progress(6)))
        .isEmpty();
    assertThat(broken(0)).isEmpty();
    assertThat(broken(4, events(WROTE_A, WROTE_B))).isEmpty();
  }

  @Test
  void revisionsNeverFall() {
    assertThat(broken(2, events(MADE_A), events(WROTE_A, WROTE_B), events(MADE_B)))
        .containsExactly(Promise.ORDERED);
    assertThat(broken(2, events(MADE_A, MADE_B), events(WROTE_B, WROTE_A)))
        .containsExactly(Promise.ORDERED);
  }

  @Test
  void noEventComesTwice() {
    assertThat(broken(2, events(MADE_A, MADE_B), events(MADE_A))).containsExactly(Promise.UNIQUE);
  }

  @Test
  void nothingIsMissingInBetween() {
    assertThat(broken(2, events(MADE_A), events(WROTE_A, WROTE_B)))
        .containsExactly(Promise.RELIABLE);
  }

  @Test
  void aRevisionComesAtOnce() {
    assertThat(broken(4, events(WROTE_A), events(WROTE_B))).containsOnly(Promise.ATOMIC);
    assertThat(broken(4, events(WROTE_A), events(DELETED_A))).containsExactly(Promise.ATOMIC);
  }

  @Test
  void onlyWhoAskedForPartsIsToldInParts() {
    var fragments = from(4).toBuilder().setFragment(true).build();
    assertThat(broken(fragments, part(WROTE_A), events(WROTE_B))).isEmpty();
    assertThat(broken(4, part(WROTE_A), events(WROTE_B))).containsExactly(Promise.ATOMIC);
    assertThat(broken(fragments, part(WROTE_A), progress(6))).contains(Promise.ATOMIC);
    assertThat(broken(fragments, part(WROTE_A))).as("a stream that broke in between").isEmpty();
  }

  @Test
  void whoBeginsAtARevisionIsToldAllFromItOn() {
    assertThat(broken(2, events(MADE_B))).containsExactly(Promise.RESUMABLE);
  }

  @Test
  void onlyWhatIsCompactedEndsAWatcher() {
    assertThat(broken(2, canceled(0, 3))).isEmpty();
    assertThat(broken(3, canceled(0, 3))).containsExactly(Promise.RESUMABLE);
    assertThat(broken(2, events(MADE_A, MADE_B), canceled(0, 4)))
        .containsExactly(Promise.RESUMABLE);
  }

  @Test
  void allUpToTheProgressHasBeenTold() {
    assertThat(broken(2, events(MADE_A), progress(3))).containsExactly(Promise.BOOKMARKABLE);
    assertThat(broken(7, progress(6))).isEmpty();
    assertThat(broken(8, progress(6))).containsExactly(Promise.BOOKMARKABLE);
  }

  @Test
  void nothingUpToTheProgressComesLater() {
    assertThat(broken(2, events(MADE_A), progress(3), events(MADE_B)))
        .containsExactly(Promise.BOOKMARKABLE, Promise.BOOKMARKABLE);
  }

  @Test
  void progressNeverFalls() {
    assertThat(broken(4, events(WROTE_A, WROTE_B), progress(4), progress(3)))
        .contains(Promise.BOOKMARKABLE);
  }

  @Test
  void onlyWhatWasAskedForComes() {
    var onlyA = WatchCreateRequest.newBuilder().setKey(utf8("a")).setStartRevision(3);
    assertThat(broken(onlyA.build(), events(withoutPrevious(WROTE_A)))).isEmpty();
    assertThat(broken(onlyA.build(), events(withoutPrevious(MADE_B))))
        .containsExactly(Promise.FILTERED);
    var noPuts = from(4).toBuilder().addFilters(FilterType.NOPUT).build();
    assertThat(broken(noPuts, events(DELETED_A))).isEmpty();
    assertThat(broken(noPuts, events(DELETED_A), events(REMADE_A)))
        .containsExactly(Promise.FILTERED);
    var noDeletions = from(5).toBuilder().addFilters(FilterType.NODELETE).build();
    assertThat(broken(noDeletions, events(DELETED_A))).containsExactly(Promise.FILTERED);
  }

  @Test
  void aKeyIsMadeWhenItWasNotThere() {
    var madeTwice = REMADE_A.toBuilder();
    madeTwice.getKvBuilder().setCreateRevision(2).setVersion(3);
    assertThat(broken(6, events(madeTwice.build()))).containsExactly(Promise.CREATION);
  }

  @Test
  void thePairBeforeIsTheOneThatWasThere() {
    var wrong = DELETED_A.toBuilder().setPrevKv(MADE_A.getKv()).build();
    assertThat(broken(5, events(wrong))).containsExactly(Promise.PREVIOUS);
    assertThat(broken(5, events(withoutPrevious(DELETED_A)))).containsExactly(Promise.PREVIOUS);
    var unasked = from(5).toBuilder().setPrevKv(false).build();
    assertThat(broken(unasked, events(DELETED_A))).containsExactly(Promise.PREVIOUS);
  }

  @Test
  void thePairBeforeMayBeCompacted() {
    Annals annals = Told.annals();
    annals.compacted(5);
    assertThat(
            broken(annals, List.of(asked(from(5)), created(0), events(withoutPrevious(DELETED_A)))))
        .isEmpty();
  }

  @Test
  void noPairBeforeIsCompactedBeforeSomebodyAsksForThat() {
    Annals annals = Told.annals();
    annals.compacted(5, 1);
    assertThat(
            broken(annals, List.of(asked(from(5)), created(0), events(withoutPrevious(DELETED_A)))))
        .containsExactly(Promise.PREVIOUS);
  }

  @Test
  void whoBeginsBeforeWhatIsCompactedIsToldNothingButThat() {
    assertThat(broken(List.of(compacted(4), asked(from(3)), created(0), canceled(0, 4)))).isEmpty();
    assertThat(broken(List.of(compacted(4), asked(from(4)), created(0), events(WROTE_A, WROTE_B))))
        .isEmpty();
    assertThat(broken(List.of(compacted(4), asked(from(3)), created(0), events(MADE_B))))
        .containsExactly(Promise.COMPACTED_FOR_GOOD);
    assertThat(broken(List.of(compacted(4), asked(from(2)), created(0), canceled(0, 3))))
        .containsExactly(Promise.COMPACTED_FOR_GOOD);
    assertThat(broken(List.of(asked(from(3)), compacted(4), created(0), events(MADE_B)))).isEmpty();
  }

  @Test
  void nothingComesFromBeforeTheBeginning() {
    assertThat(broken(4, events(MADE_B))).containsExactly(Promise.NEVER_BACK);
  }

  @Test
  void aWatcherBeginsOnceAndEndsOnce() {
    assertThat(broken(2, canceled(0, 3), canceled(0, 3))).containsExactly(Promise.ANSWERED_ONCE);
    assertThat(broken(2, canceled(0, 3), askedToCancel(0), canceled(0, 0))).isEmpty();
    assertThat(broken(2, askedToCancel(0), canceled(0, 0))).isEmpty();
    assertThat(broken(2, canceled(0, 0))).containsExactly(Promise.ANSWERED_ONCE);
    assertThat(broken(2, created(1))).containsExactly(Promise.ANSWERED_ONCE);
  }

  @Test
  void noTwoWatchersHaveOneId() {
    assertThat(broken(List.of(asked(from(2)), created(0), asked(from(2)), created(0))))
        .containsExactly(Promise.ANSWERED_ONCE);
  }

  @Test
  void nothingComesAfterTheEnd() {
    assertThat(broken(2, askedToCancel(0), canceled(0, 0), events(MADE_A)))
        .containsExactly(Promise.ANSWERED_ONCE);
  }

  @Test
  void onlyWhatHappenedIsTold() {
    assertThat(broken(2, events(MADE_A), events(Told.put("c", "5", 3, 3, 1, null))))
        .containsExactly(Promise.NEVER_WRONG);
    var otherValue = REMADE_A.toBuilder();
    otherValue.getKvBuilder().setValue(utf8("5"));
    assertThat(broken(6, events(otherValue.build()))).containsExactly(Promise.NEVER_WRONG);
  }

  private static Event withoutPrevious(Event event) {
    return event.toBuilder().clearPrevKv().build();
  }
}
