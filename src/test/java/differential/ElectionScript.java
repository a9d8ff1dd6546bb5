package differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.Map;
import v3electionpb.CampaignRequest;
import v3electionpb.CampaignResponse;
import v3electionpb.LeaderKey;
import v3electionpb.LeaderRequest;
import v3electionpb.ProclaimRequest;
import v3electionpb.ResignRequest;

/// The Election service: campaigns that are won at once, later, again or never; proclamations by
/// the leader, by one who was and by nobody; and those who only ask who leads, or watch.
final class ElectionScript extends QueueScript {

  private static final long FIRST_LEASE = 0x20_0000;
  private static final long NO_LEASE = 0xdead_beefL;

  private final Map<ByteString, LeaderKey> leaders = new HashMap<>();

  ElectionScript(long seed) {
    super(seed, "election", FIRST_LEASE);
  }

  @Override
  Message enter(Line line, long lease) {
    return CampaignRequest.newBuilder()
        .setName(line.name())
        .setLease(lease)
        .setValue(value())
        .build();
  }

  @Override
  Message leave(Line line, Place owner) {
    return ResignRequest.newBuilder().setLeader(leader(line)).build();
  }

  @Override
  void other(Line line) {
    switch (dice.between(0, 8)) {
      case 0 -> due.add(Ask.of(enter(line, NO_LEASE)));
      case 1 -> due.add(Ask.of(ProclaimRequest.newBuilder().setValue(value()).build()));
      case 2 -> due.add(Ask.of(ResignRequest.getDefaultInstance()));
      case 3 -> due.add(Ask.of(proclaim(leader(line).toBuilder().setRev(1).build())));
      case 4 ->
          due.add(
              Ask.of(
                  ResignRequest.newBuilder()
                      .setLeader(leader(line).toBuilder().setRev(1))
                      .build()));
      case 5 -> due.add(Ask.of(LeaderRequest.newBuilder().setName(line.name()).build()));
      default -> byTheLeader(line);
    }
  }

  private void byTheLeader(Line line) {
    if (line.places().isEmpty()) {
      return;
    }
    switch (dice.between(0, 2)) {
      case 0 -> due.add(Ask.of(proclaim(leader(line))));
      case 1 -> due.add(Ask.of(enter(line, line.places().getFirst().lease())));
      default -> due.add(new Observe(line.name()));
    }
  }

  private static LeaderKey unknown(Line line) {
    return LeaderKey.newBuilder()
        .setName(line.name())
        .setKey(line.key(NO_LEASE))
        .setRev(1)
        .setLease(NO_LEASE)
        .build();
  }

  /// Who leads, or who did.
  private LeaderKey leader(Line line) {
    return leaders.getOrDefault(line.name(), unknown(line));
  }

  private Message proclaim(LeaderKey leader) {
    return ProclaimRequest.newBuilder().setLeader(leader).setValue(value()).build();
  }

  private ByteString value() {
    return ByteString.copyFromUtf8("v" + dice.between(0, 9));
  }

  @Override
  public void heard(Step step, Answer answer) {
    if (answer instanceof Answer.Response(CampaignResponse won)) {
      leaders.put(won.getLeader().getName(), won.getLeader());
    }
  }
}
