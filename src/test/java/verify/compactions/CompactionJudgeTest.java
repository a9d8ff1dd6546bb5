package verify.compactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.CompactionRequest;
import etcdserverpb.CompactionResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.ResponseHeader;
import etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mvccpb.Event;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Test;
import verify.Breach;
import verify.Operation;
import verify.Outcome;
import verify.Promise;
import verify.watches.Annals;
import verify.watches.Tape;

/// Answers about the past that fit pass, and for every promise there are some that break it. At
/// each revision from 2 to 9 the one key is written with that number.
final class CompactionJudgeTest {

  private static final Outcome COMPACTED = new Outcome.Refused(EtcdError.COMPACTED);
  private static final Outcome FUTURE = new Outcome.Refused(EtcdError.FUTURE_REVISION);
  private static final Outcome DONE = compacted(9);

  @Test
  void whatIsCompactedIsRefusedAndTheRestIsThere() {
    assertThat(
            broken(
                read(1, 2, found(2)),
                compact(2, 5, DONE),
                read(3, 4, COMPACTED),
                read(4, 5, found(5)),
                read(5, 9, found(9)),
                read(6, 10, FUTURE),
                compact(7, 5, COMPACTED),
                compact(8, 99, FUTURE),
                compact(9, 6, DONE)))
        .isEmpty();
  }

  @Test
  void whatRunsBesideACompactionMayBeBeforeItOrAfterIt() {
    assertThat(
            broken(
                compact(1, 5, Outcome.UNKNOWN),
                read(2, 4, found(4)),
                read(3, 4, COMPACTED),
                compact(4, 5, COMPACTED),
                compact(5, 6, DONE)))
        .isEmpty();
    assertThat(broken(during(1, 5, compaction(5), DONE), read(2, 4, found(4)))).isEmpty();
    assertThat(broken(during(1, 5, compaction(5), DONE), read(2, 4, COMPACTED))).isEmpty();
  }

  @Test
  void whatIsCompactedIsNeverReadAgain() {
    assertThat(broken(compact(1, 5, DONE), read(2, 4, found(4))))
        .containsExactly(Promise.COMPACTED_FOR_GOOD);
    assertThat(broken(compact(1, 5, DONE), stale(2, 4, found(4)))).isEmpty();
  }

  @Test
  void whatWasSaidToBeCompactedIsNeverReadAgain() {
    assertThat(broken(compact(1, 5, Outcome.UNKNOWN), read(2, 4, COMPACTED), read(3, 4, found(4))))
        .containsExactly(Promise.COMPACTED_FOR_GOOD);
    assertThat(
            broken(compact(1, 5, Outcome.UNKNOWN), compact(2, 5, COMPACTED), read(3, 4, found(4))))
        .containsExactly(Promise.COMPACTED_FOR_GOOD);
  }

  @Test
  void whatIsNotCompactedIsReadAsItWas() {
    assertThat(broken(compact(1, 5, DONE), read(2, 5, found(6)))).containsExactly(Promise.KEPT);
    assertThat(broken(compact(1, 5, DONE), read(2, 7, found()))).containsExactly(Promise.KEPT);
    assertThat(broken(compact(1, 5, DONE), stale(2, 7, found(5)))).containsExactly(Promise.KEPT);
  }

  @Test
  void nobodyIsToldThatMoreIsCompacted() {
    assertThat(broken(compact(1, 5, DONE), read(2, 5, COMPACTED))).containsExactly(Promise.KEPT);
    assertThat(broken(read(1, 4, COMPACTED), compact(2, 6, DONE))).containsExactly(Promise.KEPT);
    assertThat(broken(compact(1, 5, FUTURE), read(2, 4, COMPACTED))).contains(Promise.KEPT);
  }

  @Test
  void noKnownRevisionIsInTheFuture() {
    assertThat(broken(read(1, 9, found(9)), read(2, 9, FUTURE))).containsExactly(Promise.KEPT);
    assertThat(broken(read(1, 9, found(9)), stale(2, 9, FUTURE))).isEmpty();
    assertThat(broken(read(1, 9, found(9)), compact(2, 8, FUTURE)))
        .containsExactly(Promise.COMPACTS_FORWARD);
  }

  @Test
  void onlyWhatIsThereIsCompactedAndOnce() {
    assertThat(broken(compact(1, 5, DONE), compact(2, 5, DONE)))
        .containsExactly(Promise.COMPACTS_FORWARD);
    assertThat(broken(compact(1, 5, DONE), compact(2, 4, DONE)))
        .containsExactly(Promise.COMPACTS_FORWARD);
    assertThat(broken(compact(1, 7, compacted(6)))).containsExactly(Promise.COMPACTS_FORWARD);
    assertThat(broken(compact(1, 5, COMPACTED))).containsExactly(Promise.COMPACTS_FORWARD);
  }

  @Test
  void watchersAreToldOfCompactionsThatThereWere() {
    assertThat(told(2, 5, compact(1, 5, DONE))).isEmpty();
    assertThat(told(2, 6, compact(1, 5, DONE))).containsExactly(Promise.KEPT);
    assertThat(told(2, 5, compact(3, 5, DONE))).containsExactly(Promise.KEPT);
  }

  private static List<Promise> broken(Operation... operations) {
    var breaches = new ArrayList<Breach>();
    new CompactionJudge(annals(), List.of(operations), breaches::add).judge();
    return breaches.stream().map(Breach::promise).toList();
  }

  private static List<Promise> told(long nanos, long compactRevision, Operation... operations) {
    var breaches = new ArrayList<Breach>();
    var response = WatchResponse.newBuilder().setCompactRevision(compactRevision).build();
    new CompactionJudge(annals(), List.of(operations), breaches::add)
        .judge(new Tape("somebody", List.of(new Tape.Told(nanos, response))));
    return breaches.stream().map(Breach::promise).toList();
  }

  private static Annals annals() {
    return Annals.of(
        Stream.iterate(2L, revision -> revision < 10, revision -> revision + 1)
            .map(revision -> Event.newBuilder().setKv(pair(revision)).build()));
  }

  private static KeyValue pair(long revision) {
    return KeyValue.newBuilder()
        .setKey(ByteString.copyFromUtf8("key"))
        .setModRevision(revision)
        .setCreateRevision(2)
        .setVersion(revision - 1)
        .build();
  }

  private static Operation compact(long at, long revision, Outcome outcome) {
    return during(at, at, compaction(revision), outcome);
  }

  private static CompactionRequest compaction(long revision) {
    return CompactionRequest.newBuilder().setRevision(revision).build();
  }

  private static Operation read(long at, long revision, Outcome outcome) {
    return during(at, at, RangeRequest.newBuilder().setRevision(revision).build(), outcome);
  }

  private static Operation stale(long at, long revision, Outcome outcome) {
    var request = RangeRequest.newBuilder().setRevision(revision).setSerializable(true).build();
    return during(at, at, request, outcome);
  }

  private static Operation during(long call, long end, Message request, Outcome outcome) {
    return new Operation(0, call, end, request, outcome);
  }

  /// @param revisions of the pairs
  private static Outcome found(long... revisions) {
    var response = RangeResponse.newBuilder().setHeader(header(9));
    for (long revision : revisions) {
      response.addKvs(pair(revision));
    }
    return new Outcome.Answered(response.build());
  }

  private static Outcome compacted(long storeRevision) {
    return new Outcome.Answered(
        CompactionResponse.newBuilder().setHeader(header(storeRevision)).build());
  }

  private static ResponseHeader header(long revision) {
    return ResponseHeader.newBuilder().setRevision(revision).build();
  }
}
