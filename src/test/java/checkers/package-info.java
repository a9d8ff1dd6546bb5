/// Watchers over a cluster that is stepped message by message: the five safety properties of the
/// Raft paper (Figure 3) and what they are there for. Each says no as soon as its property is
/// broken.
@org.jspecify.annotations.NullMarked
package checkers;
