package people

import (
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"passerelle/internal/platform/i18n"
)

// fold writes a heading or word so that spellings of it compare: lower case,
// without accents, letters and digits of any script with single spaces between.
func fold(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(text))
	text = foldLetters.Replace(text)
	return strings.Join(strings.Fields(text), " ")
}

var foldLetters = strings.NewReplacer("ß", "ss", "œ", "oe", "æ", "ae", "ø", "o", "ł", "l", "đ", "d", "ı", "i")

// wordTable finds the code that a folded word stands for.
type wordTable map[string]string

// newWords reads lines of a code, a colon and the words for it between commas.
// The code stands for itself.
func newWords(lines string) wordTable {
	t := wordTable{}
	for line := range strings.Lines(lines) {
		code, words, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found {
			continue
		}
		t[fold(code)] = code
		for word := range strings.SplitSeq(words, ",") {
			if word = fold(word); word != "" {
				t[word] = code
			}
		}
	}
	return t
}

// code returns the code of a word, or the word itself: what is no word of ours
// is refused where codes are checked.
func (t wordTable) code(word string) string {
	if code, known := t[fold(word)]; known {
		return code
	}
	return strings.TrimSpace(word)
}

// add gives a word to a code, unless another has it.
func (t wordTable) add(word, code string) {
	if word = fold(word); word != "" {
		if _, taken := t[word]; !taken {
			t[word] = code
		}
	}
}

