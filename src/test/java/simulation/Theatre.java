package simulation;

import actors.Applier;
import actors.Journal;
import actors.Lessor;
import actors.Raft;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import raft.MemberId;

/// The stages of all members, used again by each life and each run of one thread.
final class Theatre {

  /// The stages of one member.
  record Stages(
      Stage<Raft.Message> raft,
      Stage<Journal.Message> journal,
      Stage<Applier.Message> applier,
      Stage<Lessor.Message> lessor) {}

  private final Map<MemberId, Stages> stages = new HashMap<>();

  Stages of(MemberId member) {
    return stages.computeIfAbsent(
        member,
        _ ->
            new Stages(
                new Stage<>(Raft.Timer.LEADER_SILENT),
                new Stage<>(new Journal.Read(0, 0)),
                new Stage<>(new Applier.Apply(List.of())),
                new Stage<>(Lessor.Timer.TICK)));
  }
}
