/// What the build itself promises.
@org.jspecify.annotations.NullMarked
package build;
