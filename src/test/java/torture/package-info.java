/// Real members on a real disk, with clients and faults at once: killed, stopped and, where network
/// namespaces are allowed, cut off from one another. What clients saw is judged in the end.
@NullMarked
package torture;

import org.jspecify.annotations.NullMarked;
