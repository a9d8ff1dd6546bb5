package verify;

/// An operation as the search takes it.
///
/// @param operation what was asked and answered
/// @param from the earliest moment it can have taken effect, in nanoseconds
/// @param until the latest moment, in nanoseconds
/// @param required whether it must have taken effect
record Item(Operation operation, long from, long until, boolean required) {

  static Item required(Operation operation) {
    return new Item(operation, operation.call(), operation.end(), true);
  }

  static Item optional(Operation operation) {
    return new Item(operation, operation.call(), Operation.NEVER, false);
  }

  /// The same operation with its times forgotten: if it took effect, then with this answer.
  Item forgotten() {
    return new Item(operation, Long.MIN_VALUE, Operation.NEVER, false);
  }
}
