package simulation;

import actors.JournalEvent;
import actors.Raft;
import com.google.protobuf.ByteString;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;
import verify.Linearizability;
import verify.Operation;
import verify.Verdict;

/// A cluster led by hand: each command yields what its roles and clients say.
///
/// `members N` comes first, `members N BYTES` if leaders send no more than so many bytes of entries
/// at once. Then `log M TERM..` gives a member a log before it starts, `log M@TERM TERM..` one that
/// has seen a later term than its last entry's; `start` starts all, `start M` and `crash M` one.
/// `silent M..` tells members that no leader was heard, `timeout M` that it is time to stand. `cut
/// A B`, `mend A B` and `hold A B`, `release A B` act on the direction from A to B, `pass A B` lets
/// the first message go that is held up there; `isolate M` and `rejoin M` on all links of one.
/// `pause M`, `wake M`, `transfer M`. `put M K=V` and `read M K` ask a member, `run MS` lets time
/// pass, `logs` shows the terms of all logs, and `judge` decides whether the clients' history is
/// linearizable.
final class Scenario {

  private final History history = new History();
  private @Nullable SimulatedCluster cluster;

  /// Carries a command out.
  ///
  /// @return what was said meanwhile, line by line
  List<String> run(String command) {
    var words = List.of(command.strip().split("\\s+"));
    var arguments = words.subList(1, words.size());
    if (words.getFirst().equals("members")) {
      var bytes = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : 1 << 20;
      var weather = Weather.calm(Integer.parseInt(arguments.getFirst()), bytes);
      cluster = new SimulatedCluster(new Theatre(), weather, Chance.of(0), new Trace(false));
      return List.of();
    }
    var said = new ArrayList<String>();
    var run = cluster();
    switch (words.getFirst()) {
      case "logs" -> said.addAll(logs());
      case "judge" -> said.add(judge());
      case "run" -> runFor(Long.parseLong(arguments.getFirst()) * 1_000_000);
      case "put" -> put(member(arguments.get(0)), arguments.get(1).split("=", 2));
      case "read" -> read(member(arguments.get(0)), arguments.get(1));
      case "cut" -> run.network().cut(id(arguments.get(0)), id(arguments.get(1)));
      case "mend" -> run.network().mend(id(arguments.get(0)), id(arguments.get(1)));
      case "hold" -> run.network().clog(id(arguments.get(0)), id(arguments.get(1)));
      case "pass" -> run.network().pass(id(arguments.get(0)), id(arguments.get(1)));
      case "release" -> run.network().unclog(id(arguments.get(0)), id(arguments.get(1)));
      default -> onMembers(words.getFirst(), arguments);
    }
    said.addAll(0, run.trace().news());
    return said;
  }

  private void onMembers(String command, List<String> arguments) {
    if (command.equals("log")) {
      load(arguments.getFirst().split("@", 2), arguments.subList(1, arguments.size()));
      return;
    }
    var named =
        arguments.isEmpty() ? cluster().members() : arguments.stream().map(this::member).toList();
    for (var member : named) {
      onMember(command, member);
    }
  }

  private void onMember(String command, SimulatedMember member) {
    switch (command) {
      case "start" -> member.start();
      case "crash" -> member.crash(false);
      case "pause" -> member.pause();
      case "wake" -> member.wake();
      case "silent" -> member.tellRaft(Raft.Timer.LEADER_SILENT);
      case "timeout" -> member.tellRaft(Raft.Timer.ELECTION_TIMEOUT);
      case "transfer" ->
          cluster()
              .members()
              .forEach(other -> other.tellRaft(new Raft.TransferLeadership(member.id())));
      case "isolate" -> onLinksOf(member, true);
      case "rejoin" -> onLinksOf(member, false);
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
  }

  private void onLinksOf(SimulatedMember member, boolean cut) {
    var network = cluster().network();
    for (var other : cluster().members()) {
      if (cut) {
        network.cut(member.id(), other.id());
        network.cut(other.id(), member.id());
      } else {
        network.mend(member.id(), other.id());
        network.mend(other.id(), member.id());
      }
    }
  }

  private void load(String[] memberAndTerm, List<String> terms) {
    var member = member(memberAndTerm[0]);
    var entries = new ArrayList<Entry>();
    for (var term : terms) {
      entries.add(Entry.noOp(entries.size() + 1, Long.parseLong(term)));
    }
    var last = entries.getLast().term();
    var seen = memberAndTerm.length > 1 ? Long.parseLong(memberAndTerm[1]) : last;
    var event = new JournalEvent(1, new HardState(seen, null), EntryId.ZERO, entries);
    member.disk().load(event);
    cluster().logs().stored(member.id(), entries);
  }

  private void put(SimulatedMember member, String[] pair) {
    var put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(pair[0]))
            .setValue(ByteString.copyFromUtf8(pair[1]));
    ask(member, put.build(), "put " + pair[0] + "=" + pair[1]);
  }

  private void read(SimulatedMember member, String key) {
    var range = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key));
    ask(member, range.build(), "read " + key);
  }

  private void ask(SimulatedMember member, com.google.protobuf.Message request, String what) {
    var place = history.operations().size();
    var client = new Client(place, cluster(), member, history, Workload.of(0));
    client.ask(request, () -> cluster().say(member.id() + " answers " + what + ": " + last()));
  }

  /// The outcome of the operation that ended last, without its times.
  private String last() {
    return history.operations().getLast().toString().split(" -> ", 2)[1];
  }

  private void runFor(long nanos) {
    cluster().agenda().runUntil(cluster().agenda().now() + nanos);
    cluster().throwFailure();
  }

  private List<String> logs() {
    return cluster().members().stream().map(this::log).toList();
  }

  private String log(SimulatedMember member) {
    var terms =
        cluster().logs().of(member.id()).stream()
            .map(id -> Long.toString(id.term()))
            .collect(Collectors.joining(" "));
    var status = member.status();
    return member.id()
        + ": "
        + terms
        + (status == null ? "  down" : "  committed " + status.commitIndex());
  }

  private String judge() {
    List<Operation> operations = history.operations();
    return switch (Linearizability.check(operations)) {
      case Verdict.Linearizable _ -> operations.size() + " operations, linearizable";
      case Verdict.Violation violation -> Arrays.toString(violation.toString().split("\n"));
      case Verdict.Undecided _ -> "not decided";
    };
  }

  private SimulatedCluster cluster() {
    if (cluster == null) {
      throw new IllegalStateException("a scenario begins with `members`");
    }
    return cluster;
  }

  private static MemberId id(String word) {
    return new MemberId(Long.parseLong(word));
  }

  private SimulatedMember member(String word) {
    return cluster().member(id(word));
  }
}
