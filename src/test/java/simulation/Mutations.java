package simulation;

import java.util.ArrayList;
import java.util.List;
import simulation.Mutation.Edit;

/// Known bugs of systems like this one. Each must be noticed by some seed.
final class Mutations {

  private static final String BEHIND =
      "\n            && ask.lastLog().isAtLeastAsUpToDateAs(state.log().last());\n";

  private Mutations() {}

  static List<Mutation> all() {
    var all = new ArrayList<Mutation>();
    all.addAll(ofDurability());
    all.addAll(ofElections());
    all.addAll(ofReplication());
    all.addAll(ofReads());
    all.addAll(ofTheStore());
    all.addAll(ofLiveness());
    all.addAll(LeaseMutations.all());
    all.addAll(WatchMutations.all());
    return all;
  }

  private static List<Mutation> ofDurability() {
    return List.of(
        Mutation.of(
            "promises leave before the disk has them",
            "actors.Journal",
            "    store.tell(new JournalStore.Persist(",
            "    next.whenDurable().forEach(d -> peers.tell(d.to(), d.message()));\n"
                + "    store.tell(new JournalStore.Persist("),
        Mutation.of(
            "the leader counts its own log before it is durable",
            "actors.Replicator",
            "replication.quorumIndex(state.durableIndex())",
            "replication.quorumIndex(state.log().lastIndex())"),
        Mutation.of(
            "entries are applied before they are durable here",
            "actors.RaftState",
            "long upTo = Math.min(commitIndex, durableIndex());",
            "long upTo = commitIndex;"),
        Mutation.of(
            "the applied index is not that of the data",
            "actors.Applier",
            "batch.commit(last.index(), last.term());",
            "batch.commit(entries.getFirst().index(), last.term());"),
        Mutation.of(
                "of merged writes the first term and vote are kept",
                "actors.Journal",
                "next.hardState() != null ? next.hardState() : hardState;",
                "hardState != null ? hardState : next.hardState();")
            .in(Climate.RESTLESS),
        Mutation.of(
                "the vote is forgotten at a restart",
                "actors.RaftState",
                "this.hardState = recovered.hardState();",
                "this.hardState = new HardState(recovered.hardState().term(), null);")
            .in(Climate.RESTLESS));
  }

  private static List<Mutation> ofElections() {
    return List.of(
        Mutation.of(
            "two votes in a term",
            new Edit("actors.Role", "(votedFor == null || votedFor.equals(ask.from()))", "true"),
            new Edit(
                "actors.RaftState",
                "if (votedFor != null && !votedFor.equals(candidate)) {",
                "if (votedFor != null && candidate == null) {")),
        Mutation.of(
            "votes for candidates whose logs are behind",
            new Edit("actors.Role", BEHIND + "    long term", ";\n    long term"),
            new Edit("actors.Role", BEHIND + "    var reply", ";\n    var reply")),
        Mutation.of(
            "half of the members are a quorum", "raft.Quorum", "voters / 2 + 1", "voters / 2"),
        Mutation.of(
            "messages of earlier terms count",
            "actors.Role",
            "      answerStale(rpc);\n      return this;",
            "      answerStale(rpc);\n      return handle(message);"),
        Mutation.of(
            "a log is compared by its length alone",
            "raft.EntryId",
            "term != other.term ? term > other.term : index >= other.index",
            "index >= other.index"));
  }

