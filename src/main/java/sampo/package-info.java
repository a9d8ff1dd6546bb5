/// What people touch: the command line and the settings of a member.
@NullMarked
package sampo;

import org.jspecify.annotations.NullMarked;
