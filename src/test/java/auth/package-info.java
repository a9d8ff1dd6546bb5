@org.jspecify.annotations.NullMarked
package auth;