// Words that lists use for codes, in the languages of the staff.
var (
	sexWords = newWords(`
		f: female, woman, girl, femme, féminin, fille, weiblich, frau, mädchen, w, weiblech, fra, meedchen
		m: male, man, boy, homme, masculin, garçon, h, männlich, mann, junge, männlech, jong
		x: other, divers, diverse, autre, andere, aner, non-binary, non binaire, unspecified
		u: unknown, inconnu, unbekannt, onbekannt`)

	yesWords = newWords(`
		yes: y, oui, o, ja, j, jo, 1, true, vrai, wahr, x
		no: n, non, nein, nee, 0, false, faux, falsch`)

	// A pair is the code for a man and for a woman.
	relationshipWords = newWords(`
		PA: head, head of household, head of family, household head, principal applicant, main applicant, self, chef de famille, chef de ménage, cheffe de famille, demandeur principal, demandeuse principale, haushaltsvorstand, familienoberhaupt, hauptantragsteller, hauptantragstellerin, chef vum stot, chef vun der famill, haaptdemandeur
		WIF: wife, épouse, femme, ehefrau, gattin, fra
		HUS: husband, époux, mari, ehemann, gatte, mann
		HUS/WIF: spouse, conjoint, conjointe, ehepartner, ehepartnerin, conjoint marié
		PTM/PTF: partner, partenaire, concubin, concubine, compagnon, compagne, lebenspartner, lebenspartnerin, lebensgefährte, lebensgefährtin, liewenspartner
		SON: fils, sohn, bouf
		DAU: daughter, fille, tochter, duechter, meedchen
		SON/DAU: child, enfant, kind, baby, bébé, kand
		SCM/SCF: stepchild, stepson, stepdaughter, beau-fils, belle-fille, stiefkind, stiefsohn, stieftochter, stéifkand
		FCM/FCF: foster child, enfant placé, pflegekind, fleegekand
		PRM: father, père, vater, papp
		PRF: mother, mère, mutter, mamm
		PRM/PRF: parent, elternteil, elterendeel
		SPM/SPF: step-parent, stepfather, stepmother, beau-père, belle-mère, stiefvater, stiefmutter
		SBM: brother, frère, bruder, brudder
		SBF: sister, sœur, soeur, schwester, schwëster
		SBM/SBF: sibling, geschwister
		HAB/HAS: half-brother, half-sister, demi-frère, demi-sœur, halbbruder, halbschwester
		GPM: grandfather, grand-père, großvater, opa, bopa, groussvater
		GPF: grandmother, grand-mère, großmutter, oma, boma, groussmutter
		GPM/GPF: grandparent
		GCM: grandson, petit-fils, enkel, enkelsohn
		GCF: granddaughter, petite-fille, enkelin, enkeltochter
		GCM/GCF: grandchild, petit-enfant, enkelkind, enkelkand
		UNC: uncle, oncle, onkel, monni
		ANT: aunt, tante, tatta
		NEP: nephew, neveu, neffe, neveu
		NCE: niece, nièce, nichte
		COM: vetter, koseng
		COF: cousine, kusine, kusinn
		COM/COF: cousin
		U: unknown, inconnu, unbekannt, onbekannt`)

	statusWords = newWords(`
		DPI: applicant for international protection, asylum seeker, asylum applicant, applicant, demandeur de protection internationale, demandeuse de protection internationale, demandeur d'asile, demandeuse d'asile, asylbewerber, asylbewerberin, asylsuchende, antragsteller auf internationalen schutz, asyldemandeur
		BPI_REF: BPI réfugié, refugee, refugee status, réfugié, réfugiée, statut de réfugié, flüchtling, flüchtlingsstatus, anerkannter flüchtling, flüchtlingseigenschaft, flüchtlingsstatut
		BPI_SUB: BPI subsidiaire, subsidiary protection, protection subsidiaire, subsidiärer schutz, subsidiäre schutz
		DPT: applicant for temporary protection, demandeur de protection temporaire
		BPT: temporary protection, protection temporaire, vorübergehender schutz, temporäre schutz
		DUBLIN: dublin, dublin transfer, transfert dublin
		REJECTED_APPEALABLE: rejected appeal open, rejet avec recours
		REJECTED_FINAL: débouté, déboutée, finally rejected, rechtskräftig abgelehnt
		WITHDRAWN: withdrawn, retirée, désistement, zurückgezogen, zréckgezunn
		RETURN_DECISION: return decision, décision de retour, rückkehrentscheidung
		SURSIS_ELOIGNEMENT: sursis à l'éloignement
		REPORT_ELOIGNEMENT: report de l'éloignement
		TOLERANCE: tolerated, toléré, tolérée, tolérance, duldung, geduldet, toleréiert
		IRREGULAR: irregular, irrégulier, sans papiers, irregulär, undocumented
		RESETTLED: resettled, réinstallé, réinstallée, resettlement, réinstallation, neu angesiedelt
		REGULARISED: regularised, régularisé, régularisée`)

	needWords = newWords(`
		step_free: step-free, wheelchair, reduced mobility, PMR, fauteuil roulant, mobilité réduite, sans marches, accessible, barrierefrei, rollstuhl, stufenlos, rollstull, ouni trapen
		ground_floor: ground floor, rez-de-chaussée, erdgeschoss, parterre, rez
		near_hospital: near hospital, hospital, près de l'hôpital, hôpital, krankenhausnähe, krankenhaus, spidol, no beim spidol
		near_school: near school, school, près d'une école, école, schulnähe, schule, schoul, no bei enger schoul
		women_only: women only, femmes uniquement, femmes seulement, nur frauen, nëmme fraen
		cot: baby bed, lit bébé, lit de bébé, berceau, kinderbett, babybett, gitterbett, babybettchen
		own_bathroom: own bathroom, private bathroom, salle de bain privée, salle de bain propre, eigenes bad, eegent buedzëmmer
		quiet: quiet room, calme, ruhig, roueg
		isolation: isolement, isolierung, isoléierung`)

	documentWords = newWords(`
		passport: passeport, reisepass, pass, pas, pass national, passeport national
		identity_card: identity card, ID card, ID, national ID, carte d'identité, carte nationale d'identité, CNI, personalausweis, ausweis, identitéitskaart, tazkira, taskera
		travel_document: travel document, titre de voyage, reiseausweis, reesausweis, convention travel document
		laissez_passer: laissez-passer
		residence_permit: residence permit, titre de séjour, permis de séjour, aufenthaltstitel, aufenthaltserlaubnis, openthaltstitel
		applicant_card: applicant card, attestation, papier rose, attestation de demande, aufenthaltsgestattung, asylbewerberausweis, rosa pabeier
		birth_certificate: birth certificate, acte de naissance, extrait de naissance, geburtsurkunde, gebuertsakt
		marriage_certificate: marriage certificate, acte de mariage, heiratsurkunde, eheurkunde, bestietnesakt
		family_book: family book, livret de famille, familienbuch, familljebuch
		military_card: military card, carte militaire, livret militaire, militärausweis
		driving_licence: driving licence, driver's license, permis de conduire, führerschein, führerschäin
		other: autre, andere, sonstige, aner`)

	// Names of countries and words for nationals that CLDR has not: older names,
	// and adjectives for where most of those come from whom reception meets.
	countryWords = newWords(`
		AFG: afghan, afghane, afghanisch, afghanin, afghanesch
		ALB: albanian, albanais, albanaise, albanisch, albaner, albanerin, albanesch
		BIH: bosnia and herzegovina, bosnia, bosnie, bosnien, bosnie et herzégovine
		CIV: ivory coast, elfenbeinküste, ivoirien, ivoirienne
		CMR: cameroonian, camerounais, camerounaise, kamerunisch
		COD: DR congo, DRC, RDC, democratic republic of the congo, république démocratique du congo, congo kinshasa, demokratische republik kongo
		COG: congo, republic of the congo, congo brazzaville, republik kongo
		COL: colombian, colombien, colombienne, kolumbianisch
		CPV: cabo verde, kap verde
		CZE: czech republic, république tchèque, tschechische republik
		DZA: algerian, algérien, algérienne, algerisch, algerier, algerierin
		ERI: eritrean, érythréen, érythréenne, eritreisch, eritreer, eritreerin, eritreesch
		ETH: ethiopian, éthiopien, éthiopienne, äthiopisch, äthiopier, äthiopierin
		GBR: UK, great britain, england, grande-bretagne, großbritannien
		GEO: georgian, géorgien, géorgienne, georgisch
		GIN: guinean, guinéen, guinéenne, guineisch
		IRN: iranian, iranien, iranienne, iranisch, iraner, iranerin, islamic republic of iran
		IRQ: iraqi, irakien, irakienne, irakisch, iraker, irakerin
		KOR: south korea, republic of korea
		MAR: moroccan, marocain, marocaine, marokkanisch, marokkaner, marokkanerin
		MDA: moldova, moldavie, moldawien
		MKD: macedonia, macédoine, mazedonien, FYROM
		MMR: burma, birmanie, birma
		NGA: nigerian, nigérian, nigériane, nigerianisch
		PSE: palestinian, palestinien, palestinienne, palästinensisch, palestinian territories, state of palestine
		RKS: XK, XKK, kosovan, kosovar, kosovare, kosovarisch, XKX
		RUS: russian, russian federation, russe, russisch, fédération de russie, russische föderation
		SDN: sudanese, soudanais, soudanaise, sudanesisch
		SLV: salvadoran, salvadorien, salvadorienne
		SOM: somali, somalien, somalienne, somalisch, somalier
		SRB: serbian, serbe, serbisch
		SWZ: swaziland
		SYR: syrian, syrien, syrienne, syrisch, syrer, syrerin, syresch, syrian arab republic, république arabe syrienne
		TUN: tunisian, tunisien, tunisienne, tunesisch
		TUR: turkey, turkish, turc, turque, türkisch
		UKR: ukrainian, ukrainien, ukrainienne, ukrainisch, ukrainer, ukrainerin, ukrainesch
		USA: US, united states of america, états-unis d'amérique
		VEN: venezuelan, vénézuélien, vénézuélienne, venezolanisch
		XXA: stateless, apatride, staatenlos, staatlos, sans nationalité
		XXX: unknown, inconnue, inconnu, unbekannt, onbekannt, unspecified`)

	languageWords = newWords(`
		fa: farsi, perse, persan farsi
		prs: dari
		ps: pashtu, pachtou, pachto, paschto
		ti: tigrinya, tigrinia, tigrigna
		ckb: sorani
		kmr: kurmanji, kurmandschi, kurmandji
		bn: bengali
		ff: peul, pular, fulani, poular
		bm: bambara
		uk: ukrainian
		sgn: sign language, langue des signes, gebärdensprache`)
)

