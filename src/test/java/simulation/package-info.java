/// A whole cluster of the shipped actors stepped by one thread under one seed: time, chance,
/// network and disk are simulated, the rules are not. The same seed gives the same history, to the
/// byte.
@org.jspecify.annotations.NullMarked
package simulation;
