// Package access answers one question: may this actor do this to that object?
//
// It owns permissions, scopes, compartments and roles, and the rule that joins
// them: deny, unless one grant of the actor has the permission, covers the
// object's scope and opens the object's compartment. The same rule is
// evaluated on one object (MayOn) and compiled to SQL for lists (Where); a
// property test holds both together.
//
// It knows no module, no account and no request.
package access
