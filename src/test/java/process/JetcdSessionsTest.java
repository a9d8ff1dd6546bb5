package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static process.Jetcd.await;
import static process.Jetcd.bytes;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Election;
import io.etcd.jetcd.Lock;
import io.etcd.jetcd.election.LeaderKey;
import io.etcd.jetcd.election.LeaderResponse;
import io.etcd.jetcd.election.NoLeaderException;
import io.etcd.jetcd.election.NotLeaderException;
import io.etcd.jetcd.options.GetOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// jetcd's locks and elections.
@Tag("process")
final class JetcdSessionsTest {

  @RegisterExtension static final Cluster cluster = Cluster.shared();
  @RegisterExtension static final JetcdClient jetcd = new JetcdClient(cluster);

  private static long lease() throws Exception {
    return await(jetcd.get().getLeaseClient().grant(600)).getID();
  }

  private static void awaitQueued(ByteSequence name, int count) {
    var prefix = GetOption.builder().isPrefix(true).withCountOnly(true).build();
    ByteSequence keys = bytes(name + "/");
    Awaitility.await(count + " queue for " + name)
        .atMost(Member.PATIENCE)
        .until(() -> await(jetcd.get().getKVClient().get(keys, prefix)).getCount() == count);
  }

  @Test
  void lockOneAfterTheOther() throws Exception {
    Lock locks = jetcd.get().getLockClient();
    ByteSequence name = bytes("jetcd-lock");
    long first = lease();
    long second = lease();
    ByteSequence held = await(locks.lock(name, first)).getKey();
    assertThat(held).isEqualTo(bytes("jetcd-lock/" + Long.toHexString(first)));
    assertThat(await(locks.lock(name, first)).getKey()).isEqualTo(held);
    var waiting = locks.lock(name, second);
    awaitQueued(name, 2);
    assertThat(waiting).isNotDone();
    await(locks.unlock(held));
    assertThat(await(waiting).getKey()).isEqualTo(bytes("jetcd-lock/" + Long.toHexString(second)));
    var third = locks.lock(name, first);
    awaitQueued(name, 2);
    await(jetcd.get().getLeaseClient().revoke(second));
    assertThat(await(third).getKey()).isEqualTo(held);
    assertThatThrownBy(() -> await(locks.lock(name, second)))
        .hasMessageContaining("requested lease not found");
  }

  @Test
  void electOneAfterTheOther() throws Exception {
    Election elections = jetcd.get().getElectionClient();
    ByteSequence name = bytes("jetcd-election");
    assertThatThrownBy(() -> await(elections.leader(name)))
        .hasCauseInstanceOf(NoLeaderException.class);
    LeaderKey first = await(elections.campaign(name, lease(), bytes("one"))).getLeader();
    BlockingQueue<String> seen = observed(elections, name);
    var waiting = elections.campaign(name, lease(), bytes("two"));
    awaitQueued(name, 2);
    assertThat(await(elections.leader(name)).getKv().getValue()).isEqualTo(bytes("one"));
    await(elections.proclaim(first, bytes("uno")));
    assertThat(await(elections.leader(name)).getKv().getValue()).isEqualTo(bytes("uno"));
    await(elections.resign(first));
    LeaderKey second = await(waiting).getLeader();
    assertThat(second.getRevision()).isGreaterThan(first.getRevision());
    assertThatThrownBy(() -> await(elections.proclaim(first, bytes("late"))))
        .hasCauseInstanceOf(NotLeaderException.class);
    awaitSeen(seen, "two");
    await(elections.resign(second));
  }

  private static BlockingQueue<String> observed(Election elections, ByteSequence name) {
    BlockingQueue<String> values = new LinkedBlockingQueue<>();
    elections.observe(
        name,
        new Election.Listener() {
          @Override
          public void onNext(LeaderResponse response) {
            values.add(response.getKv().getValue().toString());
          }

          @Override
          public void onError(Throwable failure) {}

          @Override
          public void onCompleted() {}
        });
    return values;
  }

  /// An observer may miss a leader, but not the last one.
  private static void awaitSeen(BlockingQueue<String> seen, String value)
      throws InterruptedException {
    String next;
    do {
      next = seen.poll(Member.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(next).isNotNull();
    } while (!value.equals(next));
  }
}
