package verify.leases;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import mvccpb.Event;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Test;
import verify.Breach;
import verify.Promise;
import verify.watches.Annals;

/// A lease that lives as it was said to passes, and for every promise there is one that breaks it.
/// Times are seconds; a revision is seen at the time of its number.
final class LeaseJudgeTest {

  private static final long LEASE = 77;
  private static final long OTHER = 78;
  private static final Event ONE = put("one", 2);
  private static final Event TWO = put("two", 3);
  private static final Deed GRANTED = promised(0, 5);

  @Test
  void aLeaseMayEndWhenItsTimeHasPassedAndTakesAllItsKeys() {
    assertThat(
            broken(
                List.of(GRANTED, attached(ONE), attached(TWO), promised(4, 5)),
                ONE,
                TWO,
                gone(ONE, 10),
                gone(TWO, 10)))
        .isEmpty();
  }

  @Test
  void aLeaseThatIsRevokedEndsAtOnce() {
    assertThat(broken(List.of(GRANTED, attached(ONE), revoked(3, 4)), ONE, gone(ONE, 4))).isEmpty();
    assertThat(broken(List.of(GRANTED, attached(ONE), revokedUnheard(3)), ONE, gone(ONE, 4)))
        .as("by who was not answered")
        .isEmpty();
  }

  @Test
  void noKeyIsGoneBeforeTheTimeOfItsLease() {
    assertThat(broken(List.of(GRANTED, attached(ONE)), ONE, gone(ONE, 4)))
        .containsExactly(Promise.NOT_ENDED_EARLY);
    assertThat(broken(List.of(GRANTED, attached(ONE), promised(4, 5)), ONE, gone(ONE, 8)))
        .containsExactly(Promise.NOT_ENDED_EARLY);
  }

  @Test
  void noLeaseIsMissedBeforeItsTime() {
    assertThat(
            broken(List.of(GRANTED, attached(ONE), new Deed.Missed(s(3), s(4))), ONE, gone(ONE, 6)))
        .containsExactly(Promise.NOT_ENDED_EARLY);
    assertThat(
            broken(List.of(GRANTED, attached(ONE), new Deed.Missed(s(6), s(7))), ONE, gone(ONE, 6)))
        .isEmpty();
  }

  @Test
  void allKeysOfALeaseGoInOneRevision() {
    assertThat(
            broken(
                List.of(GRANTED, attached(ONE), attached(TWO)),
                ONE,
                TWO,
                gone(ONE, 6),
                gone(TWO, 7)))
        .containsExactly(Promise.TAKES_ITS_KEYS);
  }

  @Test
  void noKeyStaysWhenItsLeaseEnds() {
    assertThat(broken(List.of(GRANTED, attached(ONE), attached(TWO)), ONE, TWO, gone(ONE, 6)))
        .containsExactly(Promise.TAKES_ITS_KEYS);
  }

  @Test
  void aLeaseThatHasEndedGetsNoKeys() {
    Event late = put("two", 8);
    assertThat(broken(List.of(GRANTED, attached(ONE), attached(late)), ONE, gone(ONE, 6), late))
        .containsExactly(Promise.TAKES_ITS_KEYS);
  }

  @Test
  void whoHearsThatALeaseIsRevokedFindsNoneOfItsKeys() {
    assertThat(broken(List.of(GRANTED, attached(ONE), revoked(3, 4)), ONE, gone(ONE, 6)))
        .containsExactly(Promise.TAKES_ITS_KEYS);
  }

  @Test
  void aLeaseThatHasEndedIsNotRenewed() {
    assertThat(broken(List.of(GRANTED, attached(ONE), promised(8, 5)), ONE, gone(ONE, 6)))
        .containsExactly(Promise.ENDS_FOR_GOOD);
    assertThat(
            broken(
                List.of(GRANTED, attached(ONE), revoked(3, 4), promised(6, 5)), ONE, gone(ONE, 4)))
        .containsExactly(Promise.ENDS_FOR_GOOD);
  }

