package simulation;

import java.util.List;

/// A bug put into the shipped sources on purpose.
///
/// @param fault what is wrong then
/// @param focus the runs that show it
/// @param climate the weather that shows it
/// @param edits what makes it so; each must find its text exactly once
record Mutation(String fault, Focus focus, Climate climate, List<Edit> edits) {

  /// A replacement in a source file.
  ///
  /// @param type the class whose file it is
  record Edit(String type, String text, String replacement) {}

  Mutation(String fault, Climate climate, List<Edit> edits) {
    this(fault, Focus.KEYS, climate, edits);
  }

  static Mutation of(String fault, String type, String text, String replacement) {
    return of(fault, new Edit(type, text, replacement));
  }

  /// A bug that takes several edits.
  static Mutation of(String fault, Edit... edits) {
    return new Mutation(fault, Climate.MIXED, List.of(edits));
  }

  /// The same bug, looked for in weather that shows it sooner.
  Mutation in(Climate weather) {
    return new Mutation(fault, focus, weather, edits);
  }

  /// The same bug, looked for in runs that are about leases.
  Mutation ofLeases() {
    return new Mutation(fault, Focus.LEASES, climate, edits);
  }

  /// The same bug, looked for in runs that are about watches.
  Mutation ofWatches() {
    return new Mutation(fault, Focus.WATCHES, climate, edits);
  }

  @Override
  public String toString() {
    return fault;
  }
}
