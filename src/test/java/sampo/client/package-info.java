/// The ask-pattern client and the door of a member that it asks at.
@org.jspecify.annotations.NullMarked
package sampo.client;
