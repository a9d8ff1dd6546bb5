/// Every actor of a member: the Raft roles and their siblings.
@NullMarked
package actors;

import org.jspecify.annotations.NullMarked;
