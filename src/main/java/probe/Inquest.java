package probe;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import mvccpb.Event;
import mvccpb.KeyValue;
import verify.Breach;
import verify.Operation;
import verify.Outcome;
import verify.Promise;
import verify.compactions.CompactionJudge;
import verify.leases.Deed;
import verify.leases.LeaseJudge;
import verify.leases.Life;
import verify.rights.Attempt;
import verify.rights.RightsJudge;
import verify.watches.Annals;
import verify.watches.AnnalsJudge;
import verify.watches.StreamJudge;
import verify.watches.Tape;

/// The judgement on watches, leases and the past: what everybody was told, against what all members
/// tell in the end, or told before it was compacted, against what clients did.
final class Inquest {

  private static final int ROUNDS = 3;

  private final Plan plan;
  private final Company company;
  private final List<Tape> tapes;
  private final Annals annals;
  private final Compactions compactions;
  private final List<Breach> breaches = new ArrayList<>();

  /// @param annals of all keys under the prefix, from first to last
  /// @param readings of the same at each member in the end
  Inquest(Plan plan, Company company, Annals annals, List<Tape> readings) {
    this.plan = plan;
    this.company = company;
    this.annals = annals;
    this.compactions = company.compactions();
    this.tapes = new ArrayList<>(company.spool().tapes());
    this.tapes.addAll(readings);
  }

  /// All that happened to all keys.
  Annals annals() {
    return annals;
  }

  /// The revisions at which something happened to keys of leases.
  Set<Long> revisionsOfLeases() {
    return ofLeases(annals)
        .events()
        .map(event -> event.getKv().getModRevision())
        .collect(Collectors.toSet());
  }

  private Annals ofLeases(Annals all) {
    var first = Keys.leased(plan).first();
    return all.only(event -> event.getKv().getKey().startsWith(first));
  }

  /// Judges all but what a compaction does.
  void judge(List<Call> calls, List<Written> writes, Endpoints endpoints) {
    compactions.operations().forEach(this::mayHaveCompacted);
    tapes.forEach(tape -> StreamJudge.judge(tape, annals, breaches::add));
    AnnalsJudge judge = new AnnalsJudge(breaches::add);
    calls.forEach(call -> attempted(judge, call.operation().request()));
    company.lives().stream()
        .flatMap(life -> life.deeds(Deed.Put.class))
        .forEach(put -> judge.attemptedPut(put.key(), put.value()));
    writes.forEach(
        write -> judge.acknowledged(annals, write.key(), write.revision(), write.value()));
    try {
      judge.judge(annals, pairs(endpoints));
    } catch (StatusRuntimeException failure) {
      add(Promise.NEVER_WRONG, "could not be held against the keys: " + failure.getMessage());
    }
    Map<Long, Long> seen = seen();
    LeaseJudge leases =
        new LeaseJudge(
            ofLeases(annals),
            revision -> seen.getOrDefault(revision, Long.MAX_VALUE),
            breaches::add);
    leases.judge(company.lives());
    judgeRights();
  }

  private void mayHaveCompacted(Operation operation) {
    if (operation.request() instanceof CompactionRequest request
        && !(operation.outcome() instanceof Outcome.Refused)
        && request.getRevision() <= annals.lastRevision()) {
      annals.compacted(request.getRevision(), operation.call());
    }
  }

  private List<KeyValue> pairs(Endpoints endpoints) {
    var read = Keys.everything(plan).all().toBuilder().setRevision(annals.lastRevision()).build();
    return ((RangeResponse) endpoints.callAny(read, plan.deadline(), ROUNDS)).getKvsList();
  }

  private static void attempted(AnnalsJudge judge, Message request) {
    switch (request) {
      case PutRequest put -> judge.attemptedPut(put.getKey(), put.getValue());
      case DeleteRangeRequest delete -> judge.attemptedDeletion(delete.getKey());
      case TxnRequest txn ->
          txn.getSuccessList().stream()
              .filter(RequestOp::hasRequestPut)
              .forEach(operation -> attempted(judge, operation.getRequestPut()));
      default -> {}
    }
  }

