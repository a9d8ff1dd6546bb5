package service;

import actors.Inspector;
import com.google.protobuf.ByteString;
import etcd.EtcdException;
import etcdserverpb.CompactionRequest;
import etcdserverpb.PutRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mvcc.Batch;
import mvcc.Damage;
import mvcc.MemoryBackend;
import mvcc.Pace;
import mvcc.Store;
import mvcc.StoreHashes;
import mvcc.StoreLimits;
import raft.MemberId;

/// Three stores that apply one log, each as far as the test lets it, and answer for themselves.
final class Trio {

  /// A member: its store, and what it says.
  final class One {
    final MemberId id;
    final MemoryBackend rows = new MemoryBackend();
    final Store store = Store.open(rows, StoreLimits.defaults());
    final StoreHashes hashes = new StoreHashes(store::view, Pace.FULL);
    private int applied;
    boolean silent;

    /// What happens before it answers.
    Runnable beforeAnswer = () -> {};

    One(long id) {
      this.id = new MemberId(id);
    }

    void apply(int entries) {
      int end = Math.min(log.size() - applied, entries) + applied;
      for (Consumer<Batch> entry : List.copyOf(log.subList(applied, end))) {
        Batch batch = store.begin();
        try {
          entry.accept(batch);
        } catch (EtcdException refused) {
          // Refused alike by all.
        }
        batch.commit(++applied, 1);
      }
    }

    void damage(String key) {
      Damage.value(rows, key);
    }

    private void answer(Inspector.Ask ask) {
      beforeAnswer.run();
      if (!silent && store.appliedIndex() >= ask.appliedIndex()) {
        ask.answer().complete(hashes.testify(ask.revision(), ask.compactRevision()));
      }
    }
  }

  private final List<Consumer<Batch>> log = new ArrayList<>();
  private final Map<MemberId, One> all = new HashMap<>();
  final One first = add(1);
  final One second = add(2);
  final One third = add(3);

  private One add(long id) {
    var one = new One(id);
    all.put(one.id, one);
    return one;
  }

  Stream<One> all() {
    return Stream.of(first, second, third);
  }

  void put(String key, String value) {
    var request =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .build();
    log.add(batch -> batch.put(request));
  }

  void compact(long revision) {
    var request = CompactionRequest.newBuilder().setRevision(revision).build();
    log.add(batch -> batch.compact(request));
  }

  /// Every member applies all there is.
  void applyAll() {
    all().forEach(one -> one.apply(log.size()));
  }

  void keepAll() {
    all().forEach(one -> one.hashes.keep());
  }

  /// The comparison as one of them makes it.
  Comparison comparison(One asker) {
    Set<MemberId> others = new HashSet<>(all.keySet());
    others.remove(asker.id);
    return new Comparison(
        new Comparison.Ground(
            asker.id, others, asker.hashes, ask -> one(ask.member()).answer(ask)));
  }

  private One one(MemberId id) {
    One one = all.get(id);
    if (one == null) {
      throw new AssertionError("no member " + id);
    }
    return one;
  }
}
