package service;

import actors.Inspector;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import mvcc.KeyHash;
import mvcc.StoreHashes;
import mvcc.Testimony;
import org.jspecify.annotations.Nullable;
import raft.MemberId;

/// Compares this member's store with those of the others. Blocks the thread that asks for it.
public final class Comparison {

  /// What a comparison stands on.
  ///
  /// @param others the other members
  /// @param inspector of this member
  public record Ground(
      MemberId self,
      Set<MemberId> others,
      StoreHashes hashes,
      Consumer<? super Inspector.Ask> inspector) {

    public Ground {
      others = Set.copyOf(others);
    }
  }

  private record Said(MemberId member, Testimony testimony) {}

  private final Ground ground;

  /// Comparisons on a ground.
  public Comparison(Ground ground) {
    this.ground = ground;
  }

  MemberId self() {
    return ground.self();
  }

  StoreHashes hashes() {
    return ground.hashes();
  }

  /// Compares the stores as they stand; null if a compaction came in between.
  ///
  /// @param patience how long to wait for the others
  /// @param enough whether a verdict of some is as good as one of all
  Agreement.@Nullable Verdict ofStores(Duration patience, Predicate<Agreement.Verdict> enough)
      throws InterruptedException {
    KeyHash own = ground.hashes().current();
    return own == null ? null : of(own, patience, enough);
  }

  /// Compares what the others have for a hash of this member.
  Agreement.Verdict of(KeyHash own, Duration patience, Predicate<Agreement.Verdict> enough)
      throws InterruptedException {
    Testimony before = ground.hashes().now(own);
    BlockingQueue<Said> said = new LinkedBlockingQueue<>();
    Set<CompletableFuture<Testimony>> asked = new HashSet<>();
    ground.others().forEach(other -> asked.add(ask(other, before, own, said)));
    try {
      return hear(said, new Course(own, before, patience, enough));
    } finally {
      asked.forEach(answer -> answer.cancel(false));
    }
  }

  private record Course(
      KeyHash own, Testimony before, Duration patience, Predicate<Agreement.Verdict> enough) {}

  private CompletableFuture<Testimony> ask(
      MemberId other, Testimony before, KeyHash own, BlockingQueue<Said> said) {
    var answer = new CompletableFuture<Testimony>();
    var unused = answer.thenAccept(testimony -> said.add(new Said(other, testimony)));
    ground
        .inspector()
        .accept(
            new Inspector.Ask(
                other, before.appliedIndex(), own.revision(), own.compactRevision(), answer));
    return answer;
  }

  private Agreement.Verdict hear(BlockingQueue<Said> said, Course course)
      throws InterruptedException {
    long deadline = System.nanoTime() + course.patience.toNanos();
    Map<MemberId, Testimony> heard = new HashMap<>();
    Agreement.Verdict verdict = judge(course, heard);
    while (heard.size() < ground.others().size() && !course.enough.test(verdict)) {
      Said next = said.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      heard.put(next.member, next.testimony);
      verdict = judge(course, heard);
    }
    return verdict;
  }

  private Agreement.Verdict judge(Course course, Map<MemberId, Testimony> heard) {
    var asker =
        new Agreement.Asker(ground.self(), course.own, course.before, ground.hashes().now(null));
    return Agreement.of(ground.others().size() + 1, asker, heard);
  }
}
