package people

import (
	"slices"
	"strconv"
	"strings"
)

// ImportTarget is what a column of an imported file says. It is a stored code.
type ImportTarget string

// The targets of columns.
const (
	TargetNone           ImportTarget = ""          // the column is left out
	TargetHousehold      ImportTarget = "household" // rows with the same value are one household
	TargetRelationship   ImportTarget = "relationship"
	TargetGiven          ImportTarget = "given"
	TargetFamily         ImportTarget = "family"
	TargetFather         ImportTarget = "father"
	TargetGrandfather    ImportTarget = "grandfather"
	TargetMother         ImportTarget = "mother"
	TargetOriginal       ImportTarget = "original"
	TargetOnDocument     ImportTarget = "on_document" // the full name in Latin letters
	TargetAlias          ImportTarget = "alias"
	TargetSex            ImportTarget = "sex"
	TargetBirth          ImportTarget = "birth"
	TargetBirthDay       ImportTarget = "birth_day"
	TargetBirthMonth     ImportTarget = "birth_month"
	TargetBirthYear      ImportTarget = "birth_year"
	TargetPlaceOfBirth   ImportTarget = "place_of_birth"
	TargetCountryOfBirth ImportTarget = "country_of_birth"
	TargetNationality    ImportTarget = "nationality"
	TargetLanguage       ImportTarget = "language"
	TargetInterpreter    ImportTarget = "interpreter"
	TargetPhone          ImportTarget = "phone"
	TargetEmail          ImportTarget = "email"
	TargetDocumentType   ImportTarget = "document_type"
	TargetDocumentNumber ImportTarget = "document_number"
	TargetDocumentIssuer ImportTarget = "document_issuer"
	TargetDocumentIssued ImportTarget = "document_issued"
	TargetDocumentUntil  ImportTarget = "document_until"
	TargetMRZ            ImportTarget = "mrz"
	TargetStatus         ImportTarget = "status"
	TargetStatusFrom     ImportTarget = "status_from"
	TargetNeed           ImportTarget = "need"
	TargetArrivedOn      ImportTarget = "arrived_on"
	TargetSourceRef      ImportTarget = "source_reference" // what the file's own system calls the person; kept in the note
)

// ImportTargets lists the targets in the order in which a form offers them.
var ImportTargets = []ImportTarget{
	TargetHousehold, TargetRelationship,
	TargetGiven, TargetFamily, TargetFather, TargetGrandfather, TargetMother, TargetOriginal, TargetOnDocument, TargetAlias,
	TargetSex, TargetBirth, TargetBirthDay, TargetBirthMonth, TargetBirthYear, TargetPlaceOfBirth, TargetCountryOfBirth,
	TargetNationality, TargetLanguage, TargetInterpreter, TargetPhone, TargetEmail,
	TargetDocumentType, TargetDocumentNumber, TargetDocumentIssuer, TargetDocumentIssued, TargetDocumentUntil, TargetMRZ,
	TargetStatus, TargetStatusFrom, TargetNeed, TargetArrivedOn, TargetSourceRef,
}

// repeats reports whether several columns may say it.
func (t ImportTarget) repeats() bool {
	return slices.Contains([]ImportTarget{TargetNone, TargetAlias, TargetNationality, TargetLanguage, TargetPhone, TargetEmail, TargetNeed}, t)
}

