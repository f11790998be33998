package synthetic

// Ages, in years, that hold a family together.
const (
	youngestParent = 18 // at the birth of a child
	oldestMother   = 44
	oldestChild    = 22 // still with the parents
)

// compose fills members by the kind of household, the head first.
func (b *builder) compose() {
	switch b.h.Kind {
	case KindSingleMan:
		b.single(false, b.adultAge())
	case KindSingleWoman:
		b.single(true, b.adultAge())
	case KindCouple:
		b.spouses(b.r.between(20, 58))
	case KindFamily:
		b.spouses(b.r.between(24, 50))
		b.children(1 + b.r.weighted([]int{30, 33, 20, 10, 5, 2}))
	case KindExtended:
		b.spouses(b.r.between(28, 46))
		b.children(1 + b.r.weighted([]int{40, 38, 22}))
		b.parents()
	case KindMother:
		b.head(true, b.r.between(21, 46))
		b.children(1 + b.r.weighted([]int{44, 32, 16, 6, 2}))
	case KindFather:
		b.head(false, b.r.between(24, 52))
		b.children(1 + b.r.weighted([]int{60, 30, 10}))
	case KindMinor:
		b.minors()
	case KindElderly:
		b.elders()
	}
}

// adultAge is the age of somebody who came alone: most are in their twenties.
func (b *builder) adultAge() int { return 18 + b.r.skewed(40) + b.r.below(5) }

// bornAt returns the birth day of somebody of that age on the day of reference.
func (b *builder) bornAt(age int) day {
	return b.ref - years(age) - 1 - day(b.r.below(364))
}

func (b *builder) head(female bool, age int) *member {
	return b.add(member{lineage: b.stranger(female), female: female, birth: b.bornAt(age), rel: RelHead})
}

func (b *builder) add(m member) *member {
	b.members = append(b.members, m)
	return &b.members[len(b.members)-1]
}

// single adds one adult; now and then two come who belong together.
func (b *builder) single(female bool, age int) {
	head := *b.head(female, age)
	switch n := b.r.below(100); {
	case n < 3:
		b.add(member{lineage: b.sibling(head.lineage, female), female: female,
			birth: b.bornAt(max(18, age+b.r.between(-8, 8))), rel: relOf(female, RelSister, RelBrother)})
	case n < 4:
		b.add(member{lineage: b.stranger(female), female: female,
			birth: b.bornAt(b.adultAge()), rel: relOf(female, RelUnrelatedWoman, RelUnrelatedMan)})
	}
}

func relOf(female bool, f, m string) string {
	if female {
		return f
	}
	return m
}

// spouses adds a head of that age with wife or husband; most heads are men.
func (b *builder) spouses(age int) {
	wifeHeads := b.r.chance(22)
	head := *b.head(wifeHeads, age)
	other := b.stranger(!wifeHeads)
	if b.culture.wifeTakes {
		other.family = head.family
		other.given = b.givenName(!wifeHeads, other)
	}
	gap := b.r.between(-3, 9)
	if wifeHeads {
		gap = -gap
	}
	b.add(member{lineage: other, female: !wifeHeads, birth: b.bornAt(max(20, age-gap)),
		rel: relOf(!wifeHeads, RelWife, RelHusband)})
}

// couple returns the father's and the mother's lineage, and the younger and the
// mother's birth. A parent who is not here has a name all the same.
func (b *builder) couple() (father, mother lineage, youngest, motherBorn day) {
	head := b.members[0]
	adults := []member{head}
	if len(b.members) > 1 {
		adults = append(adults, b.members[1])
	}
	father, mother = b.stranger(false), b.stranger(true)
	for _, a := range adults {
		youngest = max(youngest, a.birth)
		if a.female {
			mother, motherBorn = a.lineage, a.birth
		} else {
			father = a.lineage
		}
	}
	if motherBorn == 0 {
		motherBorn = youngest
	}
	if b.culture.wifeTakes && len(adults) == 1 && head.female {
		father.family = head.family
	}
	return father, mother, youngest, motherBorn
}

