package wire;

import static wire.Encoding.readEntries;
import static wire.Encoding.readEntryId;
import static wire.Encoding.readMemberId;
import static wire.Encoding.writeEntries;
import static wire.Encoding.writeEntryId;
import static wire.Encoding.writeMemberId;

import actors.Raft;
import actors.Raft.AppendEntries;
import actors.Raft.AppendEntriesAccepted;
import actors.Raft.AppendEntriesRejected;
import actors.Raft.Committed;
import actors.Raft.ForwardProposals;
import actors.Raft.Heartbeat;
import actors.Raft.HeartbeatReply;
import actors.Raft.IsBootstrapped;
import actors.Raft.IsBootstrappedReply;
import actors.Raft.ReadIndex;
import actors.Raft.ReadIndexReply;
import actors.Raft.RequestPreVote;
import actors.Raft.RequestPreVoteReply;
import actors.Raft.RequestVote;
import actors.Raft.RequestVoteReply;
import actors.Raft.TimeoutNow;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.List;
import raft.EntryId;

/// The layouts of the messages between members: sender, term, then the fields in their order.
final class RaftCodecs {

  static final List<Codec<? extends Raft.Rpc>> ALL =
      List.of(
          rpc("P1", RequestPreVote.class, RaftCodecs::write, RaftCodecs::requestPreVote),
          rpc("p1", RequestPreVoteReply.class, RaftCodecs::write, RaftCodecs::requestPreVoteReply),
          rpc("V1", RequestVote.class, RaftCodecs::write, RaftCodecs::requestVote),
          rpc("v1", RequestVoteReply.class, RaftCodecs::write, RaftCodecs::requestVoteReply),
          rpc("A1", AppendEntries.class, RaftCodecs::write, RaftCodecs::appendEntries),
          rpc("a1", AppendEntriesAccepted.class, RaftCodecs::write, RaftCodecs::accepted),
          rpc("r1", AppendEntriesRejected.class, RaftCodecs::write, RaftCodecs::rejected),
          rpc("H1", Heartbeat.class, RaftCodecs::write, RaftCodecs::heartbeat),
          rpc("h1", HeartbeatReply.class, RaftCodecs::write, RaftCodecs::heartbeatReply),
          rpc("C1", Committed.class, RaftCodecs::write, RaftCodecs::committed),
          rpc("T1", TimeoutNow.class, (out, m) -> {}, RaftCodecs::timeoutNow),
          rpc("F1", ForwardProposals.class, RaftCodecs::write, RaftCodecs::forwardProposals),
          rpc("I1", ReadIndex.class, RaftCodecs::write, RaftCodecs::readIndex),
          rpc("i1", ReadIndexReply.class, RaftCodecs::write, RaftCodecs::readIndexReply),
          rpc("B1", IsBootstrapped.class, (out, m) -> {}, RaftCodecs::isBootstrapped),
          rpc("b1", IsBootstrappedReply.class, RaftCodecs::write, RaftCodecs::bootstrapped));

  private RaftCodecs() {}

  private static <T extends Raft.Rpc> Codec<T> rpc(
      String manifest, Class<T> type, Codec.Writer<T> fields, Codec.Reader<T> reader) {
    return new Codec<>(
        manifest,
        type,
        (out, message) -> {
          writeMemberId(out, message.from());
          out.writeUInt64NoTag(message.term());
          fields.write(out, message);
        },
        reader);
  }

  private static void write(CodedOutputStream out, RequestPreVote m) throws IOException {
    writeEntryId(out, m.lastLog());
  }

  private static RequestPreVote requestPreVote(CodedInputStream in) throws IOException {
    return new RequestPreVote(readMemberId(in), in.readUInt64(), readEntryId(in));
  }

  private static void write(CodedOutputStream out, RequestPreVoteReply m) throws IOException {
    out.writeBoolNoTag(m.voteGranted());
  }

  private static RequestPreVoteReply requestPreVoteReply(CodedInputStream in) throws IOException {
    return new RequestPreVoteReply(readMemberId(in), in.readUInt64(), in.readBool());
  }

  private static void write(CodedOutputStream out, RequestVote m) throws IOException {
    writeEntryId(out, m.lastLog());
    out.writeBoolNoTag(m.transfer());
  }

  private static RequestVote requestVote(CodedInputStream in) throws IOException {
    return new RequestVote(readMemberId(in), in.readUInt64(), readEntryId(in), in.readBool());
  }