// headingWords are the headings that lists give their columns, in the
// languages of the staff. A target stands for itself.
var headingWords = newWords(`
	household: household id, household number, household no, family number, family id, family no, case number, case id, n° ménage, ménage, numéro de ménage, n° famille, numéro de famille, code famille, dossier familial, haushalt, haushaltsnummer, haushalts nr, familiennummer, familien nr, familien id, stot, stotnummer, familljennummer
	relationship: relation, relation to head, relationship to head, role in family, lien, lien de parenté, lien familial, parenté, rôle, verwandtschaft, verwandtschaftsverhältnis, beziehung, stellung, stellung im haushalt, verwandtschaftsgrad, bezéiung, verwandtschaft zum chef vum stot
	given: given name, given names, first name, first names, firstname, forename, prénom, prénoms, vorname, vornamen, rufname, virnumm, virnimm
	family: family name, surname, last name, lastname, nom, nom de famille, nom patronymique, nachname, familienname, zuname, numm, familljennumm, nonumm
	father: father's name, father name, nom du père, prénom du père, vatersname, name des vaters, vorname des vaters, numm vum papp
	grandfather: grandfather's name, grandfather name, nom du grand-père, prénom du grand-père, name des großvaters, numm vum grousspapp
	mother: mother's name, mother name, nom de la mère, name der mutter, muttersname, numm vun der mamm
	original: original name, name in original script, original script, native name, nom d'origine, nom en écriture originale, nom original, originalname, name in originalschrift, originalschrift, numm an der originalschrëft
	on_document: full name, complete name, name on document, name as on document, nom complet, nom et prénom, nom prénom, nom et prénoms, nom sur le document, vollständiger name, name vorname, name und vorname, vor und nachname, name im dokument, name laut ausweis, komplette numm, numm am dokument
	alias: aliases, also known as, aka, other names, autre nom, autres noms, dit, weitere namen, andere namen, aliasname, aner nimm
	sex: gender, sexe, genre, m f, f m, geschlecht, m w, geschlecht m w, geschlecht m w d, geschlecht m f
	birth: date of birth, birth date, birthdate, birthday, dob, born, born on, date de naissance, naissance, né le, née le, né e le, ddn, date naissance, geburtsdatum, geboren, geboren am, geb datum, geb, gebuertsdatum, gebuer den
	birth_day: day of birth, birth day of month, jour de naissance, geburtstag, gebuertsdag
	birth_month: month of birth, mois de naissance, geburtsmonat, gebuertsmount
	birth_year: year of birth, yob, année de naissance, geburtsjahr, jahrgang, gebuertsjoer
	place_of_birth: place of birth, birthplace, birth place, lieu de naissance, lieu naissance, geburtsort, gebuertsplaz, gebuertsuert
	country_of_birth: country of birth, birth country, pays de naissance, pays naissance, geburtsland, gebuertsland
	nationality: nationalities, citizenship, country of origin, country, origin, nationalité, nationalités, pays d'origine, pays, citoyenneté, staatsangehörigkeit, nationalität, herkunftsland, herkunft, staatsbürgerschaft, nationalitéit, hierkonftsland
	language: languages, language spoken, languages spoken, mother tongue, langue, langues, langue maternelle, langues parlées, langue parlée, sprache, sprachen, muttersprache, sprooch, sproochen, mammesprooch
	interpreter: interpreter needed, needs interpreter, interprète, besoin d'interprète, interprète nécessaire, dolmetscher, dolmetscher nötig, dolmetscherbedarf, interpret, dolmetscher néideg
	phone: telephone, phone number, mobile, mobile phone, mobile number, cell, tel, gsm, téléphone, numéro de téléphone, portable, tél, telefon, telefonnummer, handy, handynummer, mobil, telefonsnummer
	email: e-mail, mail, email address, courriel, adresse e-mail, adresse mail, adresse électronique, e-mail-adresse, mailadresse, e-mailadress
	document_type: document, type of document, id type, document kind, type de document, pièce, pièce d'identité, nature du document, dokumententyp, dokumentart, ausweisart, art des dokuments, dokument, zort dokument
	document_number: document no, document number, id number, passport number, passport no, n° document, numéro de document, numéro du document, n° passeport, numéro de passeport, n° pièce, dokumentnummer, dokumentennummer, ausweisnummer, passnummer, passport nr, ausweis nr, reisepassnummer, dokument nr
	document_issuer: issuing country, issued by, issuing state, issuer, pays d'émission, pays émetteur, autorité de délivrance, délivré par, ausstellungsland, ausstellender staat, ausgestellt von, ausstellungsstaat, ausgestallt vun, ausstellungsland
	document_issued: issue date, date of issue, issued on, date de délivrance, délivré le, date d'émission, ausstellungsdatum, ausgestellt am, ausgestallt den
	document_until: expiry, expiry date, date of expiry, valid until, expires, expiration, expiration date, date d'expiration, valable jusqu'au, date d'échéance, fin de validité, gültig bis, ablaufdatum, gültigkeit, gülteg bis
	mrz: machine readable zone, zone lisible par machine, maschinenlesbare zone, maschinneliesbar zon
	status: legal status, protection status, statut, statut légal, statut juridique, statut de protection, rechtsstatus, aufenthaltsstatus, schutzstatus, rechtlecht statut, statut légal
	status_from: status since, status from, status date, since, date du statut, statut depuis, depuis, status seit, status ab, seit, datum status, statut zënter, zënter
	need: needs, special needs, specific needs, reception needs, housing needs, besoins, besoins particuliers, besoins spécifiques, besoins d'accueil, bedarf, besondere bedürfnisse, bedürfnisse, besondere bedarfe, besoinen, speziell besoinen
	arrived_on: arrival, arrival date, date of arrival, arrived, date d'arrivée, arrivée, arrivé le, date d'entrée, ankunft, ankunftsdatum, ankunft am, einreise, einreisedatum, arrivée le, arrivée date, ukomm, arrivéedatum, datum vun der arrivée, date of entry, entry date
	source_reference: reference, source reference, ref, id, person id, file number, case reference, external id, référence, réf, n° dossier, numéro de dossier, dossier, n° de dossier, identifiant, aktenzeichen, az, aktennummer, referenz, personennummer, dossiernummer, dossier nr, akt, referenznummer
`)

