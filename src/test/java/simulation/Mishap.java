package simulation;

/// What can go wrong, all of a sudden.
enum Mishap {
  /// One member hears nobody and is heard by nobody.
  ISOLATION,
  /// The members fall into two groups.
  SPLIT,
  /// One direction of a few links is cut.
  ONE_WAY_CUT,
  /// For a while every new leader is cut off, or ends: a moment after its election, or as soon as
  /// it has committed something.
  SHORT_REIGNS,
  /// For a while whoever has voted for another ends a moment later, and is soon back.
  CRASHES_OF_VOTERS,
  /// Two members lose touch with one another, both see the rest.
  PARTIAL_CUT,
  /// Links are held up one by one and let go in another order; nothing is lost.
  SWIZZLE_CLOG,
  /// What is said to one member is held up, then what it says; it is let go when the others have
  /// elected another leader, or after some time. Nothing is lost.
  HELD_UP_LINKS,
  /// The process ends; what was not synced is lost. It comes back soon.
  CRASH,
  /// All processes end at once.
  CRASH_OF_ALL,
  /// The process stands still, then goes on as if nothing had happened.
  PAUSE,
  /// Every step takes long for a while.
  SLOWNESS,
  /// Writes take very long for a while.
  DISK_STALL,
  /// A write fails: the member stops, nobody knows what the disk holds of it.
  SYNC_FAILURE,
  /// The disk is full for a while: writes fail, and so does every restart that has to write.
  DISK_FULL,
  /// The process ends in the middle of a write: the last record is torn.
  TORN_WRITE,
  /// A bit of an old record flips; the member must refuse to start.
  BIT_FLIP,
  /// Not a fault: the leader is asked to hand over.
  TRANSFER
}
