package simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A member's disk: records appended one at a time, each durable some time after it was written.
/// Survives the member.
///
/// @param <R> a record
final class SimulatedDisk<R> {

  /// How a write ends.
  enum Result {
    DURABLE,
    FAILED
  }

  private final Agenda agenda;
  private final RandomGenerator dice;
  private final long sync;
  private final List<R> records = new ArrayList<>();
  private @Nullable R underWay;
  private long life;
  private long stalledUntil;
  private boolean full;
  private boolean failsNext;
  private boolean damaged;

  SimulatedDisk(Agenda agenda, Weather weather, RandomGenerator dice) {
    this.agenda = agenda;
    this.dice = dice;
    this.sync = weather.sync().toNanos();
  }

  /// What the disk holds.
  ///
  /// @throws IllegalStateException if a checksum is wrong
  List<R> read() {
    if (damaged) {
      throw new IllegalStateException("a record does not match its checksum");
    }
    return List.copyOf(records);
  }

  /// Puts a record on the disk before anything runs.
  void load(R record) {
    records.add(record);
  }

  /// Writes a record behind the others. One write is under way at a time.
  void write(R record, Consumer<Result> done) {
    if (underWay != null) {
      throw new IllegalStateException("two writes at a time");
    }
    underWay = record;
    var began = life;
    agenda.after(
        Math.max(stalledUntil - agenda.now(), 0) + sync / 2 + Chance.about(sync / 2 + 1, dice),
        () -> {
          if (life == began) {
            end(record, done);
          }
        });
  }

  private void end(R record, Consumer<Result> done) {
    if (full || failsNext) {
      failsNext = false;
      done.accept(Result.FAILED);
      return;
    }
    records.add(record);
    underWay = null;
    done.accept(Result.DURABLE);
  }

  /// The process ended. Of the write under way all or nothing is left: a torn record is seen by its
  /// checksum, as the last one, and dropped.
  ///
  /// @return whether the record under way turned out to be durable, null if there was none
  @Nullable Boolean crash(boolean torn) {
    life++;
    var record = underWay;
    underWay = null;
    if (record == null) {
      return null;
    }
    var kept = !torn && !full && dice.nextBoolean();
    if (kept) {
      records.add(record);
    }
    return kept;
  }

  void stallFor(long nanos) {
    stalledUntil = agenda.now() + nanos;
  }

  void failNext() {
    failsNext = true;
  }

  void setFull(boolean isFull) {
    full = isFull;
  }

  /// A bit of some record flips; there must be a record.
  boolean flipBit() {
    damaged |= !records.isEmpty();
    return damaged;
  }

  boolean isDamaged() {
    return damaged;
  }

  void heal() {
    full = false;
    failsNext = false;
    stalledUntil = 0;
  }
}
