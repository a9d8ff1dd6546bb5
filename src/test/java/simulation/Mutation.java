package simulation;

import java.util.List;

/// A bug put into the shipped sources on purpose.
///
/// @param fault what is wrong then
/// @param edits what makes it so; each must find its text exactly once
record Mutation(String fault, List<Edit> edits) {

  /// A replacement in a source file.
  ///
  /// @param type the class whose file it is
  record Edit(String type, String text, String replacement) {}

  static Mutation of(String fault, String type, String text, String replacement) {
    return new Mutation(fault, List.of(new Edit(type, text, replacement)));
  }

  @Override
  public String toString() {
    return fault;
  }
}
