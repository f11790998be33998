package synthetic

// step is a status from a day on.
type step struct {
	code string
	from day
}

// leaveDays is how long a rejected applicant may stay in State housing: thirty
// days, and eight more that are tolerated.
const leaveDays = 38

// statuses is the legal history of the household from its arrival to the day of
// reference, oldest first. Who is rejected and still here has just been, or has a
// reason to stay.
func (b *builder) statuses(former bool) []step {
	if b.country.code == "UKR" && b.arrival >= protectionStart {
		return until(b.ref,
			step{StatusTemporaryApplicant, min(b.arrival+day(b.r.between(0, 3)), b.ref)},
			step{StatusTemporary, b.arrival + day(b.r.between(4, 18))})
	}
	history := []step{{StatusApplicant, min(b.arrival+day(b.r.between(0, 5)), b.ref)}}
	// Responsibility of another Member State shows within the first months; minors
	// without an adult are not transferred.
	if b.h.Kind != KindMinor && b.r.chance(9) {
		on := b.arrival + day(b.r.between(40, 130))
		if on <= b.ref && (former || b.ref-on < 183) {
			return append(history, step{StatusDublin, on})
		}
		return history
	}
	decision := b.arrival + day(b.r.between(100, 480))
	if decision > b.ref {
		return history
	}
	if b.r.chance(b.country.positive) {
		granted := StatusRefugee
		if b.r.chance(18) {
			granted = StatusSubsidiary
		}
		return append(history, step{granted, decision})
	}
	return b.rejected(history, decision, former)
}

func (b *builder) rejected(history []step, decision day, former bool) []step {
	final := decision + day(b.r.between(35, 320))
	if !former && b.ref-final > leaveDays && !b.r.chance(30) {
		// Still here long after a final rejection is rare: the appeal is pending.
		final = b.ref + 1
	}
	history = append(history, until(b.ref, step{StatusRejectedAppealable, decision}, step{StatusRejectedFinal, final})...)
	if former || b.ref-final <= leaveDays {
		return history
	}
	stay := pick(&b.r, []string{StatusDeferral, StatusPostponed, StatusTolerance})
	return append(history, step{stay, final + day(b.r.between(5, leaveDays))})
}

// until keeps the steps that have happened by the day of reference.
func until(ref day, steps ...step) []step {
	n := 0
	for n < len(steps) && steps[n].from <= ref {
		n++
	}
	return steps[:n]
}

// outcomes are the ways to leave after each status, with their weights.
var outcomes = map[string]struct {
	kinds   []string
	weights []int
}{
	StatusTemporary: {
		[]string{DepartureOwnHousing, DepartureLISKO, DepartureOtherProvider, DepartureVoluntaryReturn},
		[]int{50, 30, 12, 8},
	},
	StatusDublin: {
		[]string{DepartureMemberState, DepartureDisappeared, DepartureOtherProvider},
		[]int{62, 32, 6},
	},
	StatusRejectedFinal: {
		[]string{DepartureVoluntaryReturn, DepartureRemoval, DepartureDisappeared, DepartureOtherProvider},
		[]int{46, 14, 32, 8},
	},
	StatusApplicant: {
		[]string{DepartureOtherProvider, DepartureDisappeared, DepartureVoluntaryReturn, DepartureOwnHousing},
		[]int{44, 32, 14, 10},
	},
}

// departure says how the household left, which depends on where its procedure
// stood on that day.
func (b *builder) departure(history []step) *Departure {
	status := history[len(history)-1].code
	switch status {
	case StatusRefugee, StatusSubsidiary:
		status = StatusTemporary
	case StatusTemporaryApplicant, StatusRejectedAppealable:
		status = StatusApplicant
	}
	ways := outcomes[status]
	kind := ways.kinds[b.r.weighted(ways.weights)]
	switch {
	case len(b.members) == 1 && b.r.chancePerMille(4):
		kind = DepartureDeceased
	case b.h.Kind == KindMinor && kind != DepartureDisappeared:
		kind = DepartureOtherProvider // of age, or placed elsewhere by the child-protection authority
	}
	return &Departure{Kind: kind, On: b.ref.time()}
}