  @Test
  void aLeaseThatNobodyRenewsEnds() {
    assertThat(broken(List.of(GRANTED, attached(ONE)), ONE)).containsExactly(Promise.ENDS);
  }

  @Test
  void aKeyThatWasPutUnderALeaseHasIt() {
    assertThat(broken(List.of(GRANTED, attached(ONE), attached(TWO)), ONE, gone(ONE, 6)))
        .containsExactly(Promise.NEVER_WRONG);
  }

  @Test
  void aKeyIsTakenFromOneLeaseByTheNext() {
    Event moved = after(ONE, put("one", 4, OTHER));
    assertThat(
            broken(
                List.of(GRANTED, attached(ONE), attached(TWO), revoked(5, 6)),
                ONE,
                TWO,
                moved,
                gone(TWO, 6),
                gone(moved, 9)))
        .isEmpty();
    assertThat(
            broken(
                List.of(GRANTED, attached(ONE), attached(TWO), revoked(5, 6)),
                ONE,
                TWO,
                moved,
                gone(moved, 6),
                gone(TWO, 6)))
        .as("the former lease takes it")
        .containsExactly(Promise.HANGS_BY_LAST_WORD);
    assertThat(broken(List.of(GRANTED, attached(moved)), ONE, moved, gone(moved, 9)))
        .as("it was to be moved here")
        .containsExactly(Promise.HANGS_BY_LAST_WORD);
  }

  @Test
  void aKeyThatIsPutWithoutALeaseStays() {
    Event freed = after(ONE, put("one", 4, 0));
    assertThat(broken(List.of(GRANTED, attached(ONE), detached(freed)), ONE, freed)).isEmpty();
    assertThat(broken(List.of(GRANTED, attached(ONE), detached(freed)), ONE, freed, gone(freed, 7)))
        .containsExactly(Promise.HANGS_BY_LAST_WORD);
    Event held = after(ONE, put("one", 4));
    assertThat(broken(List.of(GRANTED, attached(ONE), detached(held)), ONE, held, gone(held, 7)))
        .containsExactly(Promise.HANGS_BY_LAST_WORD);
  }

  @Test
  void aKeyThatIsPutAsItIsKeepsItsLease() {
    Event kept = after(ONE, put("one", 4));
    assertThat(broken(List.of(GRANTED, attached(ONE), kept(kept)), ONE, kept, gone(kept, 7)))
        .isEmpty();
    Event freed = after(ONE, put("one", 4, 0));
    assertThat(broken(List.of(GRANTED, attached(ONE), kept(freed)), ONE, freed))
        .containsExactly(Promise.HANGS_BY_LAST_WORD);
    assertThat(broken(List.of(GRANTED, kept(ONE)), ONE, gone(ONE, 7)))
        .as("there was nothing to keep")
        .containsExactly(Promise.HANGS_BY_LAST_WORD);
  }

  @Test
  void whatNobodyWasAnsweredHappensAsItWasAskedForOrNotAtAll() {
    Event freed = after(ONE, put("one", 4, 0));
    assertThat(broken(List.of(GRANTED, attached(ONE), unheard(detached(freed))), ONE, gone(ONE, 7)))
        .isEmpty();
    Event held = after(ONE, put("one", 4));
    assertThat(
            broken(
                List.of(GRANTED, attached(ONE), unheard(detached(held))), ONE, held, gone(held, 7)))
        .containsExactly(Promise.HANGS_BY_LAST_WORD);
  }

  @Test
  void aLeaseThatHasEndedGetsNoKeysThoughOthersGetThemLater() {
    Event late = after(ONE, put("one", 8));
    Event moved = after(late, put("one", 9, OTHER));
    assertThat(
            broken(
                List.of(GRANTED, attached(ONE)), ONE, gone(ONE, 6), late, moved, gone(moved, 12)))
        .containsExactly(Promise.TAKES_ITS_KEYS);
    assertThat(broken(List.of(GRANTED, revoked(3, 4), attached(late)), late, moved))
        .containsExactly(Promise.TAKES_ITS_KEYS);
  }

