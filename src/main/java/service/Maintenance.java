package service;

import auth.Access;
import etcd.EtcdError;
import etcdserverpb.AlarmMember;
import etcdserverpb.DowngradeInfo;
import etcdserverpb.StatusResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import proposal.LinearizableRead;

/// etcd's Maintenance service: what a member says of itself.
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

  private final MemberContext member;
  private final StoreSize size;
  private final Supplier<List<AlarmMember>> alarms;
  private final Headers headers;

  /// The door to a member's own state.
  ///
  /// @param alarms the alarms that are on
  public Maintenance(MemberContext member, StoreSize size, Supplier<List<AlarmMember>> alarms) {
    this.member = member;
    this.size = size;
    this.alarms = alarms;
    this.headers = new Headers(member);
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
    var response =
        StatusResponse.newBuilder()
            .setHeader(headers.at(member.views().get().revision()))
            .setVersion(Release.SERVER)
            .setStorageVersion(Release.STORAGE)
            .setDbSize(size.onDisk().getAsLong())
            .setDbSizeInUse(size.inUse().getAsLong())
            .setDbSizeQuota(size.quota())
            .setLeader(leader == null ? 0 : leader.value())
            .setRaftIndex(raft.commitIndex())
            .setRaftTerm(raft.term())
            .setRaftAppliedIndex(raft.lastApplied())
            .setIsLearner(member.isLearner())
            .setDowngradeInfo(DowngradeInfo.getDefaultInstance());
    if (leader == null) {
      response.addErrors(EtcdError.NO_LEADER.text());
    }
    for (var alarm : alarms.get()) {
      response.addErrors(text(alarm));
    }
    return response.build();
  }

  /// The alarms that are on.
  public List<AlarmMember> alarms() {
    return alarms.get();
  }

  /// An alarm as etcd writes one into the errors of a status, with the blank at its end.
  private static String text(AlarmMember alarm) {
    return "memberID:"
        + Long.toUnsignedString(alarm.getMemberID())
        + " alarm:"
        + alarm.getAlarm().name()
        + " ";
  }
}
