package names

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
)

// arabic romanises the letters of Arabic, Persian, Dari, Pashto, Kurdish and
// Urdu. Short vowels are not written in these scripts, so the result is a
// skeleton: محمد becomes mhmd.
var arabic = func() map[rune]string {
	m := make(map[rune]string)
	for latin, letters := range map[string]string{
		"a": "اأآٱىعةەۀۂ", "i": "إيیئيېۍێے", "u": "وؤۇۆ", "": "ء",
		"b": "ب", "p": "پ", "t": "تطټٹ", "th": "ث", "j": "ج", "ch": "چ", "h": "حهھہۃ", "kh": "خ",
		"d": "دضډڈ", "z": "ذزظځ", "r": "رړڑڕ", "zh": "ژږ", "s": "سصڅ", "sh": "شښ",
		"gh": "غ", "f": "ف", "v": "ڤ", "q": "ق", "k": "كک", "g": "گګ", "l": "لڵ", "m": "م", "n": "نڼں",
	} {
		for _, r := range letters {
			m[r] = latin
		}
	}
	return m
}()

// ethiopicRows are the consonants of the Ethiopic block from U+1200, one for
// every eight code points: a consonant with its seven vowels and a labialised
// form. "'" stands for the two rows that carry a vowel alone.
var ethiopicRows = [...]string{
	"h", "l", "h", "m", "s", "r", "s", "sh", "q", "qw", "q", "qw", "b", "v", "t", "ch",
	"h", "hw", "n", "ny", "'", "k", "kw", "k", "kw", "w", "'", "z", "zh", "y", "d", "d",
	"j", "g", "gw", "g", "t", "ch", "p", "ts", "ts", "f", "p",
}

// ethiopic romanises a syllable the way Eritrean and Ethiopian documents do:
// ተኽለ is tekle. ok is false for what is no syllable of Ge'ez, Tigrinya or
// Amharic.
func ethiopic(r rune) (latin string, ok bool) {
	row := int(r-0x1200) / 8
	if r < 0x1200 || row >= len(ethiopicRows) {
		return "", false
	}
	vowels := [8]string{"e", "u", "i", "a", "e", "", "o", "wa"}
	consonant, vowel := ethiopicRows[row], vowels[r%8]
	switch {
	case consonant == "'":
		consonant, vowels[0], vowels[5] = "", "a", "e"
		vowel = vowels[r%8]
	case consonant == "h" && r%8 == 0:
		vowel = "a"
	}
	return consonant + vowel, true
}

// latinSounds are Latin letters whose mark changes the sound, which a plain
// removal of marks would lose.
var latinSounds = map[rune]string{
	'ş': "sh", 'š': "sh", 'ș': "sh", 'ś': "sh", 'ç': "ch", 'č': "ch", 'ć': "ch", 'ž': "zh", 'ż': "zh",
	'ğ': "gh", 'ı': "i", 'ə': "e", 'ё': "yo", 'đ': "dj", 'þ': "th",
}

// script is what has to be known of the script a word was written in.
type script byte

const (
	latin     script = iota
	abjad            // leaves out short vowels: Arabic, Hebrew, Syriac
	ideograph        // a sign a syllable: Han, Hangul
	other
)

// romanise writes one word in the letters a to z. Other scripts than the
// above go by the tables of go-unidecode, which may give several words for one
// (Chinese).
func romanise(word string) (string, script) {
	var b strings.Builder
	from := latin
	for _, r := range word {
		r = unicode.ToLower(r)
		if unicode.Is(unicode.M, r) {
			continue
		}
		switch {
		case unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac):
			from = abjad
		case unicode.In(r, unicode.Han, unicode.Hangul):
			from = ideograph
		case unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) && from == latin:
			from = other
		}
		if s, ok := arabic[r]; ok {
			b.WriteString(s)
		} else if s, ok := ethiopic(r); ok {
			b.WriteString(s)
		} else if s, ok := latinSounds[r]; ok {
			b.WriteString(s)
		} else {
			b.WriteString(unidecode.Unidecode(string(r)))
		}
	}
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		if r != ' ' && (r < 'a' || r > 'z') {
			return -1
		}
		return r
	}, b.String()), from
}