// namesOf joins the names of countries, languages and months in the languages
// of the staff to the words above.
type namesOf struct {
	countries, languages wordTable
	months               map[string]int
}

var knownNames = sync.OnceValue(func() namesOf {
	n := namesOf{wordTable{}, wordTable{}, map[string]int{}}
	catalogue, err := i18n.Load()
	if err != nil {
		panic(err) // compiled in; the tests read it
	}
	// What stands first keeps a word: codes, then names, then what else is said.
	for _, code := range append(i18n.Countries(), i18n.SpecialNationalities...) {
		n.countries.add(code, code)
	}
	for _, code := range i18n.Languages() {
		n.languages.add(code, code)
	}
	for _, lang := range i18n.Staff {
		l := catalogue.For(lang)
		for _, code := range i18n.Countries() {
			n.countries.add(l.Country(code), code)
		}
		for _, code := range i18n.SpecialNationalities {
			n.countries.add(l.Country(code), code)
		}
		for _, code := range i18n.Languages() {
			n.languages.add(l.LanguageName(code), code)
		}
		for m := time.January; m <= time.December; m++ {
			n.addMonth(fold(l.MonthName(m)), int(m))
		}
	}
	for word, code := range countryWords {
		n.countries.add(word, code)
	}
	for word, code := range languageWords {
		n.languages.add(word, code)
	}
	return n
})

