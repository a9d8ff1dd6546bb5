@org.jspecify.annotations.NullMarked
package verify.watches;
