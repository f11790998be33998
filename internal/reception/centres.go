package reception

import "passerelle/internal/platform/access"

// PermCentres lets an actor see centres, their rooms and beds, without who is in them.
var PermCentres = access.Declare("reception.centres")
