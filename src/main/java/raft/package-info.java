/// Consensus as values and rules: Figure 2 of the Raft paper without clocks, disks or networks.
///
/// Imports no Pekko. The role behaviours in `actors` decide when; the values here decide what.
@NullMarked
package raft;

import org.jspecify.annotations.NullMarked;
