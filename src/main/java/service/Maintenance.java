package service;

import auth.Access;
import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.AlarmMember;
import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmResponse;
import etcdserverpb.DefragmentRequest;
import etcdserverpb.DefragmentResponse;
import etcdserverpb.DowngradeInfo;
import etcdserverpb.DowngradeRequest;
import etcdserverpb.DowngradeResponse;
import etcdserverpb.HashKVRequest;
import etcdserverpb.HashKVResponse;
import etcdserverpb.HashRequest;
import etcdserverpb.HashResponse;
import etcdserverpb.MoveLeaderRequest;
import etcdserverpb.MoveLeaderResponse;
import etcdserverpb.SnapshotRequest;
import etcdserverpb.SnapshotResponse;
import etcdserverpb.StatusResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import mvcc.BackupSource;
import proposal.LinearizableRead;
import proposal.wire.Proposal;
import raft.MemberId;

/// etcd's Maintenance service: what a member says of itself, and what its operators ask of it.
public final class Maintenance {

  /// How large the store is.
  ///
  /// @param onDisk bytes of its files
  /// @param inUse bytes of them that hold data
  /// @param quota bytes it may grow to
  public record StoreSize(LongSupplier onDisk, LongSupplier inUse, long quota) {

    /// etcd's quota when none is set, in bytes.
    public static final long DEFAULT_QUOTA = 2L << 30;
  }

  /// What of a member its operators reach.
  ///
  /// @param size of its store
  /// @param alarms those that are on
  /// @param transfers moves leadership
  /// @param backups opens a copy of the store; on a thread for bulk reads
  /// @param snapshotPatience how long the client of a copy may take nothing of it
  /// @param copied hears of each copy that has ended, and of the nanoseconds it took
  /// @param giveBackSpace begins to make the disk space of removed data free; returns at once
  public record Reach(
      StoreSize size,
      Supplier<List<AlarmMember>> alarms,
      LeaderTransfers transfers,
      Supplier<BackupSource> backups,
      Duration snapshotPatience,
      LongConsumer copied,
      Runnable giveBackSpace) {}

  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");

  private final MemberContext member;
  private final Entrance entrance;
  private final Reach reach;
  private final Headers headers;
  private final Backups backups;

  /// The door to a member's own state.
  public Maintenance(MemberContext member, Entrance entrance, Reach reach) {
    this.member = member;
    this.entrance = entrance;
    this.reach = reach;
    this.headers = new Headers(member);
    this.backups =
        new Backups(
            member,
            entrance,
            new Backups.Copies(reach.backups, reach.size.inUse(), reach.copied),
            reach.snapshotPatience);
  }

  /// This member's own view, at once, for any user; needs no leader.
  public CompletableFuture<StatusResponse> status(Caller caller) {
    var read =
        new LinearizableRead<>(
            () -> member.permissions().read(caller, Access::requireUser, this::status),
            Runnable::run);
    read.run();
    return read;
  }

  /// This member's own view, at once; needs no leader.
  public StatusResponse status() {
    var raft = member.status().get();
    var leader = raft.leader();
    long inUse = reach.size.inUse().getAsLong();
    var response =
        StatusResponse.newBuilder()
            .setHeader(headers.now())
            .setVersion(Release.SERVER)
            .setStorageVersion(Release.STORAGE)
            // The size of the files is a little old, and never less than what they hold.
            .setDbSize(Math.max(inUse, reach.size.onDisk().getAsLong()))
            .setDbSizeInUse(inUse)
            .setDbSizeQuota(reach.size.quota())
            .setLeader(leader == null ? 0 : leader.value())
            .setRaftIndex(raft.commitIndex())
            .setRaftTerm(raft.term())
            .setRaftAppliedIndex(raft.lastApplied())
            .setIsLearner(member.isLearner())
            .setDowngradeInfo(DowngradeInfo.getDefaultInstance());
    if (leader == null) {
      response.addErrors(EtcdError.NO_LEADER.text());
    }
    for (var alarm : alarms()) {
      response.addErrors(text(alarm));
    }
    return response.build();
  }

  /// The alarms that are on, as this member knows them.
  public List<AlarmMember> alarms() {
    return reach.alarms.get();
  }

  /// An alarm as etcd writes one into the errors of a status: without a member that is none, and
  /// with the blank at its end.
  private static String text(AlarmMember alarm) {
    long member = alarm.getMemberID();
    return (member == 0 ? "" : "memberID:" + Long.toUnsignedString(member) + " ")
        + "alarm:"
        + alarm.getAlarm().name()
        + " ";
  }

