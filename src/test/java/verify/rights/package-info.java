@org.jspecify.annotations.NullMarked
package verify.rights;