// addMonth adds a month and its abbreviations of three letters or more; what
// may be two months is neither.
func (n namesOf) addMonth(name string, month int) {
	letters := []rune(name)
	for end := 3; end <= len(letters); end++ {
		short := string(letters[:end])
		if other, taken := n.months[short]; taken && other != month {
			n.months[short] = 0
			continue
		}
		n.months[short] = month
	}
}

// country returns the code of a country or nationality, or what was written.
func (n namesOf) country(text string) string {
	if code, known := n.countries[fold(text)]; known {
		return code
	}
	if iso := iso3(text); iso != "" {
		return iso
	}
	return strings.TrimSpace(text)
}

// iso3 returns the three-letter code of a two-letter one, empty for other text.
func iso3(text string) string {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) != 2 {
		return ""
	}
	region, err := language.ParseRegion(text)
	if err != nil || !region.IsCountry() {
		return ""
	}
	return countryCode(region.ISO3())
}

// language returns the code of a language, or what was written.
func (n namesOf) language(text string) string {
	if code, known := n.languages[fold(text)]; known {
		return code
	}
	if base, err := language.ParseBase(strings.ToLower(strings.TrimSpace(text))); err == nil && i18n.IsLanguage(base.String()) {
		return base.String()
	}
	return strings.TrimSpace(text)
}

// splitList cuts a cell that lists several things. One that is known as a whole
// is not cut.
func splitList(text string, known func(string) bool) []string {
	if known(text) {
		return []string{text}
	}
	var out []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(";,/|+&\n،؛", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// blanks are what people write where they know nothing.
var blanks = map[string]bool{"": true, "na": true, "n a": true, "nd": true, "n d": true, "unknown": true, "inconnu": true, "inconnue": true, "unbekannt": true, "onbekannt": true, "keine angabe": true, "k a": true}
