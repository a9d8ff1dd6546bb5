/// Tests of the store against etcd's rules, against a slow obvious twin, and of its files.
@NullMarked
package mvcc;

import org.jspecify.annotations.NullMarked;
