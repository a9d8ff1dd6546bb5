package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static process.Jetcd.await;
import static process.Jetcd.bytes;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// jetcd, the client that JVM applications have, needs to know nothing of Sampo.
@Tag("process")
final class JetcdTest {

  @RegisterExtension static final Cluster cluster = Cluster.shared();
  @RegisterExtension static final JetcdClient jetcd = new JetcdClient(cluster);

  private static KV kv() {
    return jetcd.get().getKVClient();
  }

  private static List<String> values(GetResponse response) {
    return response.getKvs().stream().map(KeyValue::getValue).map(ByteSequence::toString).toList();
  }

  @Test
  void putsGetsAndDeletes() throws Exception {
    await(kv().put(bytes("jetcd/1"), bytes("one")));
    var put =
        await(kv().put(bytes("jetcd/1"), bytes("uno"), PutOption.builder().withPrevKV().build()));
    assertThat(put.getPrevKv().getValue()).isEqualTo(bytes("one"));
    await(kv().put(bytes("jetcd/2"), bytes("two")));
    assertThat(values(await(kv().get(bytes("jetcd/1"))))).containsExactly("uno");

    var sorted =
        GetOption.builder()
            .isPrefix(true)
            .withSortField(GetOption.SortTarget.KEY)
            .withSortOrder(GetOption.SortOrder.DESCEND)
            .build();
    assertThat(values(await(kv().get(bytes("jetcd/"), sorted)))).containsExactly("two", "uno");
    var past = GetOption.builder().withRevision(put.getHeader().getRevision() - 1).build();
    assertThat(values(await(kv().get(bytes("jetcd/1"), past)))).containsExactly("one");
    var limited = GetOption.builder().isPrefix(true).withLimit(1).build();
    GetResponse page = await(kv().get(bytes("jetcd/"), limited));
    assertThat(page.getCount()).isEqualTo(2);
    assertThat(page.isMore()).isTrue();

    var prefix = DeleteOption.builder().isPrefix(true).withPrevKV(true).build();
    var deleted = await(kv().delete(bytes("jetcd/"), prefix));
    assertThat(deleted.getDeleted()).isEqualTo(2);
    assertThat(deleted.getPrevKvs()).hasSize(2);
  }

  @Test
  void runsTransactions() throws Exception {
    ByteSequence key = bytes("jetcd-txn");
    assertThat(create(key, "first").isSucceeded()).isTrue();
    TxnResponse second = create(key, "second");
    assertThat(second.isSucceeded()).isFalse();
    assertThat(values(second.getGetResponses().getFirst())).containsExactly("first");
  }

  private static TxnResponse create(ByteSequence key, String value) throws Exception {
    return await(
        kv().txn()
            .If(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(0)))
            .Then(Op.put(key, bytes(value), PutOption.DEFAULT))
            .Else(Op.get(key, GetOption.DEFAULT))
            .commit());
  }

  @Test
  void compacts() throws Exception {
    ByteSequence key = bytes("jetcd-compact");
    await(kv().put(key, bytes("old")));
    long revision = await(kv().put(key, bytes("new"))).getHeader().getRevision();
    await(kv().compact(revision, CompactOption.builder().withCompactPhysical(true).build()));
    var past = GetOption.builder().withRevision(revision - 1).build();
    assertThatThrownBy(() -> await(kv().get(key, past)))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("etcdserver: mvcc: required revision has been compacted");
  }

  /// The client goes on by itself: at worst one call fails, and the next one finds the new leader.
  @Test
  void goesOnWhenTheLeaderIsKilled() throws Exception {
    ByteSequence key = bytes("jetcd-failover");
    await(kv().put(key, bytes("before")));
    Member leader = cluster.awaitLeader();
    leader.kill();
    try {
      Jetcd.awaitAgain(() -> kv().put(key, bytes("after")));
      assertThat(values(await(kv().get(key)))).containsExactly("after");
    } finally {
      cluster.heal();
    }
    assertThat(values(await(kv().get(key)))).containsExactly("after");
  }
}
