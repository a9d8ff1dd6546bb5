/// The judge of leases: did each live as long as it was said to, and take its keys with it?
@NullMarked
package verify.leases;

import org.jspecify.annotations.NullMarked;