  @Test
  void aLeaseIsNoShorterThanAsked() {
    assertThat(broken(List.of(granted(1, 2)))).as("the least").isEmpty();
    assertThat(broken(List.of(granted(3, 2)))).containsExactly(Promise.NO_SHORTER);
  }

  @Test
  void aStreamOfRenewalsOutlivesALease() {
    assertThat(broken(List.of(GRANTED, revoked(1, 1), new Deed.Missed(s(2), s(3))))).isEmpty();
    assertThat(broken(List.of(GRANTED, revoked(1, 1), new Deed.CutOff(s(3), "UNAVAILABLE"))))
        .as("the member was stopped")
        .isEmpty();
    assertThat(broken(List.of(GRANTED, revoked(1, 1), new Deed.CutOff(s(3), "NOT_FOUND"))))
        .containsExactly(Promise.SAID_TO_BE_GONE);
    assertThat(broken(List.of(GRANTED, revoked(1, 1), new Deed.CutOff(s(3), "OK"))))
        .containsExactly(Promise.SAID_TO_BE_GONE);
  }

  private static List<Promise> broken(List<Deed> deeds, Event... events) {
    var breaches = new ArrayList<Breach>();
    new LeaseJudge(Annals.of(Stream.of(events)), LeaseJudgeTest::s, breaches::add)
        .judge(List.of(new Life(LEASE, deeds)));
    return breaches.stream().map(Breach::promise).toList();
  }

  private static Deed promised(long sent, long lives) {
    return new Deed.Promised(s(sent), s(sent) + 1, Duration.ofSeconds(lives));
  }

  private static Deed attached(Event put) {
    KeyValue pair = put.getKv();
    return new Deed.Attached(
        s(1), pair.getKey(), pair.getValue(), OptionalLong.of(pair.getModRevision()));
  }

  private static Deed granted(long asked, long lives) {
    return new Deed.Granted(0, Duration.ofSeconds(asked), Duration.ofSeconds(lives));
  }

  private static Deed.Detached detached(Event put) {
    KeyValue pair = put.getKv();
    return new Deed.Detached(
        s(1), pair.getKey(), pair.getValue(), OptionalLong.of(pair.getModRevision()));
  }

  private static Deed unheard(Deed.Detached put) {
    return new Deed.Detached(put.sent(), put.key(), put.value(), OptionalLong.empty());
  }

  private static Deed kept(Event put) {
    KeyValue pair = put.getKv();
    return new Deed.Kept(
        s(1), pair.getKey(), pair.getValue(), OptionalLong.of(pair.getModRevision()));
  }

  private static Deed revoked(long sent, long revision) {
    return new Deed.Revoked(s(sent), s(sent) + 1, OptionalLong.of(revision));
  }

  private static Deed revokedUnheard(long sent) {
    return new Deed.Revoked(s(sent), Long.MAX_VALUE, OptionalLong.empty());
  }

  private static Event put(String key, long revision) {
    return put(key, revision, LEASE);
  }

  private static Event after(Event before, Event put) {
    return put.toBuilder().setPrevKv(before.getKv()).build();
  }

  private static Event put(String key, long revision, long lease) {
    return Event.newBuilder()
        .setKv(
            KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8("v" + revision))
                .setModRevision(revision)
                .setCreateRevision(revision)
                .setVersion(1)
                .setLease(lease))
        .build();
  }

  private static Event gone(Event put, long revision) {
    return Event.newBuilder()
        .setType(Event.EventType.DELETE)
        .setKv(KeyValue.newBuilder().setKey(put.getKv().getKey()).setModRevision(revision))
        .setPrevKv(put.getKv())
        .build();
  }

  /// In nanoseconds.
  private static long s(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
