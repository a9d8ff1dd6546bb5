package lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcd.EtcdException;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mvcc.Batch;
import mvcc.MemoryBackend;
import mvcc.Store;
import mvcc.StoreLimits;
import org.junit.jupiter.api.Test;
import proposal.wire.LeaseCheckpoint;
import proposal.wire.LeaseGrantId;

final class LeaseTableTest {

  private final MemoryBackend backend = new MemoryBackend();
  private LeaseTable table = new LeaseTable(LeaseWatcher.NONE);
  private Store store = open();
  private long index;

  private Store open() {
    table = new LeaseTable(LeaseWatcher.NONE);
    var opened = Store.open(backend, StoreLimits.defaults(), table);
    table.restore(opened);
    return opened;
  }

  /// Each proposal sees those before it in the same batch, a revoke the puts.
  @Test
  void aRevocationSeesThePutsBeforeItInItsBatch() {
    Batch batch = store.begin();
    table.grant(batch, 1, 5, 60);
    put(batch, "b", 5);
    put(batch, "a", 5);
    table.revoke(batch, 5);
    assertThatThrownBy(() -> put(batch, "c", 5)).isInstanceOf(EtcdException.class);
    batch.commit(++index, 1);
    assertThat(store.view().revision()).isEqualTo(4);
    assertThat(keysInStore()).isEmpty();
    assertThat(store.rows(LeaseTable.TABLE)).isEmpty();
  }

  @Test
  void keysOfALeaseGoByKeyAsUnsignedBytes() {
    Batch batch = store.begin();
    table.grant(batch, 1, 5, 60);
    ByteString high = ByteString.copyFrom(new byte[] {(byte) 0x80});
    batch.put(PutRequest.newBuilder().setKey(high).setLease(5).build());
    put(batch, "a", 5);
    batch.commit(++index, 1);
    Batch end = store.begin();
    table.revoke(end, 5);
    end.commit(++index, 1);
    assertThat(store.view().revision()).isEqualTo(4);
    var rows = new ArrayList<ByteString>();
    backend.scan(
        new byte[] {'k', 0, 0, 0, 0, 0, 0, 0, 4},
        (row, pair) -> {
          if (row[0] == 'k') {
            rows.add(ByteString.copyFrom(pair, 2, 1));
          }
          return true;
        });
    assertThat(rows).containsExactly(utf8("a"), high);
  }

  @Test
  void eachLeaseEndsInARevisionOfItsOwn() {
    Batch batch = store.begin();
    table.grant(batch, 1, 5, 60);
    table.grant(batch, 2, 6, 60);
    table.grant(batch, 3, 7, 60);
    put(batch, "a", 5);
    put(batch, "b", 6);
    put(batch, "c", 7);
    table.expire(batch, List.of(grant(5, 1), grant(6, 2)));
    assertThat(batch.revision()).isEqualTo(6);
    batch.commit(++index, 1);
    assertThat(keysInStore()).containsExactly("c");
  }

  /// A lease may be revoked and granted again while the end of its first life is on its way.
  @Test
  void whatIsMeantForAnEarlierGrantPassesALaterOneBy() {
    Batch batch = store.begin();
    table.grant(batch, 1, 5, 60);
    table.revoke(batch, 5);
    table.grant(batch, 2, 5, 60);
    table.expire(batch, List.of(grant(5, 1)));
    table.checkpoint(batch, List.of(checkpoint(5, 1, 7)));
    batch.commit(++index, 1);
    assertThat(table.get(5)).isEqualTo(new Lease(5, 2, 60, 0));
  }

  @Test
  void leasesCheckpointsAndKeysSurviveARestart() {
    Batch batch = store.begin();
    table.grant(batch, 1, -5, 600);
    table.grant(batch, 2, 6, 60);
    put(batch, "a", -5);
    put(batch, "gone", -5);
    put(batch, "free", 0);
    batch.deleteRange(DeleteRangeRequest.newBuilder().setKey(utf8("gone")).build());
    table.checkpoint(batch, List.of(checkpoint(-5, 1, 300)));
    batch.commit(++index, 1);
    store = open();
    assertThat(table.all())
        .containsExactlyInAnyOrder(new Lease(-5, 1, 600, 300), new Lease(6, 2, 60, 0));
    assertThat(table.keys(-5)).containsExactly(utf8("a"));
    assertThat(table.keys(6)).isEmpty();
  }

