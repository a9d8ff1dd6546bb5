package actors;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.AlarmMember;
import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmResponse;
import etcdserverpb.AlarmType;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import mvcc.Batch;
import mvcc.Store;
import proposal.SpaceCost;
import proposal.wire.Proposal;

/// The alarms that are on (https://etcd.io/docs/latest/op-guide/maintenance/#space-quota), the same
/// on every member after the same entry, and what they forbid.
///
/// An alarm that a member raised by what it found itself is told from one that a client asked for:
/// members take back only their own kind. Changed on the applier's thread; read by any.
public final class AlarmMachine {

  /// The table of the store that remembers the alarms.
  public static final String TABLE = "alarms";

  private static final Comparator<AlarmMember> ORDER =
      Comparator.comparingInt(AlarmMember::getAlarmValue)
          .thenComparing(AlarmMember::getMemberID, Long::compareUnsigned);

  private static final int KEY_BYTES = Integer.BYTES + Long.BYTES;

  private final Map<AlarmMember, Origin> raised = new ConcurrentSkipListMap<>(ORDER);

  /// Who asked for an alarm. The numbers are on disk.
  private enum Origin {
    CLIENT(0),
    MEMBER(1);

    private final ByteString row;

    Origin(int number) {
      row = ByteString.copyFrom(new byte[] {(byte) number});
    }

    static Origin of(ByteString row) {
      return Stream.of(values())
          .filter(origin -> origin.row.equals(row))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the table of alarms is damaged"));
    }
  }

  /// No alarm is on.
  public AlarmMachine() {}

  /// The alarms that a store remembers.
  public static AlarmMachine of(List<Store.Row> rows) {
    var machine = new AlarmMachine();
    for (var row : rows) {
      if (row.key().size() != KEY_BYTES) {
        throw new IllegalStateException("the table of alarms is damaged");
      }
      var key = row.key().asReadOnlyByteBuffer();
      var alarm = AlarmMember.newBuilder().setAlarmValue(key.getInt()).setMemberID(key.getLong());
      machine.raised.put(alarm.build(), Origin.of(row.value()));
    }
    return machine;
  }

  /// The alarms that are on, by type and member.
  public List<AlarmMember> raised() {
    return List.copyOf(raised.keySet());
  }

  /// Those of them that members raised by what they found themselves.
  public List<AlarmMember> foundByMembers() {
    return raised.entrySet().stream()
        .filter(alarm -> alarm.getValue() == Origin.MEMBER)
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Refuses what an alarm forbids: with CORRUPT any change of keys and leases, with NO_SPACE what
  /// may make the store grow.
  void check(Proposal proposal) {
    if (raised.isEmpty()) {
      return;
    }
    if (isOn(AlarmType.CORRUPT) && touchesData(proposal)) {
      throw EtcdError.CORRUPT.exception();
    }
    if (isOn(AlarmType.NOSPACE) && SpaceCost.of(proposal) > 0) {
      throw EtcdError.NO_SPACE.exception();
    }
  }

  private boolean isOn(AlarmType type) {
    return raised.keySet().stream().anyMatch(alarm -> alarm.getAlarm() == type);
  }

  private static boolean touchesData(Proposal proposal) {
    return proposal.hasPut()
        || proposal.hasDeleteRange()
        || proposal.hasTxn()
        || proposal.hasCompaction()
        || proposal.hasLeaseGrant()
        || proposal.hasLeaseRevoke()
        || proposal.hasLeaseExpiries();
  }

  /// A client's request. The answer lists the alarms asked for, or the one that was switched.
  AlarmResponse ask(Batch batch, AlarmRequest request) {
    return run(batch, request, Origin.CLIENT);
  }

  /// A member's request, by what it has found.
  AlarmResponse find(Batch batch, AlarmRequest request) {
    return run(batch, request, Origin.MEMBER);
  }

  private AlarmResponse run(Batch batch, AlarmRequest request, Origin by) {
    return switch (request.getAction()) {
      case GET -> list(request.getAlarm());
      case ACTIVATE -> activate(batch, alarm(request), by);
      case DEACTIVATE -> deactivate(batch, alarm(request), by);
      case UNRECOGNIZED -> AlarmResponse.getDefaultInstance();
    };
  }

  private static AlarmMember alarm(AlarmRequest request) {
    return AlarmMember.newBuilder()
        .setMemberID(request.getMemberID())
        .setAlarmValue(request.getAlarmValue())
        .build();
  }

  private AlarmResponse list(AlarmType type) {
    return AlarmResponse.newBuilder()
        .addAllAlarms(
            raised.keySet().stream()
                .filter(alarm -> type == AlarmType.NONE || alarm.getAlarm() == type)
                .toList())
        .build();
  }

  private AlarmResponse activate(Batch batch, AlarmMember alarm, Origin by) {
    return switch (alarm.getAlarm()) {
      case NONE, UNRECOGNIZED -> AlarmResponse.getDefaultInstance();
      case NOSPACE, CORRUPT -> {
        if (raised.putIfAbsent(alarm, by) == null) {
          batch.putRow(TABLE, key(alarm), by.row);
        }
        yield AlarmResponse.newBuilder().addAlarms(alarm).build();
      }
    };
  }

  private AlarmResponse deactivate(Batch batch, AlarmMember alarm, Origin by) {
    var raisedBy = raised.get(alarm);
    if (raisedBy == null || (by == Origin.MEMBER && raisedBy == Origin.CLIENT)) {
      return AlarmResponse.getDefaultInstance();
    }
    raised.remove(alarm);
    batch.deleteRow(TABLE, key(alarm));
    return AlarmResponse.newBuilder().addAlarms(alarm).build();
  }

  private static ByteString key(AlarmMember alarm) {
    var key = ByteBuffer.allocate(KEY_BYTES);
    return ByteString.copyFrom(
        key.putInt(alarm.getAlarmValue()).putLong(alarm.getMemberID()).flip());
  }
}
