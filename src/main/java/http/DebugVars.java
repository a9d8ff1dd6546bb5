package http;

import actors.RaftStatus;
import com.google.gson.JsonObject;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/// `/debug/vars`: what Go's `expvar` shows of an etcd, as far as a JVM has it. Of `memstats` there
/// are the heap's sizes; of `raft.status` all but the progress of the other members.
final class DebugVars {

  private DebugVars() {}

  static Answer of(RaftStatus raft) {
    var vars = new JsonObject();
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      vars.addProperty("file_descriptor_limit", unix.getMaxFileDescriptorCount());
    }
    vars.add("memstats", memory());
    vars.add("raft.status", status(raft));
    return Answer.json(vars + "\n");
  }

  private static JsonObject memory() {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    var memory = new JsonObject();
    memory.addProperty("Alloc", heap.getUsed());
    memory.addProperty("HeapAlloc", heap.getUsed());
    memory.addProperty("HeapSys", heap.getCommitted());
    return memory;
  }

  private static JsonObject status(RaftStatus raft) {
    var leader = raft.leader();
    var status = new JsonObject();
    status.addProperty("id", Long.toHexString(raft.self().value()));
    status.addProperty("term", raft.term());
    status.addProperty("commit", raft.commitIndex());
    status.addProperty("lead", leader == null ? "0" : Long.toHexString(leader.value()));
    status.addProperty("raftState", state(raft.role()));
    status.addProperty("applied", raft.lastApplied());
    return status;
  }

  /// A role as etcd's Raft library names it.
  private static String state(String role) {
    return switch (role.toLowerCase(Locale.ROOT)) {
      case "leader" -> "StateLeader";
      case "candidate" -> "StateCandidate";
      case "pre-candidate" -> "StatePreCandidate";
      default -> "StateFollower";
    };
  }
}
