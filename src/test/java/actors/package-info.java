@org.jspecify.annotations.NullMarked
package actors;
