@org.jspecify.annotations.NullMarked
package verify.compactions;
