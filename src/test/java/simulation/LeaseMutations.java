package simulation;

import java.util.List;
import java.util.stream.Stream;
import simulation.Mutation.Edit;

/// Known bugs of systems that keep leases. Each must be noticed by some seed.
final class LeaseMutations {

  private LeaseMutations() {}

  static List<Mutation> all() {
    return Stream.of(ofTime(), ofLeaders(), ofTheTable())
        .flatMap(List::stream)
        .map(Mutation::ofLeases)
        .toList();
  }

  private static List<Mutation> ofTime() {
    return List.of(
        Mutation.of(
            "a lease ends by its grant, whatever was renewed",
            "lease.Deadlines",
            "    its.deadline = endOf(lease);\n",
            ""),
        Mutation.of(
            "a lease is renewed while its end is on its way",
            "lease.Deadlines",
            "    if (its.expiring) {\n      return LeaseAnswer.Busy.BUSY;\n    }\n",
            ""),
        Mutation.of(
            "a renewed lease keeps its checkpoint in the log",
            "lease.Deadlines",
            "    if (mustReset(its, lease)) {\n",
            "    if (lease.ttl() < 0) {\n"),
        Mutation.of(
            "a lease that nobody renews is renewed by its end",
            "lease.Deadlines",
            "    if (lease.deadline > now()) {\n      lease.endSlot",
            "    if (lease.deadline > now() || !lease.expiring) {\n"
                + "      lease.deadline = Math.max(lease.deadline, now() + 100);\n"
                + "      lease.endSlot"));
  }

  private static List<Mutation> ofLeaders() {
    return List.of(
        Mutation.of(
            "a new leader goes on with the times that leases had in its last reign",
            "actors.LeaseOffice",
            "    if (leading != null && !(leads(status) && leading.term() == status.term())) {",
            "    if (leading != null && leads(status) && leading.term() != status.term()) {\n"
                + "      leading = new Leading(status.term(), leading.deadlines());\n"
                + "    }\n"
                + "    if (leading != null && leading.term() < 0) {"),
        Mutation.of(
            "a new leader takes all leases for half over",
            "lease.Deadlines",
            "grace + lease.remainingOrAll() * MILLIS",
            "grace + lease.remainingOrAll() * MILLIS / 2"),
        Mutation.of(
            "the ends of leases that a leader decided on are sent to the next",
            new Edit(
                "actors.Follower",
                "          Raft.ProposeAsLeader _,\n          Raft.Recovered _ ->",
                "          Raft.Recovered _ ->"),
            new Edit(
                "actors.Follower",
                "      case Raft.Read read -> onRead(read);",
                "      case Raft.ProposeAsLeader late ->\n"
                    + "          onPropose(new Raft.Propose(() -> late::proposals));\n"
                    + "      case Raft.Read read -> onRead(read);")),
        Mutation.of(
            "a leader answers and ends leases without asking a quorum",
            new Edit(
                "actors.LeaseOffice",
                "        .confirm()\n        .get()\n        .whenComplete(",
                "        .confirm();\n    java.util.concurrent.CompletableFuture"
                    + ".completedFuture(true)\n        .whenComplete(")));
  }

  private static List<Mutation> ofTheTable() {
    return List.of(
        Mutation.of(
            "the end of a lease leaves a key behind",
            "lease.LeaseTable",
            "keys(lease.id()).stream().sorted(",
            "keys(lease.id()).stream().skip(1).sorted("),
        Mutation.of(
            "the keys of a lease go one revision after the other",
            "lease.LeaseTable",
            "    batch.deleteKeys(\n        keys(lease.id()).stream()"
                + ".sorted(ByteString.unsignedLexicographicalComparator()).toList());",
            "    List.copyOf(keys(lease.id())).forEach(key -> batch.deleteKeys(List.of(key)));"),
        Mutation.of(
            "a key that moved to another lease goes with the first",
            "lease.LeaseTable",
            "    if (from != 0) {",
            "    if (to == 0) {"),
        Mutation.of(
            "a start forgets which keys leases have",
            "lease.LeaseTable",
            "    if (!leases.isEmpty()) {\n      store",
            "    if (leases.size() > 1000) {\n      store"));
  }
}