  /// When a revision was first heard of.
  private Map<Long, Long> seen() {
    var seen = new HashMap<Long, Long>();
    tapes.stream()
        .flatMap(Tape::told)
        .forEach(
            told ->
                told.response().getEventsList().stream()
                    .filter(event -> event.getType() == Event.EventType.DELETE)
                    .forEach(
                        event ->
                            seen.merge(event.getKv().getModRevision(), told.nanos(), Math::min)));
    return seen;
  }

  private void judgeRights() {
    var judge = new RightsJudge(company.rights().changes(), breaches::add);
    company.rights().attempts().forEach(judge::judge);
  }

  /// Judges what was asked of the past, and answered.
  void judgeThePast() {
    var judge = new CompactionJudge(annals, compactions.operations(), breaches::add);
    judge.judge();
    tapes.forEach(judge::judge);
    compactions.complaints().forEach(what -> add(Promise.RESUMABLE, what));
  }

  /// Judges what members told after a compaction.
  void judgeAfterCompaction(long compactRevision, List<Tape> afterwards) {
    annals.compacted(compactRevision);
    afterwards.forEach(tape -> StreamJudge.judge(tape, annals, breaches::add));
    tapes.addAll(afterwards);
  }

  void add(Promise promise, String what) {
    breaches.add(new Breach(promise, "a watcher", what));
  }

  Overseen.Judged result() {
    Spool spool = company.spool();
    List<Life> lives = company.lives();
    return new Overseen.Judged(
        new Overseen.Watches(
            annals.size(),
            spool.events(),
            tapes.size(),
            spool.ended(Spool.End.BROKEN),
            (int) tapes.stream().filter(Inquest::isOvertaken).count(),
            spool.isFull()),
        new Overseen.Leases(
            (int) lives.stream().filter(Life::hasBegun).count(),
            count(lives, Deed.Promised.class),
            count(lives, Deed.Revoked.class),
            count(lives, Deed.Attached.class),
            count(lives, Deed.Detached.class) + count(lives, Deed.Kept.class)),
        past(),
        rights(),
        List.copyOf(breaches));
  }

  private Overseen.Rights rights() {
    Rights rights = company.rights();
    long given = rights.attempts().stream().filter(Attempt::isCreated).count();
    return new Overseen.Rights(rights.changes().size(), given, rights.attempts().size() - given);
  }

  private Overseen.Past past() {
    List<Operation> asked = compactions.operations();
    return new Overseen.Past(
        count(asked, CompactionRequest.class, Outcome.Answered.class),
        count(asked, RangeRequest.class, Outcome.Answered.class),
        count(asked, RangeRequest.class, Outcome.Refused.class));
  }

  private static long count(
      List<Operation> operations, Class<? extends Message> kind, Class<? extends Outcome> outcome) {
    return operations.stream()
        .filter(operation -> kind.isInstance(operation.request()))
        .filter(operation -> outcome.isInstance(operation.outcome()))
        .count();
  }

  void write(PrintWriter out) {
    out.println("# broken");
    breaches.forEach(out::println);
    out.println("# all that happened");
    annals.events().forEach(event -> out.println(brief(event)));
    for (Life life : company.lives()) {
      out.println("# " + life);
      life.deeds().forEach(out::println);
    }
    out.println("# rights");
    company.rights().changes().forEach(out::println);
    company.rights().attempts().forEach(out::println);
    out.println("# asked of the past");
    compactions.operations().forEach(out::println);
    for (Tape tape : tapes) {
      out.println("# " + tape.who());
      tape.lines().forEach(line -> out.println(brief(line)));
    }
  }

  private static String brief(Tape.Line line) {
    return switch (line) {
      case Tape.Asked(var request) ->
          "asked " + TextFormat.printer().emittingSingleLine(true).printToString(request);
      case Tape.Compacted(var revision) -> "all before " + revision + " is compacted";
      case Tape.Told(var nanos, var response) ->
          "%.3f s %s"
              .formatted(
                  nanos / 1e9,
                  TextFormat.printer().emittingSingleLine(true).printToString(response));
    };
  }

  private static String brief(Event event) {
    return TextFormat.printer().emittingSingleLine(true).printToString(event);
  }

  private static boolean isOvertaken(Tape tape) {
    return tape.told().anyMatch(told -> told.response().getCompactRevision() != 0);
  }

  private static long count(List<Life> lives, Class<? extends Deed> kind) {
    return lives.stream().flatMap(life -> life.deeds(kind)).count();
  }
}
