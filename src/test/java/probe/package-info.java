@org.jspecify.annotations.NullMarked
package probe;
