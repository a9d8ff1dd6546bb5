/// The judge of permissions of watches: was each created by who might read all of it by then?
@NullMarked
package verify.rights;

import org.jspecify.annotations.NullMarked;