  private static List<Mutation> ofReplication() {
    return List.of(
        Mutation.of(
            "entries are appended after one of another term",
            "actors.Follower",
            "if (!state.log().contains(rpc.previous())) {",
            "if (rpc.previous().index() > state.log().lastIndex()) {"),
        Mutation.of(
                "an entry of an earlier term is committed by counting",
                "actors.Leader",
                "index <= state.commitIndex() || state.log().termAt(index) != state.term()",
                "index <= state.commitIndex()")
            .in(Climate.RESTLESS),
        Mutation.of(
            "a matching prefix is truncated",
            "raft.RaftLog",
            "if (known == entries.size()) {\n      return List.of();",
            "if (entries.isEmpty()) {\n      return List.of();\n    } else if (known > 0) {\n"
                + "      known--;"),
        Mutation.of(
            "entries that do not match stay in the log",
            "raft.RaftLog",
            "contains(entries.get(known).id())",
            "entries.get(known).index() <= lastIndex()"),
        Mutation.of(
            "an entry is skipped when several are applied",
            "actors.RaftState",
            "log.between(handedToApplier + 1, upTo)",
            "log.between(Math.min(upTo, handedToApplier + 2), upTo)"),
        Mutation.of(
            "proposals that were sent on are taken twice",
            "actors.Forwarded",
            "if (taken.isFirst(forward.from(), forward.forwardId())) {",
            "if (taken.isFirst(forward.from(), forward.forwardId()) || true) {"),
        Mutation.of(
            "what may still be applied is proposed again",
            "actors.HandedOver",
            "batches.element().term() < term",
            "batches.element().term() <= term"),
        Mutation.of(
            "proposals are given up as soon as a later leader is heard",
            new Edit(
                "actors.Follower",
                "    leader = from;\n",
                "    leader = from;\n    state.lost().forEach(this::handle);\n"),
            new Edit(
                "actors.RaftState",
                "  void hold(Raft.Propose proposals) {",
                "  List<Raft.Propose> lost() {\n"
                    + "    return handedOver.lostBefore(term());\n"
                    + "  }\n\n"
                    + "  void hold(Raft.Propose proposals) {")),
        Mutation.of(
            "what was forwarded to a leader is kept for the next",
            "actors.Leader",
            "    return transferee == null ? propose(forwarded.release()) : this;",
            "    return onPropose(new Raft.Propose(() -> forwarded::release));"));
  }

  private static List<Mutation> ofReads() {
    return List.of(
        Mutation.of(
            "reads are served without asking a quorum",
            "actors.LeaderReads",
            "    confirm(state.self(), rounds.round(), peers);\n  }",
            "    confirm(state.self(), rounds.round(), peers);\n"
                + "    List.copyOf(peers).forEach(p -> confirm(p, rounds.round(), peers));\n  }"),
        Mutation.of(
            "the id of a ReadIndex is used again",
            "actors.Follower",
            "question = new Question(state.freshId(), reads);",
            "question = new Question(1, reads);"),
        Mutation.of(
                "the number of a read round is used again",
                "raft.ReadRounds",
                "    round++;",
                "    round = 1;")
            .in(Climate.BELATED),
        Mutation.of(
            "a new leader names a read index before it has committed",
            "actors.LeaderReads",
            "!rounds.canBegin() || state.log().termAt(state.commitIndex()) != state.term()",
            "!rounds.canBegin()"),
        Mutation.of(
            "reads do not wait until their index is applied",
            "actors.Applier",
            "if (read.index() <= lastApplied) {",
            "if (read.index() <= Long.MAX_VALUE) {"));
  }

  private static List<Mutation> ofTheStore() {
    return List.of(
        Mutation.of(
            "compare-and-swap looks at the creation",
            "mvcc.Guard",
            "case MOD -> Long.compare(state.main(), compare.getModRevision());",
            "case MOD -> Long.compare(state.create(), compare.getModRevision());"),
        Mutation.of(
            "a compaction of the last one's revision is taken",
            "mvcc.Batch",
            "request.getRevision() <= writer.compactRevision()",
            "request.getRevision() < writer.compactRevision()"),
        Mutation.of(
            "a compacted revision can still be read",
            "mvcc.Snapshot",
            "revision < compactRevision()",
            "revision < compactRevision() - 5"),
        Mutation.of(
            "hashes take in what compactions left to be removed",
            "mvcc.KeyHash",
            "|| isReadable(row, value)",
            "|| true"));
  }

  private static List<Mutation> ofLiveness() {
    return List.of(
        Mutation.of(
            "what was lost is not sent again",
            "actors.Leader",
            "replicator.repeatWhatMayBeLost(peer);",
            "peer.value();"),
        Mutation.of(
            "nobody stands when the leader is silent",
            "actors.Follower",
            "    leader = null;\n    leave();\n    awaitElection();",
            "    leader = null;\n    leave();"),
        Mutation.of(
            "a question for a read index is not repeated",
            "actors.Follower",
            "if (question != null && leader != null) {",
            "if (question != null && leader == null) {"));
  }
}