  /// Lists, raises or ends alarms; all of it through the log.
  public CompletableFuture<AlarmResponse> alarm(AlarmRequest request, Caller caller) {
    return entrance.propose(Proposal.newBuilder().setAlarm(request), caller, this::alarm);
  }

  private AlarmResponse alarm(Message applied) {
    return ((AlarmResponse) applied).toBuilder().setHeader(headers.now()).build();
  }

  /// There is nothing to defragment. Takes it as a hint to give back disk space soon.
  public CompletableFuture<DefragmentResponse> defragment(
      DefragmentRequest request, Caller caller) {
    return asRoot(
        caller,
        () -> {
          reach.giveBackSpace.run();
          return CompletableFuture.completedFuture(DefragmentResponse.getDefaultInstance());
        });
  }

  /// A checksum of all that is stored.
  public CompletableFuture<HashResponse> hash(HashRequest request, Caller caller) {
    return asRoot(caller, () -> inBulk(this::hash));
  }

  private HashResponse hash() {
    int hash = member.views().get().hashOfAll();
    return HashResponse.newBuilder().setHeader(headers.now()).setHash(hash).build();
  }

  /// A checksum of the keys' history up to a revision: the same on members that agree.
  ///
  /// Ends with COMPACTED and FUTURE_REVISION.
  public CompletableFuture<HashKVResponse> hashKv(HashKVRequest request, Caller caller) {
    return asRoot(caller, () -> inBulk(() -> hashKv(request)));
  }

  private <R> CompletableFuture<R> inBulk(Supplier<R> read) {
    var bulk = new LinearizableRead<>(read, member.bulkReads().requests());
    bulk.serve();
    return bulk;
  }

  private HashKVResponse hashKv(HashKVRequest request) {
    var hash = member.views().get().hash(request.getRevision());
    return HashKVResponse.newBuilder()
        .setHeader(headers.now())
        .setHash(hash.hash())
        .setCompactRevision(hash.compactRevision())
        .setHashRevision(hash.revision())
        .build();
  }

  /// A copy of the store, as one stream of bytes.
  public Inflow<SnapshotRequest> snapshot(Outflow<SnapshotResponse> client, Caller caller) {
    return backups.open(client, caller);
  }

  /// Ends copies that nobody takes any more; to be called again and again, by one thread.
  ///
  /// @param nowNanos in [System#nanoTime] units
  public void tend(long nowNanos) {
    backups.tend(nowNanos);
  }

  /// Hands leadership from this member to another.
  ///
  /// Ends with NOT_LEADER, BAD_LEADER_TRANSFEREE and TIMEOUT_LEADER_TRANSFER.
  public CompletableFuture<MoveLeaderResponse> moveLeader(
      MoveLeaderRequest request, Caller caller) {
    return asRoot(
        caller,
        () ->
            reach
                .transfers
                .move(new MemberId(request.getTargetID()))
                .thenApply(_ -> MoveLeaderResponse.getDefaultInstance()));
  }

  /// No cluster of Sampo goes back to an older release of etcd: no target is valid, and there is
  /// never a downgrade to cancel, which is no error.
  public CompletableFuture<DowngradeResponse> downgrade(DowngradeRequest request, Caller caller) {
    return asRoot(caller, () -> downgradeAsRoot(request, caller));
  }

  private <R> CompletableFuture<R> asRoot(Caller caller, Supplier<CompletableFuture<R>> work) {
    return entrance.admit(caller, Access::requireRoot, _ -> work.get());
  }

  private CompletableFuture<DowngradeResponse> downgradeAsRoot(
      DowngradeRequest request, Caller caller) {
    return switch (request.getAction()) {
      case VALIDATE, ENABLE ->
          entrance.read(new LinearizableRead<>(() -> refuseTarget(request), caller.thread()));
      case CANCEL ->
          CompletableFuture.completedFuture(
              DowngradeResponse.newBuilder()
                  .setHeader(headers.now())
                  .setVersion(Release.CLUSTER)
                  .build());
      case UNRECOGNIZED -> CompletableFuture.failedFuture(EtcdError.UNKNOWN_METHOD.exception());
    };
  }

  private static DowngradeResponse refuseTarget(DowngradeRequest request) {
    throw VERSION.matcher(request.getVersion()).matches()
        ? EtcdError.INVALID_DOWNGRADE_TARGET_VERSION.exception()
        : EtcdError.WRONG_DOWNGRADE_VERSION_FORMAT.exception();
  }
}
