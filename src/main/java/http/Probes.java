package http;

import actors.RaftStatus;
import com.google.protobuf.ByteString;
import etcdserverpb.AlarmType;
import etcdserverpb.RangeRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import service.Kv;
import service.Maintenance;
import service.MemberContext;

/// What can be asked of a member to learn how it is.
public final class Probes {

  private final MemberContext member;
  private final Kv kv;
  private final Maintenance maintenance;

  public Probes(MemberContext member, Kv kv, Maintenance maintenance) {
    this.member = member;
    this.kv = kv;
    this.maintenance = maintenance;
  }

  RaftStatus status() {
    return member.status().get();
  }

  boolean hasLeader() {
    return member.hasLeader();
  }

  boolean isLearner() {
    return member.isLearner();
  }

  /// The kinds of alarms that are on.
  List<AlarmType> alarms() {
    return maintenance.alarms().stream().map(alarm -> alarm.getAlarm()).toList();
  }

  /// Reads one key, through a quorum unless serializable; fails as a client's read would.
  CompletableFuture<?> read(boolean serializable) {
    return kv.range(
        RangeRequest.newBuilder()
            .setKey(ByteString.copyFrom(new byte[1]))
            .setLimit(1)
            .setKeysOnly(true)
            .setSerializable(serializable)
            .build());
  }
}
