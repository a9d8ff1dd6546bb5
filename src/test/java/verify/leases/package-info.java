@org.jspecify.annotations.NullMarked
package verify.leases;