// guessTargets says what columns are likely to be, by their headings.
func guessTargets(headings []string) []ImportTarget {
	out := make([]ImportTarget, len(headings))
	for n, h := range headings {
		out[n] = guessTarget(h)
	}
	// "Name" is the family name beside a given name, and the full name without one.
	names := fold("name")
	for n, h := range headings {
		if heading(h) != names {
			continue
		}
		out[n] = TargetOnDocument
		if slices.Contains(out, TargetGiven) {
			out[n] = TargetFamily
		}
	}
	for n, t := range out { // the first of two keeps what only one can say
		if !t.repeats() && slices.Contains(out[:n], t) {
			out[n] = TargetNone
		}
	}
	return out
}

func guessTarget(h string) ImportTarget {
	for _, form := range []string{fold(h), heading(h)} {
		if code, known := headingWords[form]; known {
			return ImportTarget(code)
		}
	}
	return TargetNone
}

// heading folds a heading without what stands in brackets ("(dd/mm/yyyy)"),
// a number at its end ("Nationality 2") and a mark that it is required.
func heading(h string) string {
	if cut := strings.IndexAny(h, "([{"); cut > 0 {
		h = h[:cut]
	}
	h = fold(h)
	if word, last, found := cutLast(h); found {
		if _, err := strconv.Atoi(last); err == nil {
			return word
		}
	}
	return h
}

func cutLast(s string) (before, last string, found bool) {
	cut := strings.LastIndexByte(s, ' ')
	if cut < 0 {
		return "", s, false
	}
	return s[:cut], s[cut+1:], true
}

// packTargets packs targets for a column of the database: codes between spaces,
// "-" for a column that is left out.
func packTargets(targets []ImportTarget) string {
	words := make([]string, len(targets))
	for n, t := range targets {
		if words[n] = string(t); t == TargetNone {
			words[n] = "-"
		}
	}
	return strings.Join(words, " ")
}

func unpackTargets(column string) []ImportTarget {
	var out []ImportTarget
	for word := range strings.FieldsSeq(column) {
		if word == "-" {
			word = ""
		}
		out = append(out, ImportTarget(word))
	}
	return out
}
