package sampo.client;

import actors.AlarmMachine;
import actors.AuthMachine;
import actors.Raft;
import actors.StateMachine;
import auth.Authority;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import etcd.EtcdException;
import etcdserverpb.Member;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lease.LeaseTable;
import lease.LeaseWatcher;
import mvcc.MemoryBackend;
import mvcc.Store;
import mvcc.StoreLimits;
import proposal.PendingReplies;
import proposal.wire.Proposal;

/// Members that share one store in memory, so that they agree without Raft; who leads in which term
/// is what the test says.
final class TinyCluster implements AutoCloseable {

  final List<TinyMember> members = new CopyOnWriteArrayList<>();
  private final LeaseTable leases = new LeaseTable(LeaseWatcher.NONE);
  final Store store = Store.open(new MemoryBackend(), StoreLimits.defaults(), leases);
  final Authority authority = Authority.fresh();
  private final StateMachine machine =
      new StateMachine(leases, new AlarmMachine(), AuthMachine.restore(store, authority));
  private final ExecutorService applier = Executors.newSingleThreadExecutor();
  final long id;
  private long index;
  volatile long term = 1;
  volatile long leader = 1;

  TinyCluster() {
    this(77);
  }

  TinyCluster(long id) {
    this.id = id;
  }

  /// Starts a member with the next id.
  TinyMember start() {
    return start("remote");
  }

  /// Starts a member with the next id, with Pekko's `remote` or `cluster`.
  TinyMember start(String provider) {
    var member = new TinyMember(this, members.size() + 1, TinyMember.config(provider, 0));
    members.add(member);
    return member;
  }

  /// Ends a member and puts a new life of it in its place.
  TinyMember restart(TinyMember old) {
    old.close();
    var member = new TinyMember(this, old.id, TinyMember.config("remote", old.port()));
    members.set(members.indexOf(old), member);
    return member;
  }

  /// Lets member `id` lead in the next term.
  void elect(long id) {
    term++;
    leader = id;
  }

  List<Member> list() {
    return members.stream().map(TinyMember::listed).toList();
  }

  void hear(Raft.Local message, PendingReplies replies) {
    applier.execute(
        () -> {
          switch (message) {
            case Raft.Propose(var source) ->
                source.take().awaited().forEach(one -> apply(one, replies));
            case Raft.Read(var source) -> source.take().serve();
            default -> throw new IllegalArgumentException(message.toString());
          }
        });
  }

  private void apply(ByteString encoded, PendingReplies replies) {
    var proposal = parse(encoded);
    var batch = store.begin();
    try {
      var response = machine.apply(batch, proposal);
      index++;
      batch.commit(index, term);
      replies.complete(proposal.getId(), response);
    } catch (EtcdException refused) {
      replies.fail(proposal.getId(), refused);
    }
  }

  private static Proposal parse(ByteString encoded) {
    try {
      return Proposal.parseFrom(encoded);
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }

  @Override
  public void close() {
    members.forEach(TinyMember::close);
    applier.shutdownNow();
  }
}
