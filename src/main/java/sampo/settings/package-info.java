/// The groups that a member's settings fall into, one record each, valid by construction.
@NullMarked
package sampo.settings;

import org.jspecify.annotations.NullMarked;
