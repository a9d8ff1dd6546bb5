package simulation;

/// What kind of weather a run has.
enum Climate {
  /// Any weather; often one of the kinds below.
  MIXED,
  /// Leaders come and go all the time, voters end as soon as they have voted.
  RESTLESS,
  /// Messages are held up, and arrive when others have overtaken what they say.
  BELATED
}