  @Test
  void thoseWhoListenHearOnlyOfWhatIsInTheStore() {
    var heard = new HashSet<Long>();
    table.onChange(heard::addAll);
    Batch batch = store.begin();
    table.grant(batch, 1, 5, 60);
    assertThat(heard).isEmpty();
    batch.commit(++index, 1);
    table.committed();
    assertThat(heard).containsExactly(5L);
  }

  /// Against a model that looks at every key of the store.
  @Test
  void attachmentsAreWhatTheKeysSay() {
    for (int seed = 0; seed < 30; seed++) {
      var random = new Random(seed);
      for (int round = 0; round < 20; round++) {
        Batch batch = store.begin();
        for (int i = random.nextInt(6); i >= 0; i--) {
          randomProposal(random, batch);
        }
        batch.commit(++index, 1);
        store = random.nextInt(10) == 0 ? open() : store;
        assertThat(attachments()).as("seed %s", seed).isEqualTo(attachmentsInStore());
      }
    }
  }

  private void randomProposal(Random random, Batch batch) {
    long lease = random.nextInt(4);
    try {
      switch (random.nextInt(6)) {
        case 0 -> table.grant(batch, ++index, 1 + random.nextInt(3), 60);
        case 1 -> table.revoke(batch, 1 + random.nextInt(3));
        case 2 ->
            batch.deleteRange(
                DeleteRangeRequest.newBuilder()
                    .setKey(utf8(key(random)))
                    .setRangeEnd(utf8(key(random)))
                    .build());
        case 3 -> {
          var puts = TxnRequest.newBuilder();
          for (String key : Set.of("a", "d")) {
            puts.addSuccess(RequestOp.newBuilder().setRequestPut(request(key, lease)));
          }
          puts.addSuccess(RequestOp.newBuilder().setRequestPut(request("c", random.nextInt(4))));
          batch.txn(puts.build());
        }
        case 4 -> batch.put(request(key(random), 0).toBuilder().setIgnoreLease(true).build());
        default -> put(batch, key(random), lease);
      }
    } catch (EtcdException refused) {
      assertThat(refused).isNotNull();
    }
  }

  private static String key(Random random) {
    return String.valueOf((char) ('a' + random.nextInt(5)));
  }

  private Map<Long, Set<String>> attachments() {
    var all = new HashMap<Long, Set<String>>();
    for (long lease = 1; lease < 4; lease++) {
      if (!table.keys(lease).isEmpty()) {
        all.put(
            lease,
            table.keys(lease).stream()
                .map(ByteString::toStringUtf8)
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
    return all;
  }

  private Map<Long, Set<String>> attachmentsInStore() {
    var all = new HashMap<Long, Set<String>>();
    for (var pair : range().getKvsList()) {
      if (pair.getLease() != 0) {
        assertThat(table.exists(pair.getLease())).isTrue();
        all.computeIfAbsent(pair.getLease(), _ -> new TreeSet<>())
            .add(pair.getKey().toStringUtf8());
      }
    }
    return all;
  }

  private List<String> keysInStore() {
    return range().getKvsList().stream().map(pair -> pair.getKey().toStringUtf8()).toList();
  }

  private RangeResponse range() {
    ByteString zero = ByteString.copyFrom(new byte[1]);
    return store.view().range(RangeRequest.newBuilder().setKey(zero).setRangeEnd(zero).build());
  }

  private static void put(Batch batch, String key, long lease) {
    batch.put(request(key, lease));
  }

  private static PutRequest request(String key, long lease) {
    return PutRequest.newBuilder().setKey(utf8(key)).setLease(lease).build();
  }

  private static LeaseGrantId grant(long id, long grant) {
    return LeaseGrantId.newBuilder().setId(id).setGrant(grant).build();
  }

  private static LeaseCheckpoint checkpoint(long id, long grant, long seconds) {
    return LeaseCheckpoint.newBuilder().setLease(grant(id, grant)).setRemainingTtl(seconds).build();
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