// children adds up to n children, the youngest first, none born before a parent
// was youngestParent, none after the mother was oldestMother, none older than
// oldestChild today.
func (b *builder) children(n int) {
	father, mother, youngestAdult, motherBorn := b.couple()
	firstPossible := youngestAdult + years(youngestParent)
	lastPossible := min(b.ref-3, motherBorn+years(oldestMother))
	span := min(max(int(lastPossible-firstPossible), 1), int(years(11)))
	born := lastPossible - day(b.r.below(span))
	for range n {
		if born < firstPossible || b.ref-born > years(oldestChild) {
			return
		}
		female := b.r.chance(49)
		b.add(member{lineage: b.child(father, mother, female), female: female, birth: born,
			rel: relOf(female, RelDaughter, RelSon)})
		born -= years(1) + day(b.r.between(0, 1100))
	}
}

// parents adds the head's father or mother, or both.
func (b *builder) parents() {
	head := b.members[0]
	age := completedYears(head.birth, b.ref) + b.r.between(20, 32)
	which := b.r.weighted([]int{45, 25, 30}) // mother, father, both
	father := b.stranger(false)
	father.given, father.father, father.family = head.father, head.grandfather, head.family
	if which != 0 && !b.known(father.given, father) {
		b.add(member{lineage: father, birth: b.bornAt(age), rel: RelFather})
	}
	if which != 1 {
		mother := b.stranger(true)
		if b.culture.wifeTakes {
			mother.family = head.family
			mother.given = b.givenName(true, mother)
		}
		b.add(member{lineage: mother, female: true, birth: b.bornAt(age - b.r.between(0, 2)), rel: RelMother})
	}
}

// minors adds a minor without an adult, now and then with a brother or sister.
func (b *builder) minors() {
	female := b.r.chance(14)
	age := 17 - b.r.skewed(5)
	head := *b.head(female, age)
	b.members[0].mustBeMinor = true
	if b.r.chance(9) {
		sister := b.r.chance(35)
		b.add(member{lineage: b.sibling(head.lineage, sister), female: sister, mustBeMinor: true,
			birth: b.bornAt(b.r.between(9, age)), rel: relOf(sister, RelSister, RelBrother)})
	}
}

// elders adds an older person, alone, with wife or husband, or with grandchildren
// whose parents are elsewhere.
func (b *builder) elders() {
	age := 63 + b.r.skewed(24)
	switch n := b.r.below(100); {
	case n < 35:
		b.spouses(age)
		// A much younger wife would not be an older couple.
		b.members[1].birth = b.bornAt(max(60, age-b.r.between(0, 5)))
	case n < 45:
		head := *b.head(b.r.chance(75), age)
		father := b.stranger(false) // the grandchildren's, a son of the head
		father.family = head.family
		if !head.female {
			father.father = head.given
		}
		for range b.r.between(1, 2) {
			female := b.r.chance(50)
			l := b.child(father, b.stranger(true), female)
			b.add(member{lineage: l, female: female, birth: b.bornAt(b.r.between(7, 16)),
				rel: relOf(female, RelGranddaughter, RelGrandson)})
		}
	default:
		b.head(b.r.chance(68), age)
	}
}

// stranger draws the names of somebody who is no relative.
func (b *builder) stranger(female bool) lineage {
	n := b.culture.names
	l := lineage{father: pick(&b.r, n.male), grandfather: pick(&b.r, n.male)}
	if len(n.family) > 0 {
		l.family, l.mothers = pick(&b.r, n.family), pick(&b.r, n.family)
	}
	l.given = b.givenName(female, l)
	return l
}

func (b *builder) sibling(of lineage, female bool) lineage {
	of.given = b.givenName(female, of)
	return of
}

func (b *builder) child(father, mother lineage, female bool) lineage {
	l := lineage{father: father.given, grandfather: father.father, family: father.family, mothers: mother.family}
	l.given = b.givenName(female, l)
	return l
}

// givenName draws a given name that nobody else in the household has and that
// does not make a world-known name.
func (b *builder) givenName(female bool, l lineage) *entry {
	from := b.culture.names.given(female)
	for {
		given := pick(&b.r, from)
		if !b.taken(given) && !b.known(given, l) {
			return given
		}
	}
}

func (b *builder) taken(given *entry) bool {
	for i := range b.members {
		if b.members[i].given == given {
			return true
		}
	}
	return false
}

func (b *builder) known(given *entry, l lineage) bool {
	avoid := b.g.reg.avoid
	return avoid[pair{given, l.family}] || avoid[pair{given, l.father}] || avoid[pair{given, l.grandfather}] ||
		avoid[pair{given, l.mothers}]
}