  private static void write(CodedOutputStream out, RequestVoteReply m) throws IOException {
    out.writeBoolNoTag(m.voteGranted());
  }

  private static RequestVoteReply requestVoteReply(CodedInputStream in) throws IOException {
    return new RequestVoteReply(readMemberId(in), in.readUInt64(), in.readBool());
  }

  private static void write(CodedOutputStream out, AppendEntries m) throws IOException {
    writeEntryId(out, m.previous());
    out.writeUInt64NoTag(m.leaderCommit());
    writeEntries(out, m.entries());
  }

  private static AppendEntries appendEntries(CodedInputStream in) throws IOException {
    var from = readMemberId(in);
    long term = in.readUInt64();
    EntryId previous = readEntryId(in);
    long leaderCommit = in.readUInt64();
    return new AppendEntries(from, term, previous, readEntries(in, previous.index()), leaderCommit);
  }

  private static void write(CodedOutputStream out, AppendEntriesAccepted m) throws IOException {
    out.writeUInt64NoTag(m.matchIndex());
  }

  private static AppendEntriesAccepted accepted(CodedInputStream in) throws IOException {
    return new AppendEntriesAccepted(readMemberId(in), in.readUInt64(), in.readUInt64());
  }

  private static void write(CodedOutputStream out, AppendEntriesRejected m) throws IOException {
    out.writeUInt64NoTag(m.previousIndex());
    writeEntryId(out, m.hint());
  }

  private static AppendEntriesRejected rejected(CodedInputStream in) throws IOException {
    return new AppendEntriesRejected(
        readMemberId(in), in.readUInt64(), in.readUInt64(), readEntryId(in));
  }

  private static void write(CodedOutputStream out, Heartbeat m) throws IOException {
    out.writeUInt64NoTag(m.leaderCommit());
    out.writeUInt64NoTag(m.round());
  }

  private static Heartbeat heartbeat(CodedInputStream in) throws IOException {
    return new Heartbeat(readMemberId(in), in.readUInt64(), in.readUInt64(), in.readUInt64());
  }

  private static void write(CodedOutputStream out, HeartbeatReply m) throws IOException {
    out.writeUInt64NoTag(m.round());
  }

  private static HeartbeatReply heartbeatReply(CodedInputStream in) throws IOException {
    return new HeartbeatReply(readMemberId(in), in.readUInt64(), in.readUInt64());
  }

  private static void write(CodedOutputStream out, Committed m) throws IOException {
    out.writeUInt64NoTag(m.leaderCommit());
  }

  private static Committed committed(CodedInputStream in) throws IOException {
    return new Committed(readMemberId(in), in.readUInt64(), in.readUInt64());
  }

  private static TimeoutNow timeoutNow(CodedInputStream in) throws IOException {
    return new TimeoutNow(readMemberId(in), in.readUInt64());
  }

  private static void write(CodedOutputStream out, ForwardProposals m) throws IOException {
    out.writeUInt64NoTag(m.forwardId());
    Encoding.writeBytes(out, m.proposals());
  }

  private static ForwardProposals forwardProposals(CodedInputStream in) throws IOException {
    return new ForwardProposals(
        readMemberId(in), in.readUInt64(), in.readUInt64(), Encoding.readBytes(in));
  }

  private static void write(CodedOutputStream out, ReadIndex m) throws IOException {
    out.writeUInt64NoTag(m.readId());
  }

  private static ReadIndex readIndex(CodedInputStream in) throws IOException {
    return new ReadIndex(readMemberId(in), in.readUInt64(), in.readUInt64());
  }

  private static void write(CodedOutputStream out, ReadIndexReply m) throws IOException {
    out.writeUInt64NoTag(m.readId());
    out.writeUInt64NoTag(m.index());
  }

  private static ReadIndexReply readIndexReply(CodedInputStream in) throws IOException {
    return new ReadIndexReply(readMemberId(in), in.readUInt64(), in.readUInt64(), in.readUInt64());
  }

  private static IsBootstrapped isBootstrapped(CodedInputStream in) throws IOException {
    return new IsBootstrapped(readMemberId(in), in.readUInt64());
  }

  private static void write(CodedOutputStream out, IsBootstrappedReply m) throws IOException {
    out.writeBoolNoTag(m.bootstrapped());
  }

  private static IsBootstrappedReply bootstrapped(CodedInputStream in) throws IOException {
    return new IsBootstrappedReply(readMemberId(in), in.readUInt64(), in.readBool());
  }
}
