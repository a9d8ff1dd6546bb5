package checkers;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseHeader;
import etcdserverpb.TxnRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import mvccpb.Event;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Test;
import proposal.wire.Proposal;
import raft.Entry;
import raft.MemberId;
import verify.watches.Tape;

/// Watchers are held against the log, whatever they agree on among themselves.
final class WatchGuaranteesTest {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
  private static final MemberId MEMBER = new MemberId(1);

  private final List<Tape.Line> lines = new ArrayList<>();
  private long now;
  private long index;
  private final WatchGuarantees guarantees = new WatchGuarantees(() -> now);

  WatchGuaranteesTest() {
    applied(Proposal.newBuilder().setPut(PutRequest.newBuilder().setKey(utf8("b"))).build());
    applied(Proposal.newBuilder().setTxn(putAndDelete()).build());
    lines.add(asked());
    tell(response(1).setCreated(true));
  }

  @Test
  void whatTheLogMadeHappenIsRight() {
    tell(response(3).addEvents(made("b", 2)).addEvents(made("c", 3)).addEvents(deleted(true)));
    assertThatCode(this::judge).doesNotThrowAnyException();
  }

  @Test
  void whatEverybodyIsToldWronglyAlikeIsWrong() {
    tell(response(3).addEvents(made("b", 2)).addEvents(made("c", 3)));
    guarantees.heard(new Tape("another", lines));
    assertThatThrownBy(this::judge).isInstanceOf(Violation.class).hasMessageContaining("atomic");
  }

  @Test
  void theOrderWithinARevisionIsThatOfTheOperations() {
    tell(response(3).addEvents(made("b", 2)).addEvents(deleted(true)).addEvents(made("c", 3)));
    assertThatThrownBy(this::judge).isInstanceOf(Violation.class).hasMessageContaining("ordered");
  }

  @Test
  void aPairBeforeMayNotLackUnlessItIsCompacted() {
    tell(response(3).addEvents(made("b", 2)).addEvents(made("c", 3)).addEvents(deleted(false)));
    compact(3);
    assertThatThrownBy(this::judge).isInstanceOf(Violation.class).hasMessageContaining("previous");
  }

  @Test
  void aPairBeforeMayLackOnceItIsCompacted() {
    compact(3);
    tell(response(3).addEvents(made("b", 2)).addEvents(made("c", 3)).addEvents(deleted(false)));
    assertThatCode(this::judge).doesNotThrowAnyException();
  }

  @Test
  void aCompactionThatIsRefusedExcusesNothing() {
    compact(4);
    tell(response(3).addEvents(made("b", 2)).addEvents(made("c", 3)).addEvents(deleted(false)));
    assertThatThrownBy(this::judge).isInstanceOf(Violation.class).hasMessageContaining("previous");
  }

  private void judge() {
    guarantees.heard(new Tape("somebody", lines));
    guarantees.judge();
  }

  private void compact(long revision) {
    now++;
    var compaction = CompactionRequest.newBuilder().setRevision(revision);
    applied(Proposal.newBuilder().setCompaction(compaction).build());
    now++;
  }

  private void applied(Proposal proposal) {
    index++;
    var entry = new Entry(index, 1, Entry.Kind.PROPOSAL, proposal.toByteString());
    guarantees.applies(MEMBER, List.of(entry));
  }

  /// Deletes what comes first in the order of keys last.
  private static TxnRequest putAndDelete() {
    var delete = DeleteRangeRequest.newBuilder().setKey(utf8("a")).setRangeEnd(utf8("c"));
    return TxnRequest.newBuilder()
        .addSuccess(RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(utf8("c"))))
        .addSuccess(RequestOp.newBuilder().setRequestDeleteRange(delete))
        .build();
  }

  private static Tape.Line asked() {
    var create =
        WatchCreateRequest.newBuilder()
            .setKey(ZERO)
            .setRangeEnd(ZERO)
            .setPrevKv(true)
            .setStartRevision(1);
    return new Tape.Asked(WatchRequest.newBuilder().setCreateRequest(create).build());
  }

  private void tell(WatchResponse.Builder response) {
    lines.add(new Tape.Told(now, response.build()));
  }

  private static WatchResponse.Builder response(long revision) {
    return WatchResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setRevision(revision));
  }

  private static Event made(String key, long revision) {
    return Event.newBuilder().setKv(pair(key, revision)).build();
  }

  private static Event deleted(boolean withPair) {
    var event =
        Event.newBuilder()
            .setType(Event.EventType.DELETE)
            .setKv(KeyValue.newBuilder().setKey(utf8("b")).setModRevision(3));
    return withPair ? event.setPrevKv(pair("b", 2)).build() : event.build();
  }

  private static KeyValue pair(String key, long revision) {
    return KeyValue.newBuilder()
        .setKey(utf8(key))
        .setCreateRevision(revision)
        .setModRevision(revision)
        .setVersion(1)
        .build();
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
