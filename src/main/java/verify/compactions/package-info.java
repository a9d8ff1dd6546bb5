/// The judge of compactions: is what is compacted gone for good, and the rest as it was?
@NullMarked
package verify.compactions;

import org.jspecify.annotations.NullMarked;
